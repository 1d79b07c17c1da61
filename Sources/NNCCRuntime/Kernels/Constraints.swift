import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// Projects a parameter of this shape in place.
  public static func constrain(
    _ constraint: Constraint, parameter: UnsafeMutablePointer<Float>, shape: Axes, pool: borrowing ThreadPool
  ) {
    if case .nonNegative = constraint {
      return activate(parameter, parameter, count: shape.product, activation: .relu, pool: pool)
    }
    let call = ConstrainCall(constraint: constraint, parameter: parameter, shape: shape)
    pool.crew.run(call, count: call.groups, cost: call.reduced.product * call.width)
  }
}

/// Norms over the reduced axes, up to 64 neighbouring elements of the kept ones at a time.
private struct ConstrainCall: SlicedCall {
  static let widest = 64

  let constraint: Constraint
  let parameter: UnsafeMutablePointer<Float>
  /// The reduced axes and their strides.
  var reduced = Axes()
  var reducedStrides = Axes()
  /// The kept axes before the last reduced one, and their strides.
  var outer = Axes()
  var outerStrides = Axes()
  /// The elements of the kept axes after the last reduced one: they are contiguous.
  var inner = 1

  init(constraint: Constraint, parameter: UnsafeMutablePointer<Float>, shape: Axes) {
    self.constraint = constraint
    self.parameter = parameter
    let strides = shape.contiguousStrides
    for axis in shape.indices {
      if constraint.reduces(axis, of: shape.count) {
        reduced.append(shape[axis])
        reducedStrides.append(strides[axis])
      } else if shape.indices.contains(where: { $0 > axis && constraint.reduces($0, of: shape.count) }) {
        outer.append(shape[axis])
        outerStrides.append(strides[axis])
      } else {
        inner *= shape[axis]
      }
    }
  }

  var width: Int { min(inner, ConstrainCall.widest) }
  private var chunks: Int { width == 0 ? 0 : (inner + width - 1) / width }
  var groups: Int { outer.product * chunks }

  func run(_ slice: Range<Int>) {
    let members = reduced.product
    withUnsafeTemporaryAllocation(of: Float.self, capacity: ConstrainCall.widest) { squares in
      for group in slice {
        let (place, chunk) = group.quotientAndRemainder(dividingBy: chunks)
        let first = parameter + outer.offset(of: place, strides: outerStrides) + chunk * width
        let count = min(width, inner - chunk * width)
        for i in 0..<count { squares[i] = 0 }
        for member in 0..<members {
          let w = first + reduced.offset(of: member, strides: reducedStrides)
          for i in 0..<count { squares[i] += w[i] * w[i] }
        }
        for i in 0..<count { squares[i] = constraint.factor(norm: Float(nncc_square_root(Double(squares[i])))) }
        for member in 0..<members {
          let w = first + reduced.offset(of: member, strides: reducedStrides)
          for i in 0..<count { w[i] *= squares[i] }
        }
      }
    }
  }
}

extension Constraint {
  /// Whether the norm runs over this axis; negative axes in the list count from the end.
  fileprivate func reduces(_ axis: Int, of rank: Int) -> Bool {
    axes.contains { $0 == axis || $0 + rank == axis }
  }
}
