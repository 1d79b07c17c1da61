import NNCCRuntime

/// The largest or the mean value of each channel.
struct GlobalPoolingLayer: Layer {
  static let members = [1, 2, 3].flatMap { rank in
    [
      member("global_max_pooling\(rank)d", rank: rank, .maximum, "the largest value of each channel"),
      member(
        "global_average_pooling\(rank)d", rank: rank, .mean,
        "the mean of each channel" + (rank == 1 ? ", over the steps that a mask keeps; 0 where it keeps none" : "")),
    ]
  }

  private static func member(
    _ name: String, rank: Int, _ reduction: Reduction, _ summary: String
  ) -> LayerMember {
    .init(name, summary, keepsAxes, ImageLayout.isChannelsFirst) {
      GlobalPoolingLayer(rank: rank, reduction: reduction, keepsAxes: $0, isChannelsFirst: $1)
    }
  }

  private static let keepsAxes = Key(
    "keepdims", .boolean, default: .boolean(false), "whether the spatial axes stay, each of extent 1")

  let rank: Int
  let reduction: Reduction
  let keepsAxes: Bool
  let isChannelsFirst: Bool

  /// Channels first, what is averaged over is not the axis that a mask speaks of.
  var time: TimeRole { rank == 1 && reduction == .mean && !isChannelsFirst ? .averages : .mixes }
  let origin = OutputOrigin.other

  func infer(_ inference: inout LayerInference) -> (shape: [Int], ImageLayout)? {
    let layout = inference.imageLayout(isChannelsFirst: isChannelsFirst, spatialRanks: rank...rank)
    guard let layout else { return nil }
    let shape =
      keepsAxes ? layout.shape(Array(repeating: 1, count: rank), channels: layout.channels) : [layout.channels]
    return (shape, layout)
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ layout: ImageLayout) throws -> BufferID {
    let output = plan.value(node, "", plan.outputShape(node))
    let input = plan.input(node)
    let places = layout.extents.reduce(1, *)
    if time == .averages, let mask = plan.mask(node) {
      try appendMean(of: input, mask, into: output, layout, node, &plan)
      return output
    }
    // Channels first, the places are the last axis; channels last, the middle one.
    let (outer, inner) = isChannelsFirst ? (layout.channels, 1) : (1, layout.channels)
    plan.append(Reduce(reduction, input, output, outer: plan.batch * outer, middle: places, inner: inner))
    return output
  }

  /// Appends the mean over the steps of [time, width] that a mask keeps.
  private func appendMean(
    of input: BufferID, _ mask: BufferID, into output: BufferID, _ layout: ImageLayout, _ node: Graph.Node,
    _ plan: inout Lowering
  ) throws {
    let (time, width) = (layout.width, layout.channels)
    let weights = plan.value(node, ".weights", [time])
    plan.append(
      MaskWeights(mask, weights, steps: plan.batch * time, inner: 1, purpose: .meanOfEach(time: time)))
    let weighted = plan.value(node, ".weighted", [time, width])
    try plan.merge(
      .multiply, input, shape: [plan.batch, time, width], weights, shape: [plan.batch, time, 1], into: weighted)
    plan.append(
      Reduce(.sum, weighted, output, outer: plan.batch, middle: time, inner: width))
  }
}
