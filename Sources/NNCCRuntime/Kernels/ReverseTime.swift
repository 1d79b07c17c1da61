extension Kernels {
  /// y = sequences x [examples, time, width], turned around in time; the two do not overlap.
  public struct ReverseTime<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// The result.
    public var output: Place
    /// Sequences.
    public var examples: Int
    /// Steps of a sequence.
    public var time: Int
    /// Elements of a row.
    public var width: Int

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, examples: Int, time: Int, width: Int) {
      self.input = input
      self.output = output
      self.examples = examples
      self.time = time
      self.width = width
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        ReverseTime<V.Place>(
          visitor.reads(input), visitor.writes(output), examples: visitor.option(examples, "examples"),
          time: visitor.option(time, "time"), width: visitor.option(width, "width")))
    }
  }
}

extension Kernels.ReverseTime: Sendable where Place: Sendable {}

extension Kernels.ReverseTime: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(ReverseTimeSlices(call: self), count: examples * time, cost: width)
    return output
  }
}

private struct ReverseTimeSlices: SlicedCall {
  let call: Kernels.ReverseTime<Floats>

  /// The slice's items are steps of all examples.
  func run(_ slice: Range<Int>) {
    for step in slice {
      let (example, place) = step.quotientAndRemainder(dividingBy: call.time)
      let target = (example + 1) * call.time - 1 - place
      (call.output + target * call.width).copy(from: call.input + step * call.width, count: call.width)
    }
  }
}
