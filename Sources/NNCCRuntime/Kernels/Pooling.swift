import CMicrokernels

extension PoolingGeometry {
  /// What the C loops take for one row of output pixels of one image: window rows clipped to the input.
  fileprivate func row(_ outputRow: Int) -> nncc_pool_row {
    let start = outputRow * strideHeight - paddingTop
    return nncc_pool_row(
      first: max(0, start), end: min(inputHeight, start + windowHeight),
      input_height: inputHeight, input_width: inputWidth, channels: channels,
      output_width: outputWidth, window: windowWidth, stride: strideWidth, padding: paddingLeft)
  }

  fileprivate var inputImage: Int { inputHeight * inputWidth * channels }
  fileprivate var outputImage: Int { outputHeight * outputWidth * channels }
  fileprivate var outputRowSize: Int { outputWidth * channels }
  fileprivate var window: Int { windowHeight * windowWidth }
}

extension Kernels {
  // @_noAllocation
  /// The maximum of each window, NaN where the window has one.
  ///
  /// - Parameters:
  ///   - x: [images, inputHeight, inputWidth, channels]
  ///   - y: [images, outputHeight, outputWidth, channels]
  ///   - positions: like y; where each maximum stands, as row · inputWidth + column of its image, the first
  ///     of equal ones. `maxPoolingGradient` needs it; nil for inference.
  public static func maxPooling(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    positions: UnsafeMutablePointer<Int32>? = nil, geometry: PoolingGeometry, pool: borrowing ThreadPool
  ) {
    let call = MaxPoolingCall(x: x, y: y, positions: positions, geometry: geometry)
    pool.crew.run(
      call, count: geometry.images * geometry.outputHeight, cost: geometry.outputRowSize * geometry.window)
  }

  // @_noAllocation
  /// dx = the gradient of `maxPooling`: each dy goes to where the maximum stood.
  public static func maxPoolingGradient(
    _ dy: UnsafePointer<Float>, positions: UnsafePointer<Int32>, _ dx: UnsafeMutablePointer<Float>,
    geometry: PoolingGeometry, pool: borrowing ThreadPool
  ) {
    let call = MaxPoolingGradientCall(dy: dy, positions: positions, dx: dx, geometry: geometry)
    pool.crew.run(call, count: geometry.images, cost: geometry.inputImage)
  }

  // @_noAllocation
  /// The mean of each window over the part of it that lies in the input.
  public static func averagePooling(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, geometry: PoolingGeometry,
    pool: borrowing ThreadPool
  ) {
    pool.crew.run(
      AveragePoolingCall(x: x, y: y, geometry: geometry), count: geometry.images * geometry.outputHeight,
      cost: geometry.outputRowSize * geometry.window)
  }

  // @_noAllocation
  /// dx = the gradient of `averagePooling`: each dy is shared evenly over its window.
  public static func averagePoolingGradient(
    _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, geometry: PoolingGeometry,
    pool: borrowing ThreadPool
  ) {
    let call = AveragePoolingGradientCall(dy: dy, dx: dx, geometry: geometry)
    pool.crew.run(
      call, count: geometry.images, cost: geometry.inputImage + geometry.outputImage * geometry.window)
  }
}

private struct MaxPoolingCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let positions: UnsafeMutablePointer<Int32>?
  let geometry: PoolingGeometry

  func run(_ slice: Range<Int>) {
    for item in slice {
      let (image, row) = item.quotientAndRemainder(dividingBy: geometry.outputHeight)
      var pooled = geometry.row(row)
      let target = item * geometry.outputRowSize
      nncc_max_pool_row(
        &pooled, x + image * geometry.inputImage, y + target, positions.map { $0 + target })
    }
  }
}

private struct MaxPoolingGradientCall: SlicedCall {
  let dy: UnsafePointer<Float>
  let positions: UnsafePointer<Int32>
  let dx: UnsafeMutablePointer<Float>
  let geometry: PoolingGeometry

  func run(_ slice: Range<Int>) {
    for image in slice {
      let target = dx + image * geometry.inputImage
      let source = image * geometry.outputImage
      nncc_fill(target, geometry.inputImage, 0)
      nncc_max_pool_gradient(
        dy + source, positions + source, geometry.outputHeight * geometry.outputWidth, geometry.channels,
        target)
    }
  }
}

private struct AveragePoolingCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let geometry: PoolingGeometry

  func run(_ slice: Range<Int>) {
    for item in slice {
      let (image, row) = item.quotientAndRemainder(dividingBy: geometry.outputHeight)
      var pooled = geometry.row(row)
      nncc_average_pool_row(
        &pooled, x + image * geometry.inputImage, y + item * geometry.outputRowSize)
    }
  }
}

private struct AveragePoolingGradientCall: SlicedCall {
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let geometry: PoolingGeometry

  func run(_ slice: Range<Int>) {
    for image in slice {
      let target = dx + image * geometry.inputImage
      nncc_fill(target, geometry.inputImage, 0)
      for row in 0..<geometry.outputHeight {
        var pooled = geometry.row(row)
        nncc_average_pool_gradient_row(
          &pooled, dy + image * geometry.outputImage + row * geometry.outputRowSize, target)
      }
    }
  }
}
