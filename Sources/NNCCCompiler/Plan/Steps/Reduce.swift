import NNCCRuntime

/// Reduces the middle axis of [outer, middle, inner].
package struct Reduce: Step {
  package var input: BufferID
  package var output: BufferID
  package var reduction: Reduction
  package var outer: Int
  package var middle: Int
  package var inner: Int

  package var name: String { "reduce" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [output] }
  package var details: String { "\(reduction) of \(outer)×[\(middle)]×\(inner)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      ReduceGradient(
        input: input, output: output, outputGradient: gradient, inputGradient: $0, reduction: reduction,
        outer: outer, middle: middle, inner: inner)
    }
  }

  package func run(on machine: Machine) {
    Kernels.reduce(
      reduction, machine[input], machine[output], outer: outer, middle: middle, inner: inner,
      pool: machine.threads.pool)
  }

  package var call: KernelCall {
    """
    Kernels.reduce(\(reduction), \(input), \(output), outer: \(outer), middle: \(middle), inner: \(inner), \
    pool: pool)
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.reduce(
      reduction, machine[input], machine[output], outer: outer, middle: middle, inner: inner)
  }
}

/// The gradient of a reduction's input; equal maxima share theirs.
package struct ReduceGradient: Step {
  package var input: BufferID
  package var output: BufferID
  package var outputGradient: BufferID
  package var inputGradient: BufferID
  package var reduction: Reduction
  package var outer: Int
  package var middle: Int
  package var inner: Int

  package var name: String { "reduce_gradient" }
  package var reads: [BufferID] {
    reduction == .maximum ? [outputGradient, input, output] : [outputGradient]
  }
  package var writes: [BufferID] { [inputGradient] }
  package var details: String { "\(reduction) of \(outer)×[\(middle)]×\(inner)" }

  package func run(on machine: Machine) {
    if reduction == .maximum {
      Kernels.maximumGradient(
        machine[input], machine[output], machine[outputGradient], machine[inputGradient], outer: outer,
        middle: middle, inner: inner, pool: machine.threads.pool)
    } else {
      Kernels.reduceGradient(
        reduction, machine[outputGradient], machine[inputGradient], outer: outer, middle: middle,
        inner: inner, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    if reduction == .maximum {
      """
      Kernels.maximumGradient(\(input), \(output), \(outputGradient), \(inputGradient), outer: \(outer), \
      middle: \(middle), inner: \(inner), pool: pool)
      """
    } else {
      """
      Kernels.reduceGradient(\(reduction), \(outputGradient), \(inputGradient), outer: \(outer), \
      middle: \(middle), inner: \(inner), pool: pool)
      """
    }
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
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
