import CMicrokernels

extension Kernels {
  /// Projects a parameter of this shape in place, as after its update.
  public struct Constrain<Place>: Operation {
    /// What is trained.
    public var parameter: Place
    /// What is allowed.
    public var constraint: Constraint
    /// Its shape.
    public var shape: Axes

    /// Memberwise.
    @inlinable
    public init(_ parameter: Place, to constraint: Constraint, shape: Axes) {
      self.parameter = parameter
      self.constraint = constraint
      self.shape = shape
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Constrain<V.Place>(
          visitor.updates(parameter), to: visitor.option(constraint, "to"), shape: visitor.option(shape, "shape")))
    }
  }
}

extension Kernels.Constrain: Sendable where Place: Sendable {}

extension Kernels.Constrain: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Projects it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    if case .nonNegative = constraint {
      return Kernels.Activate(parameter, parameter, count: shape.product, activation: .relu).run(on: machine)
    }
    let slices = ConstrainSlices(call: self)
    machine.crew.run(slices, count: slices.groups, cost: slices.reduced.product * slices.width)
    return parameter
  }
}

/// Norms over the reduced axes, up to 64 neighbouring elements of the kept ones at a time.
private struct ConstrainSlices: SlicedCall {
  static let widest = 64

  let call: Kernels.Constrain<Floats>
  /// The reduced axes and their strides.
  var reduced = Axes()
  var reducedStrides = Axes()
  /// The kept axes before the last reduced one, and their strides.
  var outer = Axes()
  var outerStrides = Axes()
  /// The elements of the kept axes after the last reduced one: they are contiguous.
  var inner = 1

  init(call: Kernels.Constrain<Floats>) {
    self.call = call
    let (constraint, shape) = (call.constraint, call.shape)
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

  var width: Int { min(inner, ConstrainSlices.widest) }
  private var chunks: Int { width == 0 ? 0 : (inner + width - 1) / width }
  var groups: Int { outer.product * chunks }

  func run(_ slice: Range<Int>) {
    let members = reduced.product
    withUnsafeTemporaryAllocation(of: Float.self, capacity: ConstrainSlices.widest) { squares in
      for group in slice {
        let (place, chunk) = group.quotientAndRemainder(dividingBy: chunks)
        let first = call.parameter + outer.offset(of: place, strides: outerStrides) + chunk * width
        let count = min(width, inner - chunk * width)
        for i in 0..<count { squares[i] = 0 }
        for member in 0..<members {
          let w = first + reduced.offset(of: member, strides: reducedStrides)
          for i in 0..<count { squares[i] += w[i] * w[i] }
        }
        for i in 0..<count { squares[i] = call.constraint.factor(norm: Float(nncc_square_root(Double(squares[i])))) }
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
