import NNCCRuntime

/// mask [examples, time] = 1 where a step of a sequence counts, else 0.
package struct SequenceMask: Step {
  package var source: BufferID
  package var mask: BufferID
  package var examples: Int
  package var time: Int
  /// Features of a step.
  package var width: Int
  package var rule: SequenceMaskRule

  package var name: String { "sequence_mask" }
  package var reads: [BufferID] { [source] }
  package var writes: [BufferID] { [mask] }
  package var details: String { "\(examples)×\(time), \(rule.wording)" }

  /// A mask is constant wherever it has a slope.
  package func appendGradient(to program: inout GradientBuilder) {}

  package func run(on machine: Machine) {
    Kernels.sequenceMask(
      UnsafeRawPointer(machine[source]), machine[mask], examples: examples, time: time, width: width, rule: rule)
  }

  package var call: KernelCall {
    """
    Kernels.sequenceMask(\(source), \(mask), examples: \(examples), time: \(time), width: \(width), rule: \(rule))
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.sequenceMask(
      machine[source], machine[mask], examples: examples, time: time, width: width, rule: rule)
  }
}

/// weights [examples · time · inner] = what each element of a step counts: its mask, scaled up for a mean.
package struct MaskWeights: Step {
  package var mask: BufferID
  package var weights: BufferID
  /// examples · time
  package var steps: Int
  /// Elements of each step.
  package var inner: Int
  package var purpose: MaskWeightsPurpose

  package var name: String { "mask_weights" }
  package var reads: [BufferID] { [mask] }
  package var writes: [BufferID] { [weights] }
  package var details: String { "\(steps)×\(inner), \(purpose.wording)" }

  package func appendGradient(to program: inout GradientBuilder) {}

  package func run(on machine: Machine) {
    Kernels.maskWeights(machine[mask], machine[weights], steps: steps, inner: inner, purpose: purpose)
  }

  package var call: KernelCall {
    "Kernels.maskWeights(\(mask), \(weights), steps: \(steps), inner: \(inner), purpose: \(purpose))"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.maskWeights(machine[mask], machine[weights], steps: steps, inner: inner, purpose: purpose)
  }
}
