import NNCCRuntime

/// The largest or the mean value of each window.
struct PoolingLayer: Layer {
  static let members: [LayerMember] = [
    .init(
      "pooling", "the largest or the mean value of each window",
      keys: [statistic, anyWindows.size, anyWindows.strides, anyWindows.padding, ImageLayout.isChannelsFirst]
    ) { PoolingLayer($0, $0[statistic], anyWindows, spatialRanks: 1...2) },
    keras("max_pooling2d", .maximum, "the largest value of each window"),
    keras("average_pooling2d", .mean, "the mean of each window"),
  ]

  private static func keras(_ name: String, _ statistic: Statistic, _ summary: String) -> LayerMember {
    .init(
      name, summary, keys: [images.size, images.strides, images.padding, ImageLayout.isChannelsFirst]
    ) { PoolingLayer($0, statistic, images, spatialRanks: 2...2) }
  }

  enum Statistic { case maximum, mean }

  private static let statistic = Key("pooling_type", .word(["max": Statistic.maximum, "avg": .mean]), "max or avg")

  private static let anyWindows = WindowKeys(
    size: Key("window_shape", .extents(rank: nil), "the window, one number for each spatial axis or for all"),
    strides: Key(
      "strides", .optional(.extents(rank: nil)), default: .null, "steps between windows; null is window_shape"),
    padding: WindowKeys.padding(rank: nil))

  private static let images = WindowKeys(
    size: Key("pool_size", .extents(rank: 2), default: .integers([2]), aliases: ["window_shape"], "the window"),
    strides: Key("strides", .optional(.extents(rank: 2)), default: .null, "steps between windows; null is pool_size"),
    padding: WindowKeys.padding(rank: 2))

  let statistic: Statistic
  let windowKeys: WindowKeys
  let spatialRanks: ClosedRange<Int>
  let isChannelsFirst: Bool

  private init(_ options: Options, _ statistic: Statistic, _ keys: WindowKeys, spatialRanks: ClosedRange<Int>) {
    self.statistic = statistic
    windowKeys = keys
    self.spatialRanks = spatialRanks
    isChannelsFirst = options[ImageLayout.isChannelsFirst]
  }

  let time = TimeRole.mixes
  let origin = OutputOrigin.other

  struct Resolution {
    let layout: ImageLayout
    let windows: Windows
  }

  /// [...spatial axes..., channels] → [...L of each..., channels]
  func infer(_ inference: inout LayerInference) -> (shape: [Int], Resolution)? {
    let layout = inference.imageLayout(isChannelsFirst: isChannelsFirst, spatialRanks: spatialRanks)
    guard let layout, let windows = inference.windows(over: layout.extents, windowKeys) else { return nil }
    for axis in windows.axes where max(axis.zeros.before, axis.zeros.after) >= axis.span {
      inference.error(
        "out-of-range", windowKeys.padding,
        "\(max(axis.zeros.before, axis.zeros.after)) of padding beside the \(axis.name) leaves windows of \(axis.span) with no input at all; it must be below \(axis.span)"
      )
      return nil
    }
    return (
      layout.shape(windows.outputs, channels: layout.channels), Resolution(layout: layout, windows: windows)
    )
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ resolution: Resolution) throws -> BufferID {
    let (layout, windows) = (resolution.layout, resolution.windows)
    let columns = windows.axes[windows.axes.count - 1]
    let rows = windows.axes.count == 2 ? windows.axes[0] : .single
    let geometry = PoolingGeometry(
      images: plan.batch, inputHeight: rows.input, inputWidth: columns.input, channels: layout.channels,
      outputHeight: rows.output, outputWidth: columns.output, windowHeight: rows.window,
      windowWidth: columns.window, strideHeight: rows.stride, strideWidth: columns.stride,
      paddingTop: rows.zeros.before, paddingLeft: columns.zeros.before)
    let source = try plan.channelsLast(plan.input(node), layout, node)
    let shape = windows.outputs + [layout.channels]
    let output = plan.value(node, "", shape)
    switch statistic {
    case .maximum:
      let positions = plan.purpose.hasGradient ? plan.value(node, ".positions", shape, type: .int32) : nil
      plan.append(MaxPool(source, output, positions: positions, geometry: geometry))
    case .mean:
      plan.append(AveragePool(source, output, geometry: geometry))
    }
    return try plan.inLayout(output, layout, extents: windows.outputs, channels: layout.channels, node)
  }
}

extension WindowAxis {
  /// What stands for the rows where there is only one spatial axis.
  fileprivate static let single = WindowAxis(
    input: 1, window: 1, stride: 1, dilation: 1, padding: .explicit(before: 0, after: 0), name: "rows")
}
