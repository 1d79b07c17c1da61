import NNCCRuntime

/// The largest or the mean value of each window.
enum PoolingLayers {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "pooling", "the largest or the mean value of each window",
        [
          Hyperparameter("pooling_type", .word(["max", "avg"]), "max or avg"),
          Hyperparameter(
            "window_shape", .extents(rank: nil), "the window, one number for each spatial axis or for all"),
          Hyperparameter(
            "strides", .optional(.extents(rank: nil)), default: .null,
            "steps between windows; null is window_shape"),
          padding(rank: nil), ParameterOptions.dataFormat,
        ]),
      infer: { infer(&$0, spatialRanks: 1...2, sizeKey: "window_shape") },
      lower: {
        try lower(&$0, $1, sizeKey: "window_shape", isMax: $1.options.string("pooling_type") == "max")
      }),
    keras("max_pooling2d", rank: 2, isMax: true, "the largest value of each window"),
    keras("average_pooling2d", rank: 2, isMax: false, "the mean of each window"),
  ]

  private static func padding(rank: Int?) -> Hyperparameter {
    Hyperparameter(
      "padding", .padding(rank: rank), default: .padding(.valid),
      "valid, same, a number, one for each axis, or [[before, after], …]")
  }

  private static func keras(_ name: String, rank: Int, isMax: Bool, _ summary: String) -> LayerDefinition {
    LayerDefinition(
      entry: .init(
        name, summary,
        [
          Hyperparameter(
            "pool_size", .extents(rank: rank), default: .integers([2]), aliases: ["window_shape"],
            "the window"),
          Hyperparameter(
            "strides", .optional(.extents(rank: rank)), default: .null,
            "steps between windows; null is pool_size"),
          padding(rank: rank), ParameterOptions.dataFormat,
        ]),
      infer: { infer(&$0, spatialRanks: rank...rank, sizeKey: "pool_size") },
      lower: { try lower(&$0, $1, sizeKey: "pool_size", isMax: isMax) })
  }

  /// [...spatial axes..., channels] → [...L of each..., channels]
  private static func infer(
    _ layer: inout LayerInference, spatialRanks: ClosedRange<Int>, sizeKey: String
  ) -> [Int]? {
    guard let layout = layer.imageLayout(spatialRanks: spatialRanks),
      let windows = layer.windows(
        over: layout.extents, sizeKey: sizeKey, names: ImageLayout.axisNames(layout.extents.count))
    else { return nil }
    for axis in windows.axes where max(axis.zeros.before, axis.zeros.after) >= axis.span {
      layer.error(
        "out-of-range", "padding",
        "\(max(axis.zeros.before, axis.zeros.after)) of padding beside the \(axis.name) leaves windows of \(axis.span) with no input at all; it must be below \(axis.span)"
      )
      return nil
    }
    return layout.shape(windows.outputs, channels: layout.channels)
  }

  private static func lower(
    _ plan: inout Lowering, _ node: Graph.Node, sizeKey: String, isMax: Bool
  ) throws -> BufferID {
    let layout = ImageLayout(shape: plan.inputShape(node), options: node.options)
    var inference = LayerInference(node, plan.graph)
    guard
      let windows = inference.windows(
        over: layout.extents, sizeKey: sizeKey, names: ImageLayout.axisNames(layout.extents.count))
    else { throw InternalError("'\(node.name)' has windows that do not fit") }
    let columns = windows.axes[windows.axes.count - 1]
    let rows =
      windows.axes.count == 2
      ? windows.axes[0]
      : WindowAxis(input: 1, window: 1, stride: 1, dilation: 1, padding: .valid, name: "rows")
    let geometry = PoolingGeometry(
      images: plan.batch, inputHeight: rows.input, inputWidth: columns.input, channels: layout.channels,
      outputHeight: rows.output, outputWidth: columns.output, windowHeight: rows.window,
      windowWidth: columns.window, strideHeight: rows.stride, strideWidth: columns.stride,
      paddingTop: rows.zeros.before, paddingLeft: columns.zeros.before)
    let source = try plan.channelsLast(plan.input(node), layout, node)
    let shape = windows.outputs + [layout.channels]
    let output = plan.value(node, "", shape)
    if isMax {
      let positions = plan.purpose.hasGradient ? plan.value(node, ".positions", shape, type: .int32) : nil
      plan.append(MaxPool(source, output, positions: positions, geometry: geometry))
    } else {
      plan.append(AveragePool(source, output, geometry: geometry))
    }
    return try plan.inLayout(output, layout, extents: windows.outputs, channels: layout.channels, node)
  }
}

/// The largest or the mean value of each channel.
enum GlobalPoolingLayers {
  static let definitions = [1, 2, 3].flatMap { rank in
    [
      definition("global_max_pooling\(rank)d", rank: rank, .maximum, "the largest value of each channel"),
      definition(
        "global_average_pooling\(rank)d", rank: rank, .mean,
        "the mean of each channel" + (rank == 1 ? ", over the steps that a mask keeps; 0 where it keeps none" : "")),
    ]
  }

  private static func definition(
    _ name: String, rank: Int, _ reduction: Reduction, _ summary: String
  ) -> LayerDefinition {
    LayerDefinition(
      entry: .init(
        name, summary,
        [
          Hyperparameter(
            "keepdims", .boolean, default: .boolean(false), "whether the spatial axes stay, each of extent 1"),
          ParameterOptions.dataFormat,
        ]),
      time: rank == 1 && reduction == .mean ? .averages : .mixes,
      infer: { layer in
        guard let layout = layer.imageLayout(spatialRanks: rank...rank) else { return nil }
        return layer.options.boolean("keepdims")
          ? layout.shape(Array(repeating: 1, count: rank), channels: layout.channels) : [layout.channels]
      },
      lower: { plan, node in
        let layout = ImageLayout(shape: plan.inputShape(node), options: node.options)
        let output = plan.value(node, "", plan.outputShape(node))
        let places = layout.extents.reduce(1, *)
        if rank == 1, reduction == .mean, !layout.isChannelsFirst, let mask = plan.mask(node) {
          try appendMean(of: plan.input(node), mask, into: output, time: places, width: layout.channels, node, &plan)
          return output
        }
        // Channels first, the places are the last axis; channels last, the middle one.
        let (outer, inner) = layout.isChannelsFirst ? (layout.channels, 1) : (1, layout.channels)
        plan.append(
          Reduce(reduction, plan.input(node), output, outer: plan.batch * outer, middle: places, inner: inner))
        return output
      })
  }

  /// Appends the mean over the steps of [time, width] that a mask keeps.
  private static func appendMean(
    of input: BufferID, _ mask: BufferID, into output: BufferID, time: Int, width: Int, _ node: Graph.Node,
    _ plan: inout Lowering
  ) throws {
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
