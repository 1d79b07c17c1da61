import NNCCRuntime

extension Plan {
  /// The plan for people: every buffer with its place and life, every step, and the memory they take.
  package var listing: String {
    """
    plan \(printable(name)): \(purpose.wording), batch of \(batch)

    \(bufferTable)
    \(stepList("preparation, once weights are loaded", preparation))\
    \(stepList("steps", steps))\
    memory
      arena          \(byteCount(memory.bytes)), of which \(byteCount(memory.persistentBytes)) live between runs
      loading        \(byteCount(memory.stagingBytes)) beside it
      unshared       \(byteCount(memory.unsharedBytes)) if no two buffers shared a place
      lower bound    \(byteCount(memory.lowerBoundBytes)) are alive at once

    """
  }

  /// In the order of the arena; `life` is the first and the last step that need the buffer.
  private var bufferTable: String {
    let program = program
    let lifetimes = MemoryPlanner.lifetimes(program)
    var table = TextTable([
      ("offset", .right), ("bytes", .right), ("life", .left), ("buffer", .left), ("shape", .left),
      ("role", .left),
    ])
    let places = buffers.indices.sorted { (offsets[$0], $0) < (offsets[$1], $1) }
    for index in places {
      let buffer = buffers[index]
      let isPersistent = MemoryPlanner.isPersistent(buffer, program)
      guard isPersistent || lifetimes[index] != nil else { continue }
      let life = isPersistent ? "always" : lifetimes[index].map { "\(max(0, $0.first))…\($0.last)" } ?? ""
      table.add([
        "\(4 * offsets[index])", "\(4 * buffer.words)", life, buffer.name, "\(buffer.shape)",
        buffer.role.rawValue,
      ])
    }
    return table.text
  }

  private func stepList(_ title: String, _ steps: [any Step]) -> String {
    guard !steps.isEmpty else { return "" }
    let width = String(steps.count - 1).count
    let indent = String(repeating: " ", count: width + 4)
    var text = title + "\n"
    for (index, step) in steps.enumerated() {
      let number = String(index)
      text += "  " + String(repeating: " ", count: width - number.count) + number
      text += "  \(step.name)  \(step.details)\n"
      let operands = step.operands
      text += "\(indent)reads  \(names(operands.reads))\n\(indent)writes \(names(operands.writes))\n"
    }
    return text + "\n"
  }

  private func names(_ ids: [BufferID]) -> String {
    ids.map { printable(buffers[$0.index].name) }.joined(separator: ", ")
  }
}

extension PlanPurpose {
  /// As printed plans say it.
  fileprivate var wording: String {
    switch self {
    case .inference: "inference"
    case .evaluation: "evaluation"
    case .gradient(let isTraining): isTraining ? "gradient, as in training" : "gradient"
    case .training: "training"
    }
  }
}
