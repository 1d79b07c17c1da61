/// The same network for one step of a sequence at a time, as streams need it: every sequence is one step long, and
/// each recurrent layer carries its state to the next.
///
/// The parameters are those of the whole network, and so are the numbers, bit for bit.
///
/// - Returns: nil after reporting the layers that cannot work on a step alone.
package func singleStep(of graph: Graph, _ diagnostics: inout Diagnostics) -> Graph? {
  var steps = SequenceSearch(graph: graph)
  steps.search()
  guard steps.check(&diagnostics) else { return nil }
  var result = graph
  for tensor in steps.sequences {
    result.tensors[tensor].shape[0] = 1
    if let mask = graph.tensors[tensor].mask { result.tensors[mask].shape = [1] }
  }
  for index in result.nodes.indices where result.nodes[index].layer.time == .carriesState {
    result.nodes[index].isStreamed = true
  }
  return result
}

/// Finds the tensors of a graph that are sequences, with time as their first axis: what recurrent layers read, and what
/// is connected to that by layers that keep the steps apart.
private struct SequenceSearch {
  let graph: Graph
  private(set) var sequences: Set<Int> = []

  mutating func search() {
    var found = -1
    while found != sequences.count {
      found = sequences.count
      for node in graph.nodes { spread(over: node) }
    }
  }

  private mutating func spread(over node: Graph.Node) {
    let tensors = node.inputs + [node.output]
    switch node.layer.time {
    case .carriesState:
      sequences.insert(node.inputs[0])
      if graph.tensors[node.output].shape.count == graph.tensors[node.inputs[0]].shape.count {
        sequences.insert(node.output)
      }
    case .keepsSteps where tensors.contains(where: sequences.contains):
      let time = tensors.filter(sequences.contains).map { graph.tensors[$0].shape[0] }.max()
      sequences.formUnion(tensors.filter { graph.tensors[$0].shape.first == time })
    case .keepsSteps, .averages, .mixes: break
    }
  }

  /// Reports what needs more than the step at hand.
  func check(_ diagnostics: inout Diagnostics) -> Bool {
    let said = diagnostics.all.count
    if sequences.isEmpty {
      diagnostics.error(
        "no-single-step", at: graph.nodes.last?.range,
        "'\(graph.name)' has no recurrent layer, and so no steps to run one at a time")
    }
    for node in graph.nodes {
      guard let reason = reason(node) else { continue }
      diagnostics.error(
        "no-single-step", at: node.range,
        "'\(node.name)' cannot run one step at a time: \(reason)")
    }
    return diagnostics.all.count == said
  }

  private func reason(_ node: Graph.Node) -> String? {
    let isOnSequence = node.inputs.contains(where: sequences.contains)
    let reason = node.layer.reasonAgainstSteps(rank: graph.tensors[node.output].shape.count)
    switch node.layer.time {
    case .carriesState where reason != nil: return reason
    case .carriesState:
      return node.initialStates.isEmpty
        ? nil : "it starts from states that the spec gives it, not from those of the step before"
    case .keepsSteps: return isOnSequence ? reason : nil
    case .averages, .mixes:
      if isOnSequence { return "it needs the whole sequence" }
      return sequences.contains(node.output) ? "it makes a sequence of what is none" : nil
    }
  }
}
