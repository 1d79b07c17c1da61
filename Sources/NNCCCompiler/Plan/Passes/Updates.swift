import NNCCRuntime

/// Appends the optimizer's step for each parameter that has a gradient: clipping, update, constraint.
///
/// Without a limit on the norm of all gradients together, each parameter is updated as soon as nothing
/// reads it or its gradient any more, so that the gradient's memory serves the next one.
///
/// - Returns: what the optimizer keeps between steps.
func addUpdates(
  to program: inout Program, graph: Graph, parameters: [BufferID], gradients: [BufferID: BufferID],
  _ training: Training
) -> [Plan.Slot] {
  var slots: [Plan.Slot] = []
  var globalFactor: BufferID?
  let updated = zip(graph.parameters, parameters).filter { gradients[$0.1] != nil }
  if let limit = training.globalClipNorm {
    let all = program.normLimit(updated.map { gradients[$0.1]! }, limit, name: "global_clipnorm")
    globalFactor = all.factor
    program.steps += all.steps
  }
  let lastUses = program.lastUses
  var insertions: [(position: Int, steps: [any Step])] = []
  for (parameter, buffer) in updated {
    let gradient = gradients[buffer]!
    let count = parameter.volume
    var own: [BufferID] = []
    for (index, slotName) in training.optimizer.slotNames.enumerated() {
      let name = "optimizer/\(slotName)/\(parameter.name)"
      let slot = program.buffer(name, parameter.shape, .slot, at: parameter.range)
      own.append(slot)
      slots.append(
        .init(
          name: name, buffer: slot, shape: parameter.shape,
          initialValue: training.optimizer.initialValue(ofSlot: index)))
    }
    let lastUse = max(lastUses[buffer] ?? -1, lastUses[gradient] ?? -1)
    let position = globalFactor == nil ? lastUse + 1 : program.steps.count
    var steps: [any Step] = []
    var factor = globalFactor
    if let limit = training.clipNorm {
      let own = program.normLimit([gradient], limit, name: parameter.name + ".clipnorm")
      factor = own.factor
      steps += own.steps
    }
    steps.append(
      Update(
        training.optimizer, buffer, gradient: gradient, slots: .init(own), count: count, factor: factor,
        clipValue: training.clipValue, weightDecay: training.weightDecay))
    if let constraint = parameter.constraint, let shape = Axes(parameter.shape) {
      steps.append(Constrain(buffer, to: constraint, shape: shape))
    }
    insertions.append((position, steps))
  }
  program.insert(insertions)
  return slots
}

extension Program {
  /// The position of the last step that reads or writes each buffer.
  fileprivate var lastUses: [BufferID: Int] {
    var uses: [BufferID: Int] = [:]
    for (position, step) in steps.enumerated() {
      let operands = step.operands
      for id in operands.reads + operands.writes { uses[id] = position }
    }
    return uses
  }

  /// The factor that brings the norm of gradients, all taken together, down to a limit, and the steps that find it.
  fileprivate mutating func normLimit(
    _ gradients: [BufferID], _ limit: Float, name: String
  ) -> (factor: BufferID, steps: [any Step]) {
    let squares = buffer(name + ".squares", [2], .scalar, type: .float64)
    let factor = buffer(name, [1], .scalar)
    let sums: [any Step] = gradients.enumerated().map { index, gradient in
      SquaredNorm(of: gradient, squares, count: self[gradient].words, adding: index > 0)
    }
    return (factor, sums + [NormLimit(squares, factor, limit: limit)])
  }

  /// Inserts runs of steps, each before the step that stood at its position.
  fileprivate mutating func insert(_ insertions: [(position: Int, steps: [any Step])]) {
    var result: [any Step] = []
    var byPosition: [Int: [any Step]] = [:]
    for (position, steps) in insertions { byPosition[position, default: []] += steps }
    for position in 0...steps.count {
      result += byPosition[position] ?? []
      if position < steps.count { result.append(steps[position]) }
    }
    steps = result
  }
}
