import NNCCRuntime

/// Windows over images, each giving `filters` sums of products.
struct ConvolutionLayer: Layer {
  static let members: [LayerMember] = [
    .init(
      "conv2d", "filters over an image",
      keys: [filters, windowKeys.size, windowKeys.strides, windowKeys.padding, dilations, groups]
        + [ImageLayout.isChannelsFirst] + ParameterKeys.kernelAndBias
    ) { ConvolutionLayer($0) }
  ]

  private static let filters = Key("filters", .integer(atLeast: 1), "the number of outputs at each place")
  private static let dilations = Key(
    "dilation_rate", .extents(rank: 2), default: .integers([1]), "steps between a window's elements")
  private static let groups = Key(
    "groups", .integer(atLeast: 1), default: .integer(1), "parts that channels and filters split into")
  private static let windowKeys = WindowKeys(
    size: Key("kernel_size", .extents(rank: 2), "the window: rows and columns"),
    strides: Key(
      "strides", Form<[Int]>.extents(rank: 2).map(Optional.some), default: .integers([1]), "steps between windows"),
    padding: WindowKeys.padding(rank: 2), dilations: dilations)

  let filters: Int
  let groups: Int
  let isChannelsFirst: Bool
  let usesBias: Bool
  let activation: ActivationChoice

  init(_ options: Options) {
    filters = options[Self.filters]
    groups = options[Self.groups]
    isChannelsFirst = options[ImageLayout.isChannelsFirst]
    usesBias = options[ParameterKeys.usesBias]
    activation = options[Activations.activation]?.value ?? .linear
  }

  let time = TimeRole.mixes
  var origin: OutputOrigin { .activation(activation) }

  struct Resolution {
    let layout: ImageLayout
    let windows: Windows
    let kernel: ParameterIndex
    let bias: ParameterIndex?
  }

  /// [height, width, channels] → [L(height), L(width), filters]
  func infer(_ inference: inout LayerInference) -> (shape: [Int], Resolution)? {
    guard let layout = inference.imageLayout(isChannelsFirst: isChannelsFirst, spatialRanks: 2...2) else { return nil }
    checkGroups(&inference, channels: layout.channels)
    let strides = inference.options[Self.windowKeys.strides]?.stretched(to: 2) ?? []
    let dilations = inference.options[Self.dilations].stretched(to: 2)
    if strides.contains(where: { $0 > 1 }), dilations.contains(where: { $0 > 1 }) {
      inference.error(
        "conflicting-keys", Self.dilations,
        "'strides' \(strides) and 'dilation_rate' \(dilations) cannot both be above 1, as in Keras")
    }
    guard let windows = inference.windows(over: layout.extents, Self.windowKeys), !inference.diagnostics.hasErrors
    else { return nil }
    let kernel = inference.declare(
      "kernel", windows.axes.map(\.window) + [layout.channels / groups, filters], .kernel)
    let bias = usesBias ? inference.declare("bias", [filters], .bias) : nil
    let output = layout.shape(windows.outputs, channels: filters)
    inference.checkActivation(shape: output)
    return (output, Resolution(layout: layout, windows: windows, kernel: kernel, bias: bias))
  }

  private func checkGroups(_ inference: inout LayerInference, channels: Int) {
    let parts = [(channels, "channel"), (filters, "filter")].filter { !$0.0.isMultiple(of: groups) }
    guard !parts.isEmpty else { return }
    let what = listed(parts.map { counted($0.0, $0.1) }, "nor")
    let all = (1...min(channels, filters, 4096)).filter { channels.isMultiple(of: $0) && filters.isMultiple(of: $0) }
    inference.error(
      "wrong-groups", Self.groups,
      "\(parts.count == 2 ? "neither " : "")\(what) can\(parts.count == 2 ? "" : "not") be split into \(groups) groups",
      notes: [
        .init(
          "'groups' must divide \(counted(channels, "channel")) and \(counted(filters, "filter")): "
            + all.prefix(8).map(String.init).joined(separator: ", ") + (all.count > 8 ? ", …" : ""))
      ])
  }
}

// MARK: Lowering

extension ConvolutionLayer {
  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ resolution: Resolution) throws -> BufferID {
    let (layout, windows) = (resolution.layout, resolution.windows)
    let (rows, columns) = (windows.axes[0], windows.axes[1])
    let kernel = plan.parameter(node, resolution.kernel)
    let source = try plan.channelsLast(plan.input(node), layout, node)
    let border = border(&plan, node, around: source, windows, channels: layout.channels)
    let geometry = ConvolutionGeometry(
      images: plan.batch, inputHeight: border?.geometry.frameHeight ?? rows.input,
      inputWidth: border?.geometry.frameWidth ?? columns.input, channels: layout.channels,
      outputHeight: rows.output, outputWidth: columns.output, filters: filters,
      kernelHeight: rows.window, kernelWidth: columns.window, strideHeight: rows.stride,
      strideWidth: columns.stride, dilationHeight: rows.dilation, dilationWidth: columns.dilation, groups: groups)
    let form = geometry.winogradForm
    let linear = plan.value(node, ".linear", windows.outputs + [filters])
    let scratch = form.map { plan.scratch(node, words: Kernels.winogradScratchWords(geometry, form: $0)) }
    plan.append(
      Convolution(
        input: border?.frame ?? source, packedKernel: plan.packed(kernel, .kernel(geometry.forWeights, form)),
        bias: resolution.bias.map { plan.parameter(node, $0) }, into: linear, scratch: scratch, geometry: geometry,
        form: form))
    let placed = try plan.inLayout(linear, layout, extents: windows.outputs, channels: filters, node)
    return try plan.activated(placed, activation, node, shape: plan.outputShape(node))
  }

  /// Appends the zeros around the images, where the windows reach beyond them.
  private func border(
    _ plan: inout Lowering, _ node: Graph.Node, around source: BufferID, _ windows: Windows, channels: Int
  ) -> Border? {
    let (rows, columns) = (windows.axes[0], windows.axes[1])
    let height = rows.input + rows.zeros.before + rows.zeros.after
    let width = columns.input + columns.zeros.before + columns.zeros.after
    guard height != rows.input || width != columns.input else { return nil }
    let border = Border(
      source, into: plan.value(node, ".bordered", [height, width, channels]),
      geometry: .init(
        images: plan.batch, height: rows.input, width: columns.input, channels: channels, top: rows.zeros.before,
        left: columns.zeros.before, frameHeight: height, frameWidth: width))
    plan.append(border)
    return border
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
