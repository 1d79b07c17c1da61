import CMicrokernels

extension Kernels {
  /// y = factor · x
  public struct Scale<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// May be the input.
    public var output: Place
    /// Elements.
    public var count: Int
    /// The factor.
    public var factor: Float

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, count: Int, factor: Float) {
      self.input = input
      self.output = output
      self.count = count
      self.factor = factor
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Scale<V.Place>(
          visitor.reads(input), visitor.writes(output, inPlaceOf: input), count: visitor.option(count, "count"),
          factor: visitor.option(factor, "factor")))
    }
  }
}

extension Kernels.Scale: Sendable where Place: Sendable {}

extension Kernels.Scale: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(ScaleSlices(call: self), count: count)
    return output
  }
}

private struct ScaleSlices: SlicedCall {
  let call: Kernels.Scale<Floats>

  func run(_ slice: Range<Int>) {
    nncc_scale(call.input + slice.lowerBound, call.output + slice.lowerBound, slice.count, call.factor, 0)
  }
}
