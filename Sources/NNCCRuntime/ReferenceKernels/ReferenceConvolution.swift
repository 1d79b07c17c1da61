extension ReferenceKernels {
  /// output = activation(bias + convolution of a bordered input with a packed kernel)
  @inlinable
  @_specialize(where Scalar == Double)
  public static func convolution<Scalar: ReferenceScalar>(
    input: UnsafePointer<Scalar>, packedKernel: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>? = nil,
    activation: Activation = .linear, into output: UnsafeMutablePointer<Scalar>,
    geometry g: ConvolutionGeometry
  ) {
    let channels = g.channels / g.groups
    let filters = g.filters / g.groups
    let depth = g.kernelHeight * g.kernelWidth * channels
    let groupWords = Kernels.panelWords(inner: depth, columns: filters)
    forEachOutput(g) { n, y, x, f in
      let (group, column) = f.quotientAndRemainder(dividingBy: filters)
      var sum = bias?[f] ?? 0
      for k in 0..<depth {
        sum +=
          input[inputPlace(g, n, y, x, k, group: group)]
          * packedKernel[group * groupWords + panelPlace(k, column, inner: depth, columns: filters)]
      }
      output[((n * g.outputHeight + y) * g.outputWidth + x) * g.filters + f] = activate(sum, activation)
    }
  }

  /// The gradient of a convolution's kernel, [kernelHeight, kernelWidth, channels / groups, filters].
  @inlinable
  @_specialize(where Scalar == Double)
  public static func convolutionKernelGradient<Scalar: ReferenceScalar>(
    input: UnsafePointer<Scalar>, outputGradient: UnsafePointer<Scalar>, accumulate: Bool = false,
    into kernelGradient: UnsafeMutablePointer<Scalar>, geometry g: ConvolutionGeometry
  ) {
    let depth = g.kernelHeight * g.kernelWidth * (g.channels / g.groups)
    if !accumulate { kernelGradient.update(repeating: 0, count: depth * g.filters) }
    forEachOutput(g) { n, y, x, f in
      let gradient = outputGradient[((n * g.outputHeight + y) * g.outputWidth + x) * g.filters + f]
      for k in 0..<depth {
        kernelGradient[k * g.filters + f] +=
          input[inputPlace(g, n, y, x, k, group: f / (g.filters / g.groups))] * gradient
      }
    }
  }

  @inlinable
  static func forEachOutput(
    _ g: ConvolutionGeometry, _ body: (_ n: Int, _ y: Int, _ x: Int, _ f: Int) -> Void
  ) {
    for n in 0..<g.images {
      for y in 0..<g.outputHeight {
        for x in 0..<g.outputWidth {
          for f in 0..<g.filters { body(n, y, x, f) }
        }
      }
    }
  }

  /// Where value k = (kh, kw, c) of the window of output (n, y, x) is in the input.
  @inlinable
  static func inputPlace(_ g: ConvolutionGeometry, _ n: Int, _ y: Int, _ x: Int, _ k: Int, group: Int) -> Int {
    let channels = g.channels / g.groups
    let kh = k / channels / g.kernelWidth
    let kw = k / channels % g.kernelWidth
    let row = y * g.strideHeight + kh * g.dilationHeight
    let column = x * g.strideWidth + kw * g.dilationWidth
    return ((n * g.inputHeight + row) * g.inputWidth + column) * g.channels + group * channels + k % channels
  }

  /// Packs a convolution's kernel, group by group.
  @inlinable
  @_specialize(where Scalar == Double)
  public static func packKernel<Scalar: ReferenceScalar>(
    _ kernel: UnsafePointer<Scalar>, geometry g: ConvolutionGeometry,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    let filters = g.filters / g.groups
    let inner = g.kernelHeight * g.kernelWidth * (g.channels / g.groups)
    for group in 0..<g.groups {
      pack(
        matrix: kernel + group * filters, rowStride: g.filters, inner: inner, columns: filters,
        into: panels + group * Kernels.panelWords(inner: inner, columns: filters))
    }
  }

  /// Packs the kernel, turned half around and with channels and filters exchanged, for the gradient of the
  /// convolution's input.
  @inlinable
  @_specialize(where Scalar == Double)
  public static func packTurnedKernel<Scalar: ReferenceScalar>(
    _ kernel: UnsafePointer<Scalar>, geometry g: ConvolutionGeometry,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    let channels = g.channels / g.groups
    let filters = g.filters / g.groups
    let positions = g.kernelHeight * g.kernelWidth
    let words = Kernels.panelWords(inner: positions * filters, columns: channels)
    panels.update(repeating: 0, count: g.groups * words)
    for group in 0..<g.groups {
      for position in 0..<positions {
        for f in 0..<filters {
          for c in 0..<channels {
            let place = panelPlace(position * filters + f, c, inner: positions * filters, columns: channels)
            panels[group * words + place] =
              kernel[((positions - 1 - position) * channels + c) * g.filters + group * filters + f]
          }
        }
      }
    }
  }

  /// Copies images into frames, as `BorderGeometry` says.
  @inlinable
  public static func border<Scalar: ReferenceScalar>(
    source: UnsafePointer<Scalar>, into frame: UnsafeMutablePointer<Scalar>, geometry g: BorderGeometry
  ) {
    frame.update(repeating: 0, count: g.images * g.frameHeight * g.frameWidth * g.channels)
    for n in 0..<g.images {
      for y in 0..<g.height {
        for x in 0..<g.width {
          let row = g.top + y * g.spacingHeight
          let column = g.left + x * g.spacingWidth
          guard 0..<g.frameHeight ~= row, 0..<g.frameWidth ~= column else { continue }
          for c in 0..<g.channels {
            frame[((n * g.frameHeight + row) * g.frameWidth + column) * g.channels + c] =
              source[((n * g.height + y) * g.width + x) * g.channels + c]
          }
        }
      }
    }
  }
}
