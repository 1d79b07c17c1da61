import CMicrokernels

/// What becomes of an axis that is reduced away.
public enum Reduction: Sendable, Hashable {
  /// The sum
  case sum
  /// The mean
  case mean
  /// The maximum, NaN where there is one
  case maximum

  /// What the sum is multiplied by.
  fileprivate func scale(of count: Int) -> Float { self == .mean ? 1 / Float(count) : 1 }
}

extension Reduction: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .sum: .token(".sum")
    case .mean: .token(".mean")
    case .maximum: .token(".maximum")
    }
  }
}

extension Kernels {
  /// y [outer, inner] = the sum, mean or maximum over the middle axis of x [outer, middle, inner].
  public struct Reduce<Place>: Operation {
    /// What becomes of the middle axis.
    public var reduction: Reduction
    /// What it reads.
    public var input: Place
    /// The result.
    public var output: Place
    /// The extent of the axes before.
    public var outer: Int
    /// The extent of the axis that goes.
    public var middle: Int
    /// The extent of the axes behind.
    public var inner: Int

    /// Memberwise.
    @inlinable
    public init(_ reduction: Reduction, _ input: Place, _ output: Place, outer: Int, middle: Int, inner: Int) {
      self.reduction = reduction
      self.input = input
      self.output = output
      self.outer = outer
      self.middle = middle
      self.inner = inner
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Reduce<V.Place>(
          visitor.option(reduction), visitor.reads(input), visitor.writes(output),
          outer: visitor.option(outer, "outer"), middle: visitor.option(middle, "middle"),
          inner: visitor.option(inner, "inner")))
    }
  }

  /// dx [outer, middle, inner] = the gradient of a reduction over the middle axis; equal maxima share it evenly, as in
  /// TensorFlow.
  public struct ReduceGradient<Place>: Operation {
    /// What becomes of the middle axis.
    public var reduction: Reduction
    /// What was reduced, and to what, where the gradient depends on them: of a maximum.
    public var input: Place?
    /// The result.
    public var output: Place?
    /// The gradient of the output.
    public var outputGradient: Place
    /// The result: the gradient of the input.
    public var inputGradient: Place
    /// The extent of the axes before.
    public var outer: Int
    /// The extent of the axis that goes.
    public var middle: Int
    /// The extent of the axes behind.
    public var inner: Int

    /// Memberwise.
    @inlinable
    public init(
      _ reduction: Reduction, input: Place? = nil, output: Place? = nil, _ outputGradient: Place,
      _ inputGradient: Place, outer: Int, middle: Int, inner: Int
    ) {
      self.reduction = reduction
      self.input = input
      self.output = output
      self.outputGradient = outputGradient
      self.inputGradient = inputGradient
      self.outer = outer
      self.middle = middle
      self.inner = inner
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        ReduceGradient<V.Place>(
          visitor.option(reduction), input: visitor.reads(input, "input"), output: visitor.reads(output, "output"),
          visitor.reads(outputGradient), visitor.writes(inputGradient), outer: visitor.option(outer, "outer"),
          middle: visitor.option(middle, "middle"), inner: visitor.option(inner, "inner")))
    }
  }
}

extension Kernels.Reduce: Sendable where Place: Sendable {}
extension Kernels.ReduceGradient: Sendable where Place: Sendable {}

extension Kernels.Reduce: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(ReduceSlices(call: self), count: outer, cost: middle * inner)
    return output
  }
}

extension Kernels.ReduceGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    if reduction == .maximum {
      let slices = MaximumGradientSlices(call: self, input: input!, output: output!)
      machine.crew.run(slices, count: outer, cost: middle * inner)
    } else {
      machine.crew.run(SpreadSlices(call: self), count: outer, cost: middle * inner)
    }
    return inputGradient
  }
}

private struct ReduceSlices: SlicedCall {
  let call: Kernels.Reduce<Floats>

  func run(_ slice: Range<Int>) {
    let (middle, inner) = (call.middle, call.inner)
    let (isMaximum, scale) = (call.reduction == .maximum, call.reduction.scale(of: middle))
    for item in slice {
      nncc_reduce_middle(
        isMaximum ? 1 : 0, call.input + item * middle * inner, middle, inner, scale, call.output + item * inner)
    }
  }
}

private struct SpreadSlices: SlicedCall {
  let call: Kernels.ReduceGradient<Floats>

  func run(_ slice: Range<Int>) {
    let (middle, inner, dy) = (call.middle, call.inner, call.outputGradient)
    let scale = call.reduction.scale(of: middle)
    for item in slice {
      let first = call.inputGradient + item * middle * inner
      if inner == 1 {
        nncc_fill(first, middle, dy[item] * scale)
      } else {
        for row in 0..<middle { nncc_scale(dy + item * inner, first + row * inner, inner, scale, 0) }
      }
    }
  }
}

private struct MaximumGradientSlices: SlicedCall {
  let call: Kernels.ReduceGradient<Floats>
  let input: Floats
  let output: Floats

  func run(_ slice: Range<Int>) {
    let (middle, inner) = (call.middle, call.inner)
    for item in slice {
      let first = item * middle * inner
      nncc_maximum_middle_gradient(
        input + first, output + item * inner, call.outputGradient + item * inner, call.inputGradient + first,
        middle, inner)
    }
  }
}
