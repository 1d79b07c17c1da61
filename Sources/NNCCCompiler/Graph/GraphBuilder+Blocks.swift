/// Uses of blocks, written out.
extension GraphBuilder {
  /// Adds a use of a block: all its layers under the use's name. Returns its output; nil if it is broken.
  mutating func addBlock(
    _ word: String, _ layer: Spec.LayerSpec, name: String, inputs: [Int], _ scope: Scope
  ) -> Int? {
    guard let block = blocks[word] else { return nil }
    let fullName = scope.prefix + name
    guard scope.depth < Self.maximumDepth else {
      diagnostics.error(
        "block-depth", at: layer.range, "blocks stand within blocks more than \(Self.maximumDepth) deep here")
      return nil
    }
    // One with inputs that could not be read has its report.
    if block.inputs.isEmpty { return nil }
    guard block.inputs.count == inputs.count else {
      diagnostics.error(
        "wrong-inputs", at: layer.inputsRange,
        "'\(fullName)' gives block '\(word)' \(counted(inputs.count, "input")), but it takes \(block.inputs.count): \(listed(block.inputs.map(\.name)))",
        notes: [.init("the block is declared here", at: block.range)])
      return nil
    }
    for (position, (declared, tensor)) in zip(block.inputs, inputs).enumerated() {
      guard let shape = declared.shape else { return nil }
      if shape == graph.tensors[tensor].shape { continue }
      let range = layer.inputs.map { $0[position].range } ?? layer.range
      diagnostics.error(
        "shape-mismatch", at: range,
        "block '\(word)' declares its '\(declared.name)' as \(shape), but '\(graph.tensors[tensor].name)' is \(graph.tensors[tensor].shape)",
        notes: [.init("declared here", at: declared.range)])
      return nil
    }
    var parameterPrefix = fullName + "/"
    if let reuse = layer.reuse {
      guard let use = blockUses[scope.parameterPrefix + reuse.name], use.block == word else {
        reportUnknownReuse(reuse, fullName: fullName, wanted: "block '\(word)'", scope)
        return nil
      }
      if !reportOwnedKeys(layer, fullName: fullName, owner: reuse.name, nil) { return nil }
      parameterPrefix = use.parameters
    } else if scope.isReusing {
      parameterPrefix = scope.parameterPrefix + name + "/"
    }
    blockUses[fullName] = (word, parameterPrefix)

    var inner = Scope(prefix: fullName + "/", parameterPrefix: parameterPrefix, depth: scope.depth + 1)
    for (declared, tensor) in zip(block.inputs, inputs) {
      inner.tensors[declared.name] = tensor
      inner.places[declared.name] = declared.range
    }
    let firstParameter = graph.parameters.count
    let said = diagnostics
    let names = addLayers(block.layers, &inner, inputNames: block.inputs.map(\.name))
    forgetRepetitions(since: said)
    if !layer.options[ParameterKeys.isTrainable] {
      for parameter in firstParameter..<graph.parameters.count {
        graph.parameters[parameter].isTrainable = false
      }
    }
    guard let last = names.last, let tensor = inner.tensors[last].flatMap({ $0 }) else { return nil }
    return tensor
  }

  /// What is wrong with a block is said for its first use alone: its inputs are declared, so that every use has the
  /// same to say.
  private mutating func forgetRepetitions(since said: Diagnostics) {
    let new = diagnostics.all[said.all.count...]
    diagnostics = said
    for diagnostic in new
    where !said.all.contains(where: { $0.id == diagnostic.id && $0.range == diagnostic.range }) {
      diagnostics.report(diagnostic)
    }
  }
}
