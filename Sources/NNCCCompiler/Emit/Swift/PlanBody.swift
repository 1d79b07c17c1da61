/// One plan as statements: the places of its buffers, and a kernel call for each step.
struct PlanBody {
  let plan: Plan
  /// Of each buffer, in words from the arena's start.
  let offsets: [Int]
  let sources: SourceMap
  /// Values that are made once, for the whole type.
  private(set) var constants: ConstantTable
  private var names: [BufferID: String] = [:]
  private var identifiers: Identifiers

  /// - Parameter reserved: names of the method that the statements stand in.
  init(_ plan: Plan, offsets: [Int], sources: SourceMap, constants: ConstantTable, reserved: [String]) {
    self.plan = plan
    self.offsets = offsets
    self.sources = sources
    self.constants = constants
    identifiers = Identifiers(reserved: reserved)
    for port in plan.inputs { name(port.buffer, as: plan.buffers[port.buffer.index].name + "Place") }
    for port in plan.targets { name(port.buffer, as: plan.buffers[port.buffer.index].name + "Place") }
    for port in plan.outputs where names[port.buffer] == nil {
      name(port.buffer, as: Identifiers.lowerCamelCase(port.name) + "Place")
    }
  }

  private mutating func name(_ buffer: BufferID, as text: String) { names[buffer] = identifiers.name(for: text) }

  /// The name of a buffer in these statements.
  mutating func name(_ buffer: BufferID) -> String {
    if let known = names[buffer] { return known }
    name(buffer, as: plan.buffers[buffer.index].name)
    return names[buffer] ?? ""
  }

  /// A step's call with its buffers' names.
  mutating func text(_ call: KernelCall) -> String {
    var text = ""
    for piece in call.pieces {
      switch piece {
      case .text(let part): text += part
      case .buffer(let id) where plan.buffers[id.index].role == .slot: text += "memory + \(offsets[id.index])"
      case .buffer(let id): text += name(id)
      case .distance(let first, let second): text += "\(offsets[second.index] - offsets[first.index])"
      case .constant(let name, let expression): text += "Self." + constants.name(of: name, expression)
      }
    }
    return text
  }

  /// The places of these buffers, several a line.
  mutating func writePlaces(_ buffers: [BufferID], to writer: inout SwiftWriter) {
    let places = buffers.filter { plan.buffers[$0.index].role != .slot }.map {
      "\(name($0)) = memory + \(offsets[$0.index])"
    }
    if !places.isEmpty { writer.line("let " + places.joined(separator: ", ")) }
  }

  /// The calls of these steps, each layer's under its line of the spec.
  mutating func write(_ steps: [any Step], to writer: inout SwiftWriter) {
    var isBackward = false
    var heading = ""
    for step in steps {
      let line = specLine(of: step).map { (isBackward ? "Backward: " : "") + $0 } ?? heading
      if line != heading, !line.isEmpty { writer.comment(line) }
      heading = line
      writer.lines(text(step.call))
      if step is Total {
        isBackward = true
        heading = ""
      }
    }
  }

  /// Buffers in the order in which the steps name them first.
  static func buffers(of steps: [any Step]) -> [BufferID] { unique(steps.flatMap { $0.call.buffers }) }

  /// Each buffer once.
  static func unique(_ buffers: [BufferID]) -> [BufferID] {
    var seen: Set<BufferID> = []
    return buffers.filter { seen.insert($0).inserted }
  }

  /// `8: dense: {units: 128, activation: relu}`, the line that a step comes from.
  private func specLine(of step: any Step) -> String? {
    guard let range = step.writes.lazy.compactMap({ plan.buffers[$0.index].range }).first,
      let source = sources[range.source]
    else { return nil }
    let number = source.location(of: range.start).line
    var line = source.line(number)[...]
    line = line.drop { " \t-".contains($0) }
    if source.kind == .override { return source.name }
    let shown = line.count > 90 ? line.prefix(90) + "…" : line
    return "\(number): \(shown)"
  }
}

/// Values that generated code makes once, each in one `static let`.
struct ConstantTable {
  private(set) var entries: [(name: String, expression: String)] = []
  private var identifiers = Identifiers()

  /// The name of the constant of this value, which is new or was asked for before.
  mutating func name(of text: String, _ expression: String) -> String {
    if let known = entries.first(where: { $0.expression == expression }) { return known.name }
    entries.append((identifiers.name(for: text), expression))
    return entries[entries.count - 1].name
  }
}

extension KernelCall {
  /// The buffers that it names.
  var buffers: [BufferID] {
    pieces.compactMap { piece in
      if case .buffer(let id) = piece { id } else { nil }
    }
  }
}
