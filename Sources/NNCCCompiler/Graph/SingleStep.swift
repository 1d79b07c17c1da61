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
  for index in result.nodes.indices where LayerRegistry[result.nodes[index].type].time == .carriesState {
    result.nodes[index].isStreamed = true
    result.nodes[index].options = result.nodes[index].options.setting("stateful", to: .boolean(true))
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
    switch LayerRegistry[node.type].time {
    case .carriesState:
      sequences.insert(node.inputs[0])
      if graph.tensors[node.output].shape.count == graph.tensors[node.inputs[0]].shape.count {
        sequences.insert(node.output)
      }
    case .keepsSteps where tensors.contains(where: sequences.contains):
      let time = tensors.filter(sequences.contains).map { graph.tensors[$0].shape[0] }.max()
      sequences.formUnion(tensors.filter { graph.tensors[$0].shape.first == time })
    default: break
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
    let time = LayerRegistry[node.type].time
    if node.type == "bidirectional" || node.options.flag("go_backwards") { return "it reads the sequence from its end" }
    if !node.initialStates.isEmpty {
      return "it starts from states that the spec gives it, not from those of the step before"
    }
    if time == .mixes || time == .averages, isOnSequence { return "it needs the whole sequence" }
    if time == .mixes || time == .averages, sequences.contains(node.output) {
      return "it makes a sequence of what is none"
    }
    if node.type == "prelu", isOnSequence, !node.options.integers("shared_axes").contains(1) {
      return "it has an alpha of its own for each step"
    }
    if time == .keepsSteps, isOnSequence, node.runsAlongTime(rank: graph.tensors[node.output].shape.count) {
      return "it runs along time"
    }
    return nil
  }
}

extension Graph.Node {
  /// Whether an axis that the options name is the first one after the batch.
  fileprivate func runsAlongTime(rank: Int) -> Bool {
    var axes: [Int] = []
    if options.declares("axis") { axes += options.optionalInteger("axis").map { [$0] } ?? options.integers("axis") }
    if options.declares("activation"), let activation = options.named("activation") {
      switch ActivationChoice(activation) {
      case .softmax(let own), .logSoftmax(let own): axes += own
      case .elementwise: break
      }
    }
    return axes.contains { ($0 < 0 ? $0 + rank + 1 : $0) == 1 }
  }
}
