import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// y = x / (1 - rate) where an element is kept, else 0; each is dropped with probability `rate`, in
  /// 0 ... 1. y may be x.
  ///
  /// The mask is a function of key, step and element: the gradient is the same call on dy.
  public static func dropout(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, rate: Float, key: RandomKey,
    step: Int, pool: borrowing ThreadPool
  ) {
    let call = DropoutCall(x: x, y: y, random: key.at(step: step), mask: DropoutMask(rate: rate))
    pool.crew.run(call, count: count)
  }

  // @_noAllocation
  /// `dropout` with one mask element for many of x's: the mask has the right side's shape of the broadcast
  /// and x and y the left side's, which is the common one (Keras's noise_shape).
  public static func dropout(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, broadcast: Broadcast, rate: Float,
    key: RandomKey, step: Int, pool: borrowing ThreadPool
  ) {
    var rows = broadcast.shape
    let width = rows.isEmpty ? 1 : rows.removeLast()
    let call = NoiseShapeCall(
      x: x, y: y, broadcast: broadcast, rows: rows, width: width, key: key, step: step,
      mask: DropoutMask(rate: rate))
    pool.crew.run(call, count: rows.product, cost: width * 8)
  }

  // @_noAllocation
  /// y = x + deviation · z, or with `multiplying` x · (1 + deviation · z), z normal and of its own for each
  /// element: Keras's GaussianNoise, and GaussianDropout with deviation √(rate / (1 - rate)). y may be x.
  ///
  /// The gradient of the second is the same call on dy; that of the first is dy.
  public static func gaussianNoise(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, deviation: Float,
    multiplying: Bool = false, key: RandomKey, step: Int, pool: borrowing ThreadPool
  ) {
    let call = GaussianNoiseCall(
      x: x, y: y, random: key.at(step: step), multiplying: multiplying, deviation: deviation)
    pool.crew.run(call, count: count)
  }
}

private struct GaussianNoiseCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let random: nncc_random
  let multiplying: Bool
  let deviation: Float

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_gaussian_noise(
      random, first, slice.count, multiplying ? 1 : 0, deviation, x + first, y + first)
  }
}

/// Which words keep an element, and what a kept element is multiplied by.
private struct DropoutMask {
  let threshold: UInt32
  let scale: Float

  init(rate: Float) {
    let rate = Double(rate)
    threshold = UInt32(max(0, min(rate * 0x1p32 + 0.5, 0x1p32 - 1)))
    scale = rate < 1 ? Float(1 / (1 - rate)) : 0
  }
}

private struct DropoutCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let random: nncc_random
  let mask: DropoutMask

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_dropout(random, first, slice.count, mask.threshold, mask.scale, x + first, y + first)
  }
}

private struct NoiseShapeCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let broadcast: Broadcast
  let rows: Axes
  let width: Int
  let key: RandomKey
  let step: Int
  let mask: DropoutMask

  func run(_ slice: Range<Int>) {
    let stride = broadcast.right.last ?? 0
    for row in slice {
      let element = rows.offset(of: row, strides: broadcast.right)
      let first = row * width
      if stride == 0 {
        if keeps(element) {
          nncc_scale(x + first, y + first, width, mask.scale, 0)
        } else {
          nncc_fill(y + first, width, 0)
        }
      } else {
        for column in 0..<width {
          y[first + column] = keeps(element + column * stride) ? x[first + column] * mask.scale : 0
        }
      }
    }
  }

  private func keeps(_ element: Int) -> Bool { key.word(at: element, step: step) >= mask.threshold }
}
