extension ReferenceKernels {
  /// The sum of all elements, their absolutes or their squares
  public static func sum<Scalar: ReferenceScalar>(
    _ kind: SumKind, _ x: UnsafePointer<Scalar>, count: Int
  ) -> Scalar {
    var sum: Scalar = 0
    for i in 0..<count {
      switch kind {
      case .values: sum += x[i]
      case .absolutes: sum += abs(x[i])
      case .squares: sum += x[i] * x[i]
      }
    }
    return sum
  }

  /// Whether no element is infinite or NaN
  public static func allFinite<Scalar: ReferenceScalar>(_ x: UnsafePointer<Scalar>, count: Int) -> Bool {
    (0..<count).allSatisfy { x[$0].isFinite }
  }

  /// sums [columns] = or += the sums of the columns of x [rows, columns]
  public static func columnSums<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ sums: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int,
    accumulate: Bool = false
  ) {
    for column in 0..<columns {
      if !accumulate { sums[column] = 0 }
      for row in 0..<rows { sums[column] += x[row * columns + column] }
    }
  }

  /// dx = dy · f′ from the activation's output y [rows, columns], and the column sums of dx
  public static func activationGradientAndColumnSums<Scalar: ReferenceScalar>(
    fromOutput y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ dx: UnsafeMutablePointer<Scalar>,
    _ sums: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, activation: Activation,
    accumulate: Bool = false
  ) {
    activationGradient(fromOutput: y, dy, dx, count: rows * columns, activation: activation)
    columnSums(dx, sums, rows: rows, columns: columns, accumulate: accumulate)
  }

  /// y [outer, inner] = the sum, mean or maximum over the middle axis of x [outer, middle, inner]
  public static func reduce<Scalar: ReferenceScalar>(
    _ reduction: Reduction, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>,
    outer: Int, middle: Int, inner: Int
  ) {
    for o in 0..<outer {
      for i in 0..<inner {
        var result: Scalar = reduction == .maximum ? -.infinity : 0
        for m in 0..<middle {
          let value = x[(o * middle + m) * inner + i]
          result = reduction == .maximum ? merge(.maximum, result, value) : result + value
        }
        y[o * inner + i] = reduction == .mean ? result / Scalar(middle) : result
      }
    }
  }

  /// dx [outer, middle, inner] = the gradient of a sum or a mean over the middle axis
  public static func reduceGradient<Scalar: ReferenceScalar>(
    _ reduction: Reduction, _ dy: UnsafePointer<Scalar>, _ dx: UnsafeMutablePointer<Scalar>,
    outer: Int, middle: Int, inner: Int
  ) {
    for o in 0..<outer {
      for m in 0..<middle {
        for i in 0..<inner {
          let share = dy[o * inner + i]
          dx[(o * middle + m) * inner + i] = reduction == .mean ? share / Scalar(middle) : share
        }
      }
    }
  }

  /// dx [outer, middle, inner] = the gradient of a maximum over the middle axis; equal maxima share it
  public static func maximumGradient<Scalar: ReferenceScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    _ dx: UnsafeMutablePointer<Scalar>, outer: Int, middle: Int, inner: Int
  ) {
    for o in 0..<outer {
      for i in 0..<inner {
        let top = y[o * inner + i]
        let equal = (0..<middle).count { x[(o * middle + $0) * inner + i] == top }
        for m in 0..<middle {
          let at = (o * middle + m) * inner + i
          dx[at] = x[at] == top ? dy[o * inner + i] / Scalar(equal) : 0
        }
      }
    }
  }
}
