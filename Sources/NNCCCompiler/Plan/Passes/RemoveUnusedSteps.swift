import NNCCRuntime

/// Drops steps that nothing depends on: what an inference plan computes beside its outputs, the gradient
/// rules' leftovers.
func removeUnusedSteps(_ program: inout Program) {
  var isNeeded = program.results
  for (index, buffer) in program.buffers.enumerated() {
    switch buffer.role {
    case .parameter, .slot, .state: isNeeded.insert(BufferID(index: index))
    default: break
    }
  }
  func sweep(_ steps: [any Step]) -> [any Step] {
    var kept: [any Step] = []
    for step in steps.reversed() {
      let operands = step.operands
      guard operands.writes.contains(where: isNeeded.contains) else { continue }
      kept.append(step)
      isNeeded.formUnion(operands.reads)
    }
    return kept.reversed()
  }
  program.steps = sweep(program.steps)
  program.preparation = sweep(program.preparation)
}
