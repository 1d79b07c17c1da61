import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// output[n, y, x, f] = activation(bias[f] + Σ over kh, kw, c of window(n, y, x)[kh, kw, c] · kernel[kh, kw, c, f])
  ///
  /// The input carries its border; the kernel is packed by `packKernel` or `packTurnedKernel`. A window's row
  /// is contiguous in the input, so a convolution is a product over overlapping rows: nothing is gathered.
  ///
  /// Each element is one chain, (kh, kw, c) ascending, from the bias: its bits depend neither on the other
  /// images nor on the threads.
  public static func convolution(
    input: UnsafePointer<Float>, packedKernel: UnsafePointer<Float>, bias: UnsafePointer<Float>? = nil,
    activation: Activation = .linear, into output: Floats, geometry: ConvolutionGeometry, pool: borrowing ThreadPool
  ) {
    let loops = nncc_product(
      left: input, rows: geometry.pixels, depths: geometry.window, right: packedKernel, right_stride: 0,
      bias: bias, result: output, result_stride: geometry.filters, depth: geometry.windowWords,
      columns: geometry.groupFilters, start: nncc_start(bias: bias, accumulate: false),
      relu: activation == .relu ? 1 : 0)
    Product(
      loops: loops, rows: geometry.outputPixels, groups: geometry.groups,
      leftStep: geometry.groupChannels,
      rightStep: panelWords(inner: geometry.windowWords, columns: geometry.groupFilters),
      activation: activation,
      leftWordsPerRow: geometry.strideHeight * geometry.strideWidth * geometry.channels
    ).run(on: pool.crew)
  }

  // @_noAllocation
  /// kernelGradient[kh, kw, c, f] = Σ over n, y, x of window(n, y, x)[kh, kw, c] · outputGradient[n, y, x, f]
  ///
  /// The input carries its border. Each element is one chain, (n, y, x) ascending; with `accumulate` it starts
  /// from what `kernelGradient` holds.
  public static func convolutionKernelGradient(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, accumulate: Bool = false,
    into kernelGradient: Floats, geometry: ConvolutionGeometry, pool: borrowing ThreadPool
  ) {
    let loops = nncc_product(
      left: input, rows: geometry.window, depths: geometry.pixels,
      right: outputGradient, right_stride: geometry.filters, bias: nil,
      result: kernelGradient, result_stride: geometry.filters, depth: geometry.outputPixels,
      columns: geometry.groupFilters, start: nncc_start(bias: nil, accumulate: accumulate), relu: 0)
    Product(
      loops: loops, rows: geometry.windowWords, groups: geometry.groups,
      leftStep: geometry.groupChannels, rightStep: geometry.groupFilters, leftWordsPerRow: 1
    ).run(on: pool.crew)
  }
}

extension ConvolutionGeometry {
  var groupChannels: Int { channels / groups }
  var groupFilters: Int { filters / groups }
  var outputPixels: Int { images * outputHeight * outputWidth }
  /// The input values of one group that a window holds.
  var windowWords: Int { kernelHeight * kernelWidth * groupChannels }
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
