import NNCCRuntime

/// One plan as statements: a kernel call for each step, each buffer named where it is first used.
struct PlanBody {
  let plan: Plan
  /// Of each buffer, in words from the arena's start.
  private let offsets: [Int]
  private let sources: SourceMap
  private(set) var members: Members
  private var names: [BufferID: String] = [:]
  private var identifiers: Identifiers
  /// What to call the buffers of inputs, targets and outputs.
  private var portNames: [BufferID: String] = [:]
  /// The first step of the backward pass, if there is one.
  private let backwardStart: Int
  /// How often statements yet to come name each buffer.
  private var uses: [BufferID: Int] = [:]

  /// - Parameters:
  ///   - calls: what the statements will be.
  ///   - parameters: names of the method that they stand in.
  init(
    _ plan: Plan, offsets: [Int], sources: SourceMap, members: Members, calls: [KernelCall], parameters: [String]
  ) {
    self.plan = plan
    self.offsets = offsets
    self.sources = sources
    self.members = members
    let computesLoss = { (step: any Step) in plan.loss.map { step.writes.contains($0) } ?? false }
    backwardStart = (plan.steps.lastIndex(where: computesLoss) ?? plan.steps.count) + 1
    identifiers = Identifiers(reserved: parameters + members.places.map(\.name))
    // The method's parameters have the names of these.
    for port in plan.inputs + plan.outputs { portNames[port.buffer] = port.name + "_place" }
    for port in plan.targets {
      portNames[port.buffer] = port.name + (port.type == .int32 ? "_labels" : "_target")
    }
    for buffer in calls.flatMap(\.buffers).map(\.id) { uses[buffer, default: 0] += 1 }
    for port in plan.inputs + plan.targets + plan.outputs + plan.gradients { uses[port.buffer, default: 0] += 1 }
    if let loss = plan.loss { uses[loss, default: 0] += 1 }
  }

  /// What lives between runs is a member of the type, and has its name.
  private func memberName(_ buffer: BufferID) -> String? {
    GeneratedModel.livesOn(plan.buffers[buffer.index], in: plan) ? members.name(at: offsets[buffer.index]) : nil
  }

  /// The name of a buffer that has one by now, or else where it is.
  func place(_ buffer: BufferID) -> String {
    memberName(buffer) ?? names[buffer] ?? "memory + \(offsets[buffer.index])"
  }

  private mutating func named(_ buffer: BufferID) -> String {
    let name = identifiers.name(for: portNames[buffer] ?? Identifiers.short(plan.buffers[buffer.index].name))
    names[buffer] = name
    return name
  }

  /// Copies of what the caller gives to where the plan reads it.
  mutating func writeInputs(
    _ ports: [Plan.Port], _ parameters: [Signature.Port], rows: String, to writer: inout SwiftWriter
  ) {
    for (port, parameter) in zip(ports, parameters) {
      // An input that only gives a sequence its length, say, may be read by nothing.
      let isRead = uses[port.buffer, default: 0] > 1
      writer.line(
        .text(isRead ? "let \(named(port.buffer)) = " : "")
          + .call(
            "(memory + \(offsets[port.buffer.index])).write",
            [.text(parameter.name), .text("count: \(parameter.count(rows))")]))
    }
  }

  /// The steps' calls, each layer's under its line of the spec.
  ///
  /// - Parameter calls: one for each step.
  mutating func write(_ calls: [KernelCall], of steps: [any Step], headings: Bool, to writer: inout SwiftWriter) {
    var heading = ""
    for (index, (step, call)) in zip(steps, calls).enumerated() {
      let line = specLine(of: step).map { (index >= backwardStart ? "Backward of " : "") + $0 } ?? heading
      if line != heading, headings { writer.comment(line) }
      heading = line
      write(call, to: &writer)
    }
  }

  /// A call, which gives the place of its result: that is named here where later ones need it. So are other places
  /// before it.
  mutating func write(_ call: KernelCall, to writer: inout SwiftWriter) {
    let result = call.buffers.first { $0.role == .written }?.id
    for (id, _) in call.buffers { uses[id, default: 0] -= 1 }
    var fresh: [BufferID] = []
    for (id, _) in call.buffers
    where id != result && uses[id, default: 0] > 0 && memberName(id) == nil && names[id] == nil
      && plan.buffers[id.index].role != .slot
    {
      _ = named(id)
      fresh.append(id)
    }
    if !fresh.isEmpty {
      writer.line(.list("let ", fresh.map { .text("\(names[$0] ?? "") = memory + \(offsets[$0.index])") }, ""))
    }
    let code = code(call)
    guard let result, memberName(result) == nil, names[result] == nil, uses[result, default: 0] > 0 else {
      return writer.line(code)
    }
    writer.line(.text("let \(named(result)) = ") + code)
  }

  private mutating func code(_ call: KernelCall) -> SwiftCode {
    .call("Kernels.\(call.name)", call.arguments.map { code($0) }) + ".run(on: machine)"
  }

  private mutating func code(_ argument: KernelCall.Argument) -> SwiftCode {
    let value: SwiftCode
    switch argument.value {
    case .buffer(let id, _): value = .text(place(id))
    case .option(let literal): value = members.code(literal)
    case .group(let arguments): value = .call(".init", arguments.map { code($0) })
    }
    return argument.label.map { .text($0 + ": ") + value } ?? value
  }

  /// `8: dense: {units: 128, activation: relu}`, the line that a step comes from.
  private func specLine(of step: any Step) -> String? {
    guard let range = step.writes.lazy.compactMap({ plan.buffers[$0.index].range }).first,
      let source = sources[range.source]
    else { return nil }
    if source.kind == .override { return printable(source.name) }
    let number = source.location(of: range.start).line
    let line = source.line(number).drop { " \t-".contains($0) }
    return printable("\(number): \(line.count > 80 ? line.prefix(80) + "…" : line)")
  }
}
