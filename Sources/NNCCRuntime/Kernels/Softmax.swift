import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// y = softmax(x) over the last axis of [rows, columns]; y may be x.
  ///
  /// A row's result depends on that row alone. A row with a NaN or +∞, or of -∞ alone, gives NaN.
  public static func softmax(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    pool: borrowing ThreadPool
  ) {
    pool.crew.run(SoftmaxCall(x: x, y: y, columns: columns, isLogarithmic: false), count: rows, cost: columns * 4)
  }

  // @_noAllocation
  /// y = log softmax(x) over the last axis of [rows, columns]; y may be x.
  public static func logSoftmax(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    pool: borrowing ThreadPool
  ) {
    let call = SoftmaxCall(x: x, y: y, columns: columns, isLogarithmic: true)
    pool.crew.run(call, count: rows, cost: columns * 4)
  }

  // @_noAllocation
  /// dx = y · (dy - Σ dy · y) row by row, from softmax's output y; dx may be dy.
  public static func softmaxGradient(
    fromOutput y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    rows: Int, columns: Int, pool: borrowing ThreadPool
  ) {
    let call = SoftmaxGradientCall(y: y, dy: dy, dx: dx, columns: columns, isLogarithmic: false)
    pool.crew.run(call, count: rows, cost: columns)
  }

  // @_noAllocation
  /// dx = dy - eʸ · Σ dy row by row, from log-softmax's output y; dx may be dy.
  public static func logSoftmaxGradient(
    fromOutput y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    rows: Int, columns: Int, pool: borrowing ThreadPool
  ) {
    let call = SoftmaxGradientCall(
      y: y, dy: dy, dx: dx, columns: columns, isLogarithmic: true)
    pool.crew.run(call, count: rows, cost: columns * 2)
  }
}

private struct SoftmaxCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let columns: Int
  let isLogarithmic: Bool

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound * columns
    if isLogarithmic {
      nncc_log_softmax(x + first, y + first, slice.count, columns)
    } else {
      nncc_softmax(x + first, y + first, slice.count, columns)
    }
  }
}

private struct SoftmaxGradientCall: SlicedCall {
  let y: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let columns: Int
  let isLogarithmic: Bool

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound * columns
    if isLogarithmic {
      nncc_log_softmax_gradient(y + first, dy + first, dx + first, slice.count, columns)
    } else {
      nncc_softmax_gradient(y + first, dy + first, dx + first, slice.count, columns)
    }
  }
}
