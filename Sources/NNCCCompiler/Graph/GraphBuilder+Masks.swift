/// Masks of sequences: which steps count.
extension GraphBuilder {
  /// Gives what a layer gives the mask of what it reads, where its steps are still those.
  mutating func passMask(to node: inout Graph.Node) {
    guard graph.tensors[node.output].mask == nil else { return }
    let inputs = node.inputs.map { graph.tensors[$0] }
    guard let masked = inputs.first(where: { $0.mask != nil }) else { return }
    let given = [node.output] + node.furtherOutputs
    switch node.layer.time {
    case .mixes:
      if !graph.tensors[node.output].shape.isEmpty { warnOfDroppedMask(masked, node, "does not know of masks") }
    case .averages: break
    case .keepsSteps where inputs.count > 1: passJoinedMask(of: inputs, masked, to: &node)
    case .keepsSteps: for tensor in given { graph.tensors[tensor].mask = masked.mask }
    case .carriesState:
      for tensor in given where graph.tensors[tensor].shape.count == masked.shape.count {
        graph.tensors[tensor].mask = masked.mask
      }
    }
  }

  /// Gives a layer that reads several sequences the mask that Keras's merge layers make of theirs;
  /// `Lowering.joinMasks` computes it.
  private mutating func passJoinedMask(
    of inputs: [Graph.Tensor], _ masked: Graph.Tensor, to node: inout Graph.Node
  ) {
    let shape = graph.tensors[node.output].shape
    var masks: Set<Int> = []
    if node.layer.maskJoin(rank: shape.count) == .keptByOne {
      for input in inputs {
        guard let mask = input.mask else {
          return warnOfDroppedMask(masked, node, "reads '\(input.name)' too, which has no mask")
        }
        guard input.shape.count == shape.count else {
          return warnOfDroppedMask(
            masked, node, "joins \(input.shape) with \(shape), whose first axes are not the same")
        }
        masks.insert(mask)
      }
    }
    if let mask = masks.first, masks.count == 1, graph.tensors[mask].shape[0] == shape[0] {
      graph.tensors[node.output].mask = mask
    } else {
      graph.tensors.append(.init(name: node.name + "/mask", shape: [shape[0]], type: .float32))
      node.furtherOutputs.append(graph.tensors.count - 1)
      graph.tensors[node.output].mask = graph.tensors.count - 1
    }
  }

  private mutating func warnOfDroppedMask(_ masked: Graph.Tensor, _ node: Graph.Node, _ reason: String) {
    diagnostics.warning(
      "mask-dropped", at: node.range,
      "'\(node.name)' \(reason): from here on the steps that '\(masked.name)' leaves out count as any other")
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
      guard shape.count > 1 || graph.tensors[graph.inputs[own].tensor].type == .int32 else {
        diagnostics.error(
          "shape-mismatch", at: reference.range,
          "'\(input.name)' is \(shape), but 'sequence_length' speaks of the steps of a sequence [time, features]",
          notes: [.init("write [\(shape[0]), 1] for one number at each step", at: graph.inputs[own].range)])
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
