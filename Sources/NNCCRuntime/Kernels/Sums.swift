import CMicrokernels

/// What is added up.
enum SumKind {
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

extension Crew {
  // @_noAllocation
  /// The sum of all elements, their absolutes or their squares, in Double over blocks of 4096 floats.
  func sum(_ kind: SumKind, _ x: UnsafePointer<Float>, count: Int) -> Double {
    let slicing = Slicing(count: count, cost: 1)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: Slicing.most) { partials in
      guard let sums = partials.baseAddress else { return 0 }
      let call = SumCall(kind: kind.code, x: x, size: slicing.size, sums: sums)
      run(call, slicing)
      return (0..<slicing.slices).reduce(0) { $0 + sums[$1] }
    }
  }
}

extension Kernels {
  // @_noAllocation
  /// Whether no element is infinite or NaN.
  public static func allFinite(_ x: UnsafePointer<Float>, count: Int) -> Bool {
    nncc_all_finite(x, count) != 0
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
