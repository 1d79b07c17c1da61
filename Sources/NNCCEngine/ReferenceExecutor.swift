import NNCCCompiler
import NNCCReference
import NNCCRuntime

/// Runs a plan by the obvious loops of `ReferenceMachine`, in Float or Double: what the fast kernels, and
/// the gradient rules, are held against.
package final class ReferenceExecutor<Scalar: ReferenceScalar> {
  package let plan: Plan
  private let base: UnsafeMutablePointer<Scalar>

  package init(_ plan: Plan) {
    self.plan = plan
    let words = Executor.words(plan)
    base = .allocate(capacity: words)
    base.initialize(repeating: 0, count: words)
  }

  deinit { base.deallocate() }

  /// The memory of a buffer; whole numbers are scalars here too.
  package subscript(_ buffer: BufferID) -> UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(
      start: base + plan.offsets[buffer.index], count: plan.buffers[buffer.index].words)
  }

  package var loss: Scalar { plan.loss.map { self[$0][0] } ?? .nan }

  /// Runs the preparation and every step.
  package func run(_ context: RunContext = RunContext()) {
    var machine = ReferenceMachine(base: base, offsets: plan.offsets, context)
    for step in plan.preparation + plan.steps { step.visit(with: &machine) }
  }
}
