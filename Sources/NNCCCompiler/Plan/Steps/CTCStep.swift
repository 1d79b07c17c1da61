import NNCCRuntime

/// amount = scale · Σ examples of the loss of connectionist temporal classification, and where asked for the gradient
/// of that, from the same sums over paths.
package struct CTCStep: Step {
  /// [batch, time, classes]
  package var logits: BufferID
  /// [batch, labels], padded with 0.
  package var labels: BufferID
  /// [batch, time]: which steps count; nil for all.
  package var mask: BufferID?
  package var amount: BufferID
  package var exampleLosses: BufferID
  package var scratch: BufferID
  package var logitsGradient: BufferID?
  package var geometry: CTCGeometry
  package var scale: Float

  package var name: String { "ctc" }
  package var reads: [BufferID] { [logits, labels] + (mask.map { [$0] } ?? []) }
  package var writes: [BufferID] { [amount] + (logitsGradient.map { [$0] } ?? []) + [exampleLosses, scratch] }
  package var details: String {
    "\(geometry.examples)×\(geometry.time)×\(geometry.classes), \(geometry.labels) labels at most, scale \(scale)"
  }

  package func appendGradient(to program: inout GradientBuilder) {
    if let logitsGradient { program.adopt(logitsGradient, as: logits) }
  }

  package func run(on machine: Machine) {
    machine[amount][0] = Float(
      Kernels.ctc(
        logits: machine[logits], labels: UnsafeRawPointer(machine[labels]).assumingMemoryBound(to: Int32.self),
        mask: machine[optional: mask].map { UnsafePointer($0) }, geometry: geometry, scale: scale,
        exampleLosses: machine[exampleLosses], gradient: machine[optional: logitsGradient], scratch: machine[scratch],
        pool: machine.threads.pool))
  }

  package var call: KernelCall {
    """
    \(amount)[0] = Float(Kernels.ctc(logits: \(logits), labels: \(integers: labels), mask: \(mask), \
    geometry: \(geometry), scale: \(scale), exampleLosses: \(exampleLosses), gradient: \(logitsGradient), \
    scratch: \(scratch), pool: pool))
    """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    machine[amount][0] = ReferenceKernels.ctc(
      logits: machine[logits], labels: machine[labels], mask: machine[optional: mask].map { UnsafePointer($0) },
      geometry: geometry, scale: Scalar(scale), exampleLosses: machine[exampleLosses],
      gradient: machine[optional: logitsGradient])
  }
}
