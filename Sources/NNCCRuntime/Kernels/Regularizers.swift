import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// How many floats of scratch the regularizer of a parameter of `count` elements in rows of `columns`
  /// takes.
  public static func regularizerScratchWords(_ regularizer: Regularizer, count: Int, columns: Int) -> Int {
    switch regularizer {
    case .l1l2: return 0
    case .orthogonal(_, let mode):
      let vectors = VectorSet.size(mode, count: count, columns: columns)
      return count + vectors.count + vectors.length
    }
  }

  // @_noAllocation
  /// The penalty on a parameter [count / columns, columns] and, added to `gradient`, its gradient.
  ///
  /// - Parameters:
  ///   - gradient: [count], or nil for the penalty alone
  ///   - scratch: `regularizerScratchWords` floats
  /// - Returns: the penalty
  @discardableResult
  public static func regularize(
    _ regularizer: Regularizer, parameter: UnsafePointer<Float>,
    addingTo gradient: UnsafeMutablePointer<Float>?, count: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>?, pool: borrowing ThreadPool
  ) -> Double {
    switch regularizer {
    case .l1l2(let l1, let l2):
      if let gradient {
        pool.crew.run(RegularizeCall(w: parameter, gradient: gradient, l1: l1, l2: l2), count: count)
      }
      let absolutes = l1 == 0 ? 0 : Double(l1) * sum(.absolutes, parameter, count: count, pool: pool)
      let squares = l2 == 0 ? 0 : Double(l2) * sum(.squares, parameter, count: count, pool: pool)
      return absolutes + squares
    case .orthogonal(let factor, let mode):
      guard let scratch else { return 0 }
      let vectors = VectorSet(parameter, mode, count: count, columns: columns, scratch: scratch)
      return Double(factor) * vectors.meanCosine(addingTo: gradient, factor: factor)
    }
  }
}

private struct RegularizeCall: SlicedCall {
  let w: UnsafePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let l1: Float
  let l2: Float

  func run(_ slice: Range<Int>) {
    nncc_regularize(w + slice.lowerBound, gradient + slice.lowerBound, slice.count, l1, l2)
  }
}

/// A matrix's rows or columns as unit vectors, one after the other in scratch.
private struct VectorSet {
  let count: Int
  let length: Int
  /// [count, length]
  let units: UnsafeMutablePointer<Float>
  /// [count]: one over each vector's norm
  let inverseNorms: UnsafeMutablePointer<Float>
  /// [length]
  let pull: UnsafeMutablePointer<Float>
  /// Where element i of vector v is in the matrix: v · vectorStride + i · elementStride.
  let vectorStride: Int
  let elementStride: Int

  static func size(
    _ mode: Regularizer.OrthogonalMode, count: Int, columns: Int
  ) -> (count: Int, length: Int) {
    let rows = columns > 0 ? count / columns : 0
    return mode == .rows ? (rows, columns) : (columns, rows)
  }

  init(
    _ matrix: UnsafePointer<Float>, _ mode: Regularizer.OrthogonalMode, count: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    (self.count, length) = VectorSet.size(mode, count: count, columns: columns)
    units = scratch
    inverseNorms = scratch + count
    pull = inverseNorms + self.count
    (vectorStride, elementStride) = mode == .rows ? (columns, 1) : (1, columns)
    for v in 0..<self.count {
      let unit = units + v * length
      for i in 0..<length { unit[i] = matrix[v * vectorStride + i * elementStride] }
      // Keras holds the factor at one over its epsilon.
      let norm = nncc_square_root(Double(nncc_sum(NNCC_SUM_OF_SQUARES, unit, length)))
      inverseNorms[v] = min(1e7, 1 / Float(norm))
      nncc_scale(unit, unit, length, inverseNorms[v], 0)
    }
  }

  /// The mean of |cos| over all pairs; its gradient by the matrix, times factor, is added.
  func meanCosine(addingTo gradient: UnsafeMutablePointer<Float>?, factor: Float) -> Double {
    guard count > 1 else { return 0 }
    let pairs = Double(count) * Double(count - 1) / 2
    var sum = 0.0
    for v in 0..<count {
      let unit = units + v * length
      nncc_fill(pull, length, 0)
      for other in 0..<count where other != v {
        let cosine = nncc_dot(unit, units + other * length, length)
        sum += Double(abs(cosine)) / 2
        if gradient != nil {
          nncc_add_into(pull, units + other * length, length, cosine > 0 ? 1 : cosine < 0 ? -1 : 0)
        }
      }
      guard let gradient else { continue }
      // A unit vector's length does not change: what points along it drops out, unless the norm was held.
      let along = inverseNorms[v] < 1e7 ? nncc_dot(pull, unit, length) : 0
      let share = factor / Float(pairs) * inverseNorms[v]
      for i in 0..<length {
        gradient[v * vectorStride + i * elementStride] += share * (pull[i] - along * unit[i])
      }
    }
    return sum / pairs
  }
}
