import CMicrokernels

/// What is added up.
public enum SumKind: Sendable, Hashable {
  /// Σ x
  case values
  /// Σ |x|
  case absolutes
  /// Σ x²
  case squares

  fileprivate var code: nncc_sum {
    switch self {
    case .values: NNCC_SUM_OF_VALUES
    case .absolutes: NNCC_SUM_OF_ABSOLUTES
    case .squares: NNCC_SUM_OF_SQUARES
    }
  }
}

/// What becomes of an axis that is reduced away.
public enum Reduction: Sendable, Hashable {
  /// The sum
  case sum
  /// The mean
  case mean
  /// The maximum, NaN where there is one
  case maximum
}

extension Kernels {
  // @_noAllocation
  /// The sum of all elements, their absolutes or their squares, in Double over blocks of 4096 floats.
  public static func sum(
    _ kind: SumKind, _ x: UnsafePointer<Float>, count: Int, pool: borrowing ThreadPool
  ) -> Double {
    let slicing = Slicing(count: count, cost: 1)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: Slicing.most) { partials in
      guard let sums = partials.baseAddress else { return 0 }
      let call = SumCall(kind: kind.code, x: x, size: slicing.size, sums: sums)
      pool.crew.run(call, slicing)
      return (0..<slicing.slices).reduce(0) { $0 + sums[$1] }
    }
  }

  // @_noAllocation
  /// Whether no element is infinite or NaN.
  public static func allFinite(_ x: UnsafePointer<Float>, count: Int) -> Bool {
    nncc_all_finite(x, count) != 0
  }

  // @_noAllocation
  /// y [outer, inner] = the sum, mean or maximum over the middle axis of x [outer, middle, inner].
  public static func reduce(
    _ reduction: Reduction, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    outer: Int, middle: Int, inner: Int, pool: borrowing ThreadPool
  ) {
    let call = ReduceCall(
      maximum: reduction == .maximum, scale: reduction == .mean ? 1 / Float(middle) : 1,
      x: x, y: y, middle: middle, inner: inner)
    pool.crew.run(call, count: outer, cost: middle * inner)
  }

  // @_noAllocation
  /// dx [outer, middle, inner] = the gradient of a sum or a mean over the middle axis.
  public static func reduceGradient(
    _ reduction: Reduction, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    outer: Int, middle: Int, inner: Int, pool: borrowing ThreadPool
  ) {
    let call = SpreadCall(
      scale: reduction == .mean ? 1 / Float(middle) : 1, dy: dy, dx: dx, middle: middle, inner: inner)
    pool.crew.run(call, count: outer, cost: middle * inner)
  }

  // @_noAllocation
  /// dx [outer, middle, inner] = the gradient of a maximum over the middle axis, from its input x and its
  /// output y: equal maxima share it evenly, as in TensorFlow.
  public static func maximumGradient(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, outer: Int, middle: Int, inner: Int, pool: borrowing ThreadPool
  ) {
    let call = MaximumGradientCall(x: x, y: y, dy: dy, dx: dx, middle: middle, inner: inner)
    pool.crew.run(call, count: outer, cost: middle * inner)
  }
}

private struct SumCall: SlicedCall {
  /// A block is summed in Float, with four times sixteen running sums.
  static let block = 4096

  let kind: nncc_sum
  let x: UnsafePointer<Float>
  let size: Int
  let sums: UnsafeMutablePointer<Double>

  func run(_ slice: Range<Int>) {
    var sum = 0.0
    for first in stride(from: slice.lowerBound, to: slice.upperBound, by: SumCall.block) {
      sum += Double(nncc_sum(kind, x + first, min(SumCall.block, slice.upperBound - first)))
    }
    sums[slice.lowerBound / size] = sum
  }
}

private struct ReduceCall: SlicedCall {
  let maximum: Bool
  let scale: Float
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let middle: Int
  let inner: Int

  func run(_ slice: Range<Int>) {
    for item in slice {
      nncc_reduce_middle(
        maximum ? 1 : 0, x + item * middle * inner, middle, inner, scale, y + item * inner)
    }
  }
}

private struct SpreadCall: SlicedCall {
  let scale: Float
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let middle: Int
  let inner: Int

  func run(_ slice: Range<Int>) {
    for item in slice {
      let first = dx + item * middle * inner
      if inner == 1 {
        nncc_fill(first, middle, dy[item] * scale)
      } else {
        for row in 0..<middle { nncc_scale(dy + item * inner, first + row * inner, inner, scale, 0) }
      }
    }
  }
}

private struct MaximumGradientCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let middle: Int
  let inner: Int

  func run(_ slice: Range<Int>) {
    for item in slice {
      let first = item * middle * inner
      nncc_maximum_middle_gradient(
        x + first, y + item * inner, dy + item * inner, dx + first, middle, inner)
    }
  }
}
