/// Masks of sequences: which steps count.
extension GraphBuilder {
  /// Gives what a layer gives the mask of what it reads, where its steps are still those.
  ///
  /// Several different masks are joined as Keras joins them; the layer's lowering leaves that to
  /// `Lowering.joinMasks`.
  mutating func passMask(_ definition: LayerDefinition, to node: inout Graph.Node) {
    guard graph.tensors[node.output].mask == nil else { return }
    let inputs = node.inputs.map { graph.tensors[$0] }
    let masks = inputs.compactMap(\.mask).reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
    guard let first = masks.first else { return }
    let sequences = ([node.output] + node.furtherOutputs).filter { tensor in
      switch definition.time {
      case .keepsSteps: true
      case .carriesState: graph.tensors[tensor].shape.count == inputs[0].shape.count
      case .averages, .mixes: false
      }
    }
    if !node.knowsOfMasks(definition.time), !graph.tensors[node.output].shape.isEmpty {
      let name = inputs.first { $0.mask != nil }?.name ?? ""
      diagnostics.warning(
        "mask-dropped", at: node.range,
        "'\(node.name)' does not know of masks: from here on the steps that '\(name)' leaves out count as any other")
    }
    var mask = first
    if masks.count > 1, !sequences.isEmpty {
      graph.tensors.append(.init(name: node.name + "/mask", shape: graph.tensors[first].shape, type: .float32))
      mask = graph.tensors.count - 1
      node.furtherOutputs.append(mask)
    }
    for tensor in sequences { graph.tensors[tensor].mask = mask }
  }

  /// Gives each input that says `sequence_length` its mask.
  mutating func addSequenceLengths(_ scope: Scope) {
    for input in spec.inputs {
      guard let reference = input.sequenceLength else { continue }
      guard let place = graph.inputs.firstIndex(where: { $0.name == reference.name }) else {
        // One that could not be read has its report.
        if scope.places[reference.name] == nil || scope.tensors[reference.name] == nil {
          let nearest = nearestName(to: reference.name, among: graph.inputs.map(\.name))
          diagnostics.error(
            "unknown-input", at: reference.range,
            "'\(input.name)' takes its lengths from '\(reference.name)', but no input has that name"
              + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
        }
        continue
      }
      let lengths = graph.tensors[graph.inputs[place].tensor]
      guard let shape = input.shape, let own = graph.inputs.firstIndex(where: { $0.name == input.name }) else {
        continue
      }
      guard lengths.type == .int32, lengths.shape == [1] else {
        diagnostics.error(
          "shape-mismatch", at: reference.range,
          "'\(reference.name)' holds the lengths of '\(input.name)', one for each sequence: declare it as {shape: [1], dtype: int32}, not \(lengths.shape) of \(lengths.type.rawValue)",
          notes: [.init("declared here", at: graph.inputs[place].range)])
        continue
      }
      graph.tensors.append(.init(name: input.name + "/mask", shape: [shape[0]], type: .float32))
      graph.tensors[graph.inputs[own].tensor].mask = graph.tensors.count - 1
      graph.inputs[own].sequenceLength = place
    }
  }
}

extension Graph.Node {
  /// Whether the steps that a mask leaves out are left out by the layer too, or stay apart from the others.
  fileprivate func knowsOfMasks(_ time: LayerDefinition.TimeRole) -> Bool {
    switch time {
    case .keepsSteps, .carriesState: true
    // Channels first, what is averaged over is not the axis that the mask speaks of.
    case .averages: options.string("data_format") != "channels_first"
    case .mixes: false
    }
  }
}
