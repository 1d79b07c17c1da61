import NNCCRuntime

/// Windows over images, each giving `filters` sums of products.
enum ConvolutionLayers {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "conv2d", "filters over an image",
        [
          Hyperparameter("filters", .integer(atLeast: 1), "the number of outputs at each place"),
          Hyperparameter("kernel_size", .extents(rank: 2), "the window: rows and columns"),
          Hyperparameter("strides", .extents(rank: 2), default: .integers([1]), "steps between windows"),
          Hyperparameter(
            "padding", .padding(rank: 2), default: .padding(.valid),
            "valid, same, a number, one for each axis, or [[before, after], …]"),
          Hyperparameter(
            "dilation_rate", .extents(rank: 2), default: .integers([1]), "steps between a window's elements"),
          Hyperparameter(
            "groups", .integer(atLeast: 1), default: .integer(1), "parts that channels and filters split into"
          ),
          ParameterOptions.dataFormat,
        ] + ParameterOptions.kernelAndBias),
      infer: infer, lower: lower)
  ]

  /// [height, width, channels] → [L(height), L(width), filters]
  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    guard let layout = layer.imageLayout(spatialRanks: 2...2) else { return nil }
    let filters = layer.options.integer("filters")
    let groups = layer.options.integer("groups")
    let dilations = layer.options.extents("dilation_rate", rank: 2)
    let strides = layer.options.extents("strides", rank: 2)
    checkGroups(&layer, groups: groups, channels: layout.channels, filters: filters)
    if strides.contains(where: { $0 > 1 }), dilations.contains(where: { $0 > 1 }) {
      layer.error(
        "conflicting-keys", "dilation_rate",
        "'strides' \(strides) and 'dilation_rate' \(dilations) cannot both be above 1, as in Keras")
    }
    let windows = layer.windows(
      over: layout.extents, sizeKey: "kernel_size", names: ImageLayout.axisNames(2), dilations: dilations)
    guard let windows, !layer.diagnostics.hasErrors else { return nil }
    let size = layer.options.extents("kernel_size", rank: 2)
    layer.declare("kernel", size + [layout.channels / groups, filters])
    if layer.options.boolean("use_bias") { layer.declare("bias", [filters]) }
    let output = layout.shape(windows.outputs, channels: filters)
    layer.readOutputOptions(shape: output)
    return output
  }

  private static func checkGroups(_ layer: inout LayerInference, groups: Int, channels: Int, filters: Int) {
    let parts = [(channels, "channel"), (filters, "filter")].filter { !$0.0.isMultiple(of: groups) }
    guard !parts.isEmpty else { return }
    let what = listed(parts.map { counted($0.0, $0.1) }, "nor")
    let all = (1...min(channels, filters, 4096)).filter { channels.isMultiple(of: $0) && filters.isMultiple(of: $0) }
    layer.error(
      "wrong-groups", "groups",
      "\(parts.count == 2 ? "neither " : "")\(what) can\(parts.count == 2 ? "" : "not") be split into \(groups) groups",
      notes: [
        .init(
          "'groups' must divide \(counted(channels, "channel")) and \(counted(filters, "filter")): "
            + all.prefix(8).map(String.init).joined(separator: ", ") + (all.count > 8 ? ", …" : ""))
      ])
  }

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) throws -> BufferID {
    var inference = LayerInference(node, plan.graph)
    let layout = ImageLayout(shape: plan.inputShape(node), options: node.options)
    let dilations = node.options.extents("dilation_rate", rank: 2)
    guard
      let windows = inference.windows(
        over: layout.extents, sizeKey: "kernel_size", names: ImageLayout.axisNames(2), dilations: dilations)
    else { throw InternalError("'\(node.name)' has windows that do not fit") }
    let (rows, columns) = (windows.axes[0], windows.axes[1])
    let filters = node.options.integer("filters")
    let bias = plan.parameter(node, "bias")
    let kernel = plan.parameter(node, "kernel")!

    let source = try plan.channelsLast(plan.input(node), layout, node)
    let frameHeight = rows.input + rows.zeros.before + rows.zeros.after
    let frameWidth = columns.input + columns.zeros.before + columns.zeros.after
    var input = source
    if frameHeight != rows.input || frameWidth != columns.input {
      input = plan.value(node, ".bordered", [frameHeight, frameWidth, layout.channels])
      plan.append(
        Border(
          source, into: input,
          geometry: .init(
            images: plan.batch, height: rows.input, width: columns.input, channels: layout.channels,
            top: rows.zeros.before, left: columns.zeros.before, frameHeight: frameHeight, frameWidth: frameWidth)))
    }
    let geometry = ConvolutionGeometry(
      images: plan.batch, inputHeight: frameHeight, inputWidth: frameWidth, channels: layout.channels,
      outputHeight: rows.output, outputWidth: columns.output, filters: filters,
      kernelHeight: rows.window, kernelWidth: columns.window, strideHeight: rows.stride,
      strideWidth: columns.stride, dilationHeight: rows.dilation, dilationWidth: columns.dilation,
      groups: node.options.integer("groups"))
    let form = geometry.winogradForm
    let linear = plan.value(node, ".linear", windows.outputs + [filters])
    let scratch = form.map { plan.scratch(node, words: Kernels.winogradScratchWords(geometry, form: $0)) }
    plan.append(
      Convolution(
        input: input, packedKernel: plan.packed(kernel, .kernel(geometry.forWeights, form)), bias: bias, into: linear,
        scratch: scratch, geometry: geometry, form: form))
    let placed = try plan.inLayout(linear, layout, extents: windows.outputs, channels: filters, node)
    return try plan.activated(
      placed, ActivationChoice(node.options.named("activation")), node, shape: plan.outputShape(node))
  }
}

extension LayerInference {
  /// The inference of a node that has been through it, for what lowering must know again.
  init(_ node: Graph.Node, _ graph: Graph) {
    self.init(
      name: node.name, type: node.type, options: node.options, inputs: node.inputs.map { graph.tensors[$0] },
      range: node.range, inputRanges: nil)
  }
}

extension ConvolutionGeometry {
  /// The same kernel over no image in particular: what packing its weights depends on.
  var forWeights: ConvolutionGeometry {
    var geometry = self
    (geometry.images, geometry.inputHeight, geometry.inputWidth) = (1, 1, 1)
    (geometry.outputHeight, geometry.outputWidth) = (1, 1)
    return geometry
  }
}
