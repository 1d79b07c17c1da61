import CMicrokernels

extension Kernels {
  /// sum += addend
  public struct AddInto<Place>: Operation {
    /// What is added to.
    public var sum: Place
    /// What is added.
    public var addend: Place
    /// Elements.
    public var count: Int

    /// Memberwise.
    @inlinable
    public init(_ sum: Place, _ addend: Place, count: Int) {
      self.sum = sum
      self.addend = addend
      self.count = count
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        AddInto<V.Place>(visitor.updates(sum), visitor.reads(addend), count: visitor.option(count, "count")))
    }
  }
}

extension Kernels.AddInto: Sendable where Place: Sendable {}

extension Kernels.AddInto: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(AddIntoSlices(call: self), count: count)
    return sum
  }
}

private struct AddIntoSlices: SlicedCall {
  let call: Kernels.AddInto<Floats>

  func run(_ slice: Range<Int>) {
    nncc_add_into(call.sum + slice.lowerBound, call.addend + slice.lowerBound, slice.count, 1)
  }
}
