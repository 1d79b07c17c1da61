import NNCCRuntime

/// A stretch of 32-bit words in the arena.
package struct Buffer: Sendable {
  package var name: String
  /// With the batch, where it has one.
  package var shape: [Int]
  package var type: OperandType
  package var role: Role
  /// Where in the spec it comes from.
  package var range: SourceRange?

  package enum Role: String, Sendable {
    /// Written from outside before the first step.
    case input, target
    /// Lives on between runs.
    case parameter, slot
    /// Lives on between runs too: what a stateful layer carries from one to the next, a row for each example.
    case state
    /// A weight in the layout that kernels stream: in inference made once, at load.
    case packed
    /// What a step computes: an activation, a gradient, one number, or a kernel's own workspace.
    case value, gradient, scalar, scratch
  }

  package var words: Int { shape.reduce(1, *) }
}

/// Straight-line code over buffers whose places in memory are still open.
package struct Program: Sendable {
  package var buffers: [Buffer] = []
  /// Run once, when weights have been loaded.
  package var preparation: [any Step] = []
  /// Run for every batch.
  package var steps: [any Step] = []

  /// What must keep its contents until the last step, for the caller to read.
  package var results: Set<BufferID> = []

  package subscript(_ id: BufferID) -> Buffer {
    get { buffers[id.index] }
    set { buffers[id.index] = newValue }
  }

  mutating func buffer(
    _ name: String, _ shape: [Int], _ role: Buffer.Role, type: OperandType = .float32, at range: SourceRange? = nil
  ) -> BufferID {
    buffers.append(Buffer(name: name, shape: shape, type: type, role: role, range: range))
    return BufferID(index: buffers.count - 1)
  }

  /// The step that first wrote each buffer.
  var producers: [BufferID: any Step] {
    var producers: [BufferID: any Step] = [:]
    for step in preparation + steps {
      for id in step.writes where producers[id] == nil { producers[id] = step }
    }
    return producers
  }
}
