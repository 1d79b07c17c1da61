import NNCCRuntime

/// Reduces the middle axis of [outer, middle, inner].
public struct Reduce: Step {
  public var input: BufferID
  public var output: BufferID
  public var reduction: Reduction
  public var outer: Int
  public var middle: Int
  public var inner: Int

  public var name: String { "reduce" }
  public var reads: [BufferID] { [input] }
  public var writes: [BufferID] { [output] }
  public var details: String { "\(reduction) of \(outer)×[\(middle)]×\(inner)" }

  public func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      ReduceGradient(
        input: input, output: output, outputGradient: gradient, inputGradient: $0, reduction: reduction,
        outer: outer, middle: middle, inner: inner)
    }
  }

  public func run(on machine: Machine) {
    Kernels.reduce(
      reduction, machine[input], machine[output], outer: outer, middle: middle, inner: inner,
      pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.reduce(
      reduction, machine[input], machine[output], outer: outer, middle: middle, inner: inner)
  }
}

/// The gradient of a reduction's input; equal maxima share theirs.
public struct ReduceGradient: Step {
  public var input: BufferID
  public var output: BufferID
  public var outputGradient: BufferID
  public var inputGradient: BufferID
  public var reduction: Reduction
  public var outer: Int
  public var middle: Int
  public var inner: Int

  public var name: String { "reduce_gradient" }
  public var reads: [BufferID] { reduction == .maximum ? [outputGradient, input, output] : [outputGradient] }
  public var writes: [BufferID] { [inputGradient] }
  public var details: String { "\(reduction) of \(outer)×[\(middle)]×\(inner)" }

  public func run(on machine: Machine) {
    if reduction == .maximum {
      Kernels.maximumGradient(
        machine[input], machine[output], machine[outputGradient], machine[inputGradient], outer: outer,
        middle: middle, inner: inner, pool: machine.pool)
    } else {
      Kernels.reduceGradient(
        reduction, machine[outputGradient], machine[inputGradient], outer: outer, middle: middle,
        inner: inner, pool: machine.pool)
    }
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if reduction == .maximum {
      ReferenceKernels.maximumGradient(
        machine[input], machine[output], machine[outputGradient], machine[inputGradient], outer: outer,
        middle: middle, inner: inner)
    } else {
      ReferenceKernels.reduceGradient(
        reduction, machine[outputGradient], machine[inputGradient], outer: outer, middle: middle,
        inner: inner)
    }
  }
}
