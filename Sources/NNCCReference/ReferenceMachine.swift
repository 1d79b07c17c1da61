import NNCCRuntime

/// What each kernel computes, as the obvious loops, in Float or Double: what the fast kernels, and the gradient rules, are
/// held against.
///
/// The operations, and the layouts of packed matrices, are the fast kernels' own, so that a whole plan can be run either
/// way. Every word is one `Scalar`, whole numbers among them. There is a `visit` for each operation, or this does not
/// compile.
package struct ReferenceMachine<Scalar: ReferenceScalar>: OperationVisitor {
  package typealias Source = BufferID
  package typealias Place = UnsafeMutablePointer<Scalar>
  package typealias Result = Void

  private let base: Place?
  private let offsets: [Int]
  let context: RunContext

  /// For operations whose operands have addresses already.
  package init(_ context: RunContext = RunContext()) {
    base = nil
    offsets = []
    self.context = context
  }

  /// - Parameter offsets: of each buffer, in words from the base
  package init(base: Place, offsets: [Int], _ context: RunContext) {
    self.base = base
    self.offsets = offsets
    self.context = context
  }

  package func operand(_ buffer: BufferID, _ label: String?, _ role: OperandRole, _ type: OperandType) -> Place {
    guard let base else { preconditionFailure("a machine without memory was given a step of a plan") }
    return base + offsets[buffer.index]
  }
}
