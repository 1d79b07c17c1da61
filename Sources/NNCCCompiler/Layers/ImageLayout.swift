import NNCCRuntime

/// How a layer sees its input as images: heights and widths, with channels last in the end.
struct ImageLayout {
  /// Spatial extents, one or two.
  var extents: [Int]
  var channels: Int
  var isChannelsFirst: Bool

  /// With a height of 1 where there is only one spatial axis.
  var height: Int { extents.count == 1 ? 1 : extents[0] }
  var width: Int { extents[extents.count - 1] }

  /// A shape of one example with these spatial extents, in the layout that the spec asked for.
  func shape(_ extents: [Int], channels: Int) -> [Int] {
    isChannelsFirst ? [channels] + extents : extents + [channels]
  }

  static let isChannelsFirst = Key(
    "data_format",
    Form<Bool?>.optional(.word(["channels_last": false, "channels_first": true])).map { $0 ?? false }, default: .null,
    "where the channels stand; null is channels_last")

  init(shape: [Int], isChannelsFirst: Bool) {
    self.isChannelsFirst = isChannelsFirst
    extents = Array(isChannelsFirst ? shape.dropFirst() : shape.dropLast())
    channels = isChannelsFirst ? shape[0] : shape[shape.count - 1]
  }
}

extension LayerInference {
  /// The input as images; nil after a report if its rank is not one of `ranks` spatial axes.
  mutating func imageLayout(isChannelsFirst: Bool, spatialRanks ranks: ClosedRange<Int>) -> ImageLayout? {
    let rank = shape.count - 1
    if ranks.contains(rank) { return ImageLayout(shape: shape, isChannelsFirst: isChannelsFirst) }
    let wanted =
      ranks == 2...2
      ? "[height, width, channels]" : ranks == 1...1 ? "[steps, channels]" : "[…spatial axes…, channels]"
    var notes: [Diagnostic.Note] = []
    if ranks.contains(2), shape.count == 2 {
      notes.append(
        .init(
          "add 'reshape: {target_shape: [\(shape[0]), \(shape[1]), 1]}' before it, or give the input a channel axis"
        ))
    } else if shape.count == 1 {
      notes.append(.init("'\(inputs[0].tensor.name)' is a vector: put this layer before 'flatten', or reshape it"))
    }
    diagnostics.error(
      "shape-mismatch", at: place(of: inputs[0]),
      "'\(name)' takes \(wanted), but '\(inputs[0].tensor.name)' is \(shape)", notes: notes)
    return nil
  }
}

extension Lowering {
  /// The input of a node with its channels last.
  mutating func channelsLast(_ x: BufferID, _ layout: ImageLayout, _ node: Graph.Node) throws -> BufferID {
    guard layout.isChannelsFirst else { return x }
    let rank = layout.extents.count
    return try transposed(
      x, shape: [batch, layout.channels] + layout.extents, [0] + Array(2..<(rank + 2)) + [1], node,
      ".channels_last")
  }

  /// The result of a node, its channels last, in the layout that the spec asked for.
  mutating func inLayout(
    _ y: BufferID, _ layout: ImageLayout, extents: [Int], channels: Int, _ node: Graph.Node
  ) throws -> BufferID {
    guard layout.isChannelsFirst else { return y }
    let rank = extents.count
    return try transposed(
      y, shape: [batch] + extents + [channels], [0, rank + 1] + Array(1...rank), node, "")
  }
}
