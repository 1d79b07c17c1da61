import CMicrokernels

extension Kernels {
  /// output[n, y, x, f] = activation(bias[f] + Σ over kh, kw, c of window(n, y, x)[kh, kw, c] · kernel[kh, kw, c, f])
  ///
  /// A window's row is contiguous in the input, so a convolution is a product over overlapping rows: nothing is
  /// gathered. Each element is one chain, (kh, kw, c) ascending, from the bias; by a Winograd form it is made of its
  /// own tile and the kernel. Either way its bits depend neither on the other images nor on the threads.
  public struct Convolution<Place>: Operation {
    /// With its border.
    public var input: Place
    /// As `Pack` lays it out, for the same form.
    public var packedKernel: Place
    /// [filters], or nil for zeros.
    public var bias: Place?
    /// The function.
    public var activation: Activation
    /// The result.
    public var output: Place
    /// For a form: `winogradScratchWords`.
    public var scratch: Place?
    /// The sizes.
    public var geometry: ConvolutionGeometry
    /// A fast algorithm, which gives the same up to rounding.
    public var form: WinogradForm?

    /// Memberwise. Where there is a form, there is scratch.
    @inlinable
    public init(
      input: Place, packedKernel: Place, bias: Place? = nil, activation: Activation = .linear, into output: Place,
      scratch: Place? = nil, geometry: ConvolutionGeometry, form: WinogradForm? = nil
    ) {
      self.input = input
      self.packedKernel = packedKernel
      self.bias = bias
      self.activation = activation
      self.output = output
      self.scratch = scratch
      self.geometry = geometry
      self.form = form
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Convolution<V.Place>(
          input: visitor.reads(input, "input"), packedKernel: visitor.reads(packedKernel, "packedKernel"),
          bias: visitor.reads(bias, "bias"), activation: visitor.option(activation, "activation", default: .linear),
          into: visitor.writes(output, "into"), scratch: visitor.scratch(scratch, "scratch"),
          geometry: visitor.option(geometry, "geometry"), form: visitor.option(form, "form")))
    }
  }

  /// kernelGradient[kh, kw, c, f] = Σ over n, y, x of window(n, y, x)[kh, kw, c] · outputGradient[n, y, x, f]
  ///
  /// Each element is one chain, (n, y, x) ascending.
  public struct ConvolutionKernelGradient<Place>: Operation {
    /// With its border.
    public var input: Place
    /// The gradient of the output.
    public var outputGradient: Place
    /// The result: the gradient of the kernel.
    public var kernelGradient: Place
    /// For a form: `winogradKernelGradientScratchWords`.
    public var scratch: Place?
    /// The sizes.
    public var geometry: ConvolutionGeometry
    /// A fast algorithm, which gives the same up to rounding.
    public var form: WinogradForm?

    /// Memberwise. Where there is a form, there is scratch.
    @inlinable
    public init(
      input: Place, outputGradient: Place, into kernelGradient: Place, scratch: Place? = nil,
      geometry: ConvolutionGeometry, form: WinogradForm? = nil
    ) {
      self.input = input
      self.outputGradient = outputGradient
      self.kernelGradient = kernelGradient
      self.scratch = scratch
      self.geometry = geometry
      self.form = form
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        ConvolutionKernelGradient<V.Place>(
          input: visitor.reads(input, "input"), outputGradient: visitor.reads(outputGradient, "outputGradient"),
          into: visitor.writes(kernelGradient, "into"), scratch: visitor.scratch(scratch, "scratch"),
          geometry: visitor.option(geometry, "geometry"), form: visitor.option(form, "form")))
    }
  }
}

extension Kernels.Convolution: Sendable where Place: Sendable {}
extension Kernels.ConvolutionKernelGradient: Sendable where Place: Sendable {}

extension Kernels.Convolution: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    if let form {
      runWinograd(form, on: machine.crew)
    } else {
      runDirect(on: machine.crew)
    }
    return output
  }

  private func runDirect(on crew: Crew) {
    let loops = nncc_product(
      left: input, rows: geometry.pixels, depths: geometry.window, right: packedKernel, right_stride: 0, bias: bias,
      result: output, result_stride: geometry.filters, depth: geometry.windowWords, columns: geometry.groupFilters,
      start: nncc_start(bias: bias), relu: activation == .relu ? 1 : 0)
    Product(
      loops: loops, rows: geometry.outputPixels, groups: geometry.groups, leftStep: geometry.groupChannels,
      rightStep: Kernels.panelWords(inner: geometry.windowWords, columns: geometry.groupFilters),
      activation: activation, leftWordsPerRow: geometry.strideHeight * geometry.strideWidth * geometry.channels
    ).run(on: crew)
  }
}

extension Kernels.ConvolutionKernelGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    if let form {
      runWinograd(form, on: machine.crew)
    } else {
      runDirect(on: machine.crew)
    }
    return kernelGradient
  }

  private func runDirect(on crew: Crew) {
    let loops = nncc_product(
      left: input, rows: geometry.window, depths: geometry.pixels, right: outputGradient,
      right_stride: geometry.filters, bias: nil, result: kernelGradient, result_stride: geometry.filters,
      depth: geometry.outputPixels, columns: geometry.groupFilters, start: NNCC_START_ZERO, relu: 0)
    Product(
      loops: loops, rows: geometry.windowWords, groups: geometry.groups, leftStep: geometry.groupChannels,
      rightStep: geometry.groupFilters, leftWordsPerRow: 1
    ).run(on: crew)
  }
}

extension ConvolutionGeometry {
  var groupChannels: Int { channels / groups }
  var groupFilters: Int { filters / groups }
  var outputPixels: Int { images * outputHeight * outputWidth }
  /// The input values of one group that a window holds.
  var windowWords: Int { kernelHeight * kernelWidth * groupChannels }
  /// The same for the convolution that is the gradient of the input.
  var turnedWindowWords: Int { kernelHeight * kernelWidth * groupFilters }
  private var inputRowWords: Int { inputWidth * channels }

  /// From each window to the next, all images through.
  fileprivate var pixels: nncc_walk {
    nncc_walk(
      middle: outputHeight, inner: outputWidth, outer_stride: inputHeight * inputRowWords,
      middle_stride: strideHeight * inputRowWords, inner_stride: strideWidth * channels)
  }

  /// From each value of a window to the next, in as long runs as the input allows.
  fileprivate var window: nncc_walk {
    let rowStep = dilationHeight * inputRowWords
    if groups == 1, dilationWidth == 1 || kernelWidth == 1 {
      return nncc_walk(
        middle: kernelHeight, inner: kernelWidth * channels,
        outer_stride: 0, middle_stride: rowStep, inner_stride: 1)
    }
    return nncc_walk(
      middle: kernelWidth, inner: groupChannels,
      outer_stride: rowStep, middle_stride: dilationWidth * channels, inner_stride: 1)
  }
}
