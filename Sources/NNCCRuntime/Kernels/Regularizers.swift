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

  /// amount[0] = the penalty on a tensor [count / columns, columns].
  public struct Penalty<Place>: Operation {
    /// The penalty.
    public var regularizer: Regularizer
    /// What is penalized.
    public var tensor: Place
    /// The result: one number.
    public var amount: Place
    /// Elements.
    public var count: Int
    /// Columns of the matrix.
    public var columns: Int
    /// `regularizerScratchWords` floats.
    public var scratch: Place

    /// Memberwise.
    @inlinable
    public init(
      _ regularizer: Regularizer, of tensor: Place, _ amount: Place, count: Int, columns: Int, scratch: Place
    ) {
      self.regularizer = regularizer
      self.tensor = tensor
      self.amount = amount
      self.count = count
      self.columns = columns
      self.scratch = scratch
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Penalty<V.Place>(
          visitor.option(regularizer), of: visitor.reads(tensor, "of"), visitor.writes(amount),
          count: visitor.option(count, "count"), columns: visitor.option(columns, "columns"),
          scratch: visitor.scratch(scratch, "scratch")))
    }
  }

  /// gradient += the gradient of the penalty on a tensor [count / columns, columns].
  public struct PenaltyGradient<Place>: Operation {
    /// The penalty.
    public var regularizer: Regularizer
    /// What is penalized.
    public var tensor: Place
    /// The gradient.
    public var gradient: Place
    /// Elements.
    public var count: Int
    /// Columns of the matrix.
    public var columns: Int
    /// `regularizerScratchWords` floats.
    public var scratch: Place

    /// Memberwise.
    @inlinable
    public init(
      _ regularizer: Regularizer, of tensor: Place, addingTo gradient: Place, count: Int, columns: Int, scratch: Place
    ) {
      self.regularizer = regularizer
      self.tensor = tensor
      self.gradient = gradient
      self.count = count
      self.columns = columns
      self.scratch = scratch
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        PenaltyGradient<V.Place>(
          visitor.option(regularizer), of: visitor.reads(tensor, "of"), addingTo: visitor.updates(gradient, "addingTo"),
          count: visitor.option(count, "count"), columns: visitor.option(columns, "columns"),
          scratch: visitor.scratch(scratch, "scratch")))
    }
  }
}

extension Kernels.Penalty: Sendable where Place: Sendable {}
extension Kernels.PenaltyGradient: Sendable where Place: Sendable {}

extension Kernels.Penalty: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    switch regularizer {
    case .l1l2(let l1, let l2):
      let absolutes = l1 == 0 ? 0 : Double(l1) * machine.crew.sum(.absolutes, tensor, count: count)
      let squares = l2 == 0 ? 0 : Double(l2) * machine.crew.sum(.squares, tensor, count: count)
      amount[0] = Float(absolutes + squares)
    case .orthogonal(let factor, let mode):
      let vectors = VectorSet(tensor, mode, count: count, columns: columns, scratch: scratch)
      amount[0] = Float(Double(factor) * vectors.meanCosine(addingTo: nil, factor: factor))
    }
    return amount
  }
}

extension Kernels.PenaltyGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    switch regularizer {
    case .l1l2(let l1, let l2):
      machine.crew.run(PenaltyGradientSlices(call: self, l1: l1, l2: l2), count: count)
    case .orthogonal(let factor, let mode):
      let vectors = VectorSet(tensor, mode, count: count, columns: columns, scratch: scratch)
      _ = vectors.meanCosine(addingTo: gradient, factor: factor)
    }
    return gradient
  }
}

private struct PenaltyGradientSlices: SlicedCall {
  let call: Kernels.PenaltyGradient<Floats>
  let l1: Float
  let l2: Float

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_regularize(call.tensor + first, call.gradient + first, slice.count, l1, l2)
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
