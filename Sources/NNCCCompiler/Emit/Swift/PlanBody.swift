/// One plan as statements: the places of its buffers, and a kernel call for each step.
struct PlanBody {
  let plan: Plan
  /// Of each buffer, in words from the arena's start.
  private let offsets: [Int]
  private let sources: SourceMap
  private(set) var members: Members
  private var names: [BufferID: String] = [:]
  private var identifiers: Identifiers
  /// What to call the buffers of outputs.
  private var outputNames: [BufferID: String] = [:]
  /// In the order in which they were named.
  private var places: [BufferID] = []

  /// - Parameter parameters: names of the method that the statements stand in.
  init(_ plan: Plan, offsets: [Int], sources: SourceMap, members: Members, parameters: [String]) {
    self.plan = plan
    self.offsets = offsets
    self.sources = sources
    self.members = members
    identifiers = Identifiers(reserved: parameters + members.places.map(\.name))
    // The method's parameters have the names of these.
    for port in plan.inputs { place(port.buffer, named: port.name + "_place") }
    for port in plan.targets { place(port.buffer, named: port.name + (port.type == .int32 ? "_labels" : "_target")) }
    for port in plan.outputs { outputNames[port.buffer] = port.name + "_place" }
  }

  private mutating func place(_ buffer: BufferID, named text: String) {
    names[buffer] = identifiers.name(for: text)
    places.append(buffer)
  }

  /// The name of a buffer in these statements.
  mutating func name(_ buffer: BufferID) -> String {
    if let known = members.name(at: offsets[buffer.index]), isMember(buffer) { return known }
    if names[buffer] == nil {
      place(buffer, named: outputNames[buffer] ?? Identifiers.short(plan.buffers[buffer.index].name))
    }
    return names[buffer] ?? ""
  }

  private func isMember(_ buffer: BufferID) -> Bool {
    GeneratedModel.livesOn(plan.buffers[buffer.index], in: plan)
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
      case .constant(let name, let expression): text += "self." + members.constant(name, expression)
      }
    }
    return text
  }

  /// The steps' calls, each layer's under its line of the spec.
  ///
  /// - Parameter calls: instead of the steps' own.
  mutating func lines(_ steps: [any Step], calls: [KernelCall]? = nil, headings: Bool = true) -> [String] {
    var isBackward = false
    var heading = ""
    var lines: [String] = []
    for (step, call) in zip(steps, calls ?? steps.map(\.call)) {
      let line = specLine(of: step).map { (isBackward ? "// Backward of " : "// ") + $0 } ?? heading
      if line != heading, headings { lines.append(line) }
      heading = line
      lines.append(text(call))
      if step is Total { isBackward = true }
    }
    return lines
  }

  /// The places of all buffers that were named, several a line.
  func writePlaces(to writer: inout SwiftWriter) {
    guard !places.isEmpty else { return }
    let list = places.map { "\(names[$0] ?? "") = memory + \(offsets[$0.index])" }
    writer.line("let " + list.joined(separator: ", "))
  }

  /// `8: dense: {units: 128, activation: relu}`, the line that a step comes from.
  private func specLine(of step: any Step) -> String? {
    guard let range = step.writes.lazy.compactMap({ plan.buffers[$0.index].range }).first,
      let source = sources[range.source]
    else { return nil }
    if source.kind == .override { return printable(source.name) }
    let number = source.location(of: range.start).line
    let line = source.line(number).drop { " \t-".contains($0) }
    return printable("\(number): \(line.count > 90 ? line.prefix(90) + "…" : line)")
  }
}
