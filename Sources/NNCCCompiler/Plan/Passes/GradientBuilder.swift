import NNCCRuntime

/// Differentiates a program backward (reverse mode): walks its steps from the last to the first, and lets
/// each append the steps of its own gradient rule.
package struct GradientBuilder {
  private(set) var program: Program
  /// The gradient of the loss for a buffer, so far.
  private var gradients: [BufferID: BufferID] = [:]
  /// Buffers that a trainable parameter reaches: the only ones whose gradient is of use.
  private let isNeeded: Set<BufferID>
  /// The step of the forward program that wrote each buffer.
  private let producers: [BufferID: any Step]

  /// Appends the backward steps of `program` to it.
  ///
  /// - Parameter trainable: the parameters to differentiate for.
  /// - Returns: the longer program, and each parameter's gradient; a parameter that the loss does not
  ///   depend on has none.
  static func differentiate(
    _ program: Program, trainable: [BufferID]
  ) throws -> (program: Program, gradients: [BufferID: BufferID]) {
    var needed = Set(trainable)
    for step in program.steps where step.reads.contains(where: needed.contains) {
      needed.formUnion(step.writes)
    }
    var builder = GradientBuilder(program: program, isNeeded: needed)
    for step in program.steps.reversed() { try step.appendGradient(to: &builder) }
    var gradients: [BufferID: BufferID] = [:]
    for parameter in trainable { gradients[parameter] = builder.gradients[parameter] }
    return (builder.program, gradients)
  }

  private init(program: Program, isNeeded: Set<BufferID>) {
    self.program = program
    self.isNeeded = isNeeded
    producers = program.producers
  }

  // MARK: What gradient rules use

  /// Whether the gradient for a buffer is of use.
  func needs(_ id: BufferID) -> Bool { isNeeded.contains(id) }

  /// The gradient for what a step wrote; nil if the loss does not depend on it.
  func gradient(of id: BufferID) -> BufferID? { gradients[id] }

  func buffer(_ id: BufferID) -> Buffer { program[id] }

  /// The step of the forward program that wrote a buffer, if it is of this kind.
  func producer<Kind: Step>(of id: BufferID, as kind: Kind.Type) -> Kind? { producers[id] as? Kind }

  /// The matrix that a buffer was packed from; the buffer itself if it was not.
  func source(of id: BufferID) -> BufferID { producer(of: id, as: Pack.self)?.matrix ?? id }

  mutating func append(_ step: some Step) { program.steps.append(step) }

  mutating func scratch(for id: BufferID, words: Int) -> BufferID {
    program.buffer(program[id].name + ".gradient_scratch", [max(1, words)], .scratch, at: program[id].range)
  }

  /// A buffer between the steps of one rule.
  mutating func temporary(_ name: String, like id: BufferID, shape: [Int]? = nil) -> BufferID {
    program.buffer(name, shape ?? program[id].shape, .gradient, at: program[id].range)
  }

  /// Appends the step that computes a contribution to a buffer's gradient, if that is of use; where there
  /// is one already, the two are added.
  mutating func contribute(to id: BufferID, _ step: (BufferID) throws -> some Step) rethrows {
    guard needs(id) else { return }
    let contribution = program.buffer(
      program[id].name + ".gradient", program[id].shape, .gradient, at: program[id].range)
    append(try step(contribution))
    adopt(contribution, as: id)
  }

  /// Takes a buffer that a step has already filled as a contribution to a gradient.
  mutating func adopt(_ contribution: BufferID, as id: BufferID) {
    guard needs(id) else { return }
    if let sum = gradients[id] {
      append(AddInto(sum, contribution, count: program[sum].words))
    } else {
      gradients[id] = contribution
    }
  }

  /// The gradient of a buffer to add to in place, zeros if there is none yet.
  mutating func gradientToAddTo(_ id: BufferID) -> BufferID? {
    guard needs(id) else { return nil }
    if let known = gradients[id] { return known }
    let sum = program.buffer(
      program[id].name + ".gradient", program[id].shape, .gradient, at: program[id].range)
    append(Fill(sum, count: program[sum].words, value: 0))
    gradients[id] = sum
    return sum
  }

  /// A weight packed for the gradient of a step's input.
  mutating func packed(_ parameter: BufferID, _ layout: PackLayout) -> BufferID {
    let source = program[parameter]
    let panels = program.buffer(source.name + layout.suffix, [layout.words], .packed, at: source.range)
    append(Pack(parameter, as: layout, into: panels))
    return panels
  }
}
