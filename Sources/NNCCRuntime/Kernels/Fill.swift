import CMicrokernels

extension Kernels {
  /// y = value
  public struct Fill<Place>: Operation {
    /// The result.
    public var output: Place
    /// Elements.
    public var count: Int
    /// The value.
    public var value: Float

    /// Memberwise.
    @inlinable
    public init(_ output: Place, count: Int, value: Float) {
      self.output = output
      self.count = count
      self.value = value
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Fill<V.Place>(
          visitor.writes(output), count: visitor.option(count, "count"), value: visitor.option(value, "value")))
    }
  }
}

extension Kernels.Fill: Sendable where Place: Sendable {}

extension Kernels.Fill: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(FillSlices(call: self), count: count)
    return output
  }
}

private struct FillSlices: SlicedCall {
  let call: Kernels.Fill<Floats>

  func run(_ slice: Range<Int>) { nncc_fill(call.output + slice.lowerBound, slice.count, call.value) }
}
