import NNCCRuntime

extension RecurrentLayer {
  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ resolution: Resolution) -> BufferID {
    let run = plan.recurrentLayer(node, Resolved(kind: self, resolution: resolution), isReversed: goesBackwards)
    // Keras gives the steps in the order in which they were read.
    return run.isSequence && goesBackwards ? plan.reversedInTime(run.output, node) : run.output
  }
}

extension Lowering {
  /// Appends a recurrent layer: each of its cells along the whole sequence, one upon the other.
  ///
  /// - Parameter owner: the layer that names what this one gives, if it stands within another.
  /// - Returns: [time, state], each step at its own time; or [state] after the last.
  mutating func recurrentLayer(
    _ node: Graph.Node, _ resolved: Resolved<RecurrentLayer>, isReversed: Bool, within owner: Graph.Node? = nil
  ) -> (output: BufferID, isSequence: Bool) {
    let layer = resolved.kind
    let path = owner.map { String(node.name.dropFirst($0.name.count + 1)) + "/" } ?? ""
    var states = resolved.resolution.states.map(\.name)[...]
    var initial = node.initialStates.compactMap { values[$0] }[...]
    var way = RecurrentWay(
      isReversed: isReversed, givesSequence: true, mask: mask(owner ?? node),
      keepsStates: layer.namesStates || node.isStateful)
    if layer.returnsSequence, owner != nil || way.mask.map(lengthMasks.contains) ?? false {
      way.maskedOutput = .zeros
    } else if node.isStreamed {
      way.maskedOutput = .state
    }
    var result = input(owner ?? node)
    var shape = inputShape(owner ?? node)
    for (index, (cell, parameters)) in zip(layer.cells, resolved.resolution.parameters).enumerated() {
      let extents = cell.options.states
      let names = states.prefix(extents.count)
      states = states.dropFirst(extents.count)
      way.givesSequence = index + 1 < layer.cells.count || layer.returnsSequence
      way.initial = Array(initial.prefix(extents.count))
      initial = initial.dropFirst(extents.count)
      if node.isStateful {
        way.initial = zip(names, extents).map { state("\(node.name)/\($0)", words: $1, at: node.range) }
      }
      let run = recurrentRun(CellSite(cell, parameters, of: node), input: result, shape: shape, way)
      shape = [shape[0], extents[0]]
      for (name, state) in zip(names, run.states) { define(owner ?? node, path + name, state) }
      if node.isStateful { for (value, state) in zip(run.states, way.initial) { carry(value, to: state) } }
      result = run.output
    }
    return (result, way.givesSequence)
  }

  /// Turns a sequence [time, …] around.
  mutating func reversedInTime(_ sequence: BufferID, _ node: Graph.Node) -> BufferID {
    let shape = program[sequence].shape
    let result = program.buffer(node.name + ".reversed", shape, .value, at: node.range)
    append(
      ReverseTime(
        sequence, result, examples: shape[0], time: shape[1], width: shape.dropFirst(2).reduce(1, *)))
    return result
  }
}
