import NNCCCompiler

extension Graph {
  /// Holds a text's vocabulary against the sizes that the network gives it: those of what looks characters up, and of
  /// the output.
  ///
  /// - Parameter origin: what has the vocabulary, for messages: "the text", "the weights".
  /// - Throws: `RunError` with every size that differs, and the one to write.
  package func requireRoom(for vocabulary: TextVocabulary, of origin: String) throws {
    let unit = vocabulary.level == .byte ? "bytes" : "characters"
    let sizes = inputs.flatMap { lookupSizes(of: $0) } + outputs.compactMap { classCount(of: $0) }
    let findings = sizes.filter { $0.size != vocabulary.count }.map { place in
      Diagnostic(
        "data-mismatch", at: place.range,
        "\(place.name) is \(place.size), but \(origin) has \(vocabulary.count) different \(unit)",
        fixIts: place.number.map {
          [.init("write \(vocabulary.count)", range: $0, replacement: "\(vocabulary.count)")]
        } ?? [])
    }
    if !findings.isEmpty { throw RunError(findings) }
  }

  /// A size that a spec says, and where.
  private struct Size {
    var name: String
    var size: Int
    var range: SourceRange?
    /// The number itself, where the spec writes it.
    var number: SourceRange?
  }

  private func lookupSizes(of input: Input) -> [Size] {
    nodes.filter { $0.inputs.contains(input.tensor) }.flatMap { node in
      ["depth", "input_dim"].compactMap { size(of: node, $0) }
    }
  }

  private func classCount(of output: Output) -> Size? {
    guard let classes = tensors[output.tensor].shape.last else { return nil }
    var tensor = output.tensor
    // An activation after the layer with units, such as a softmax, has none of its own.
    for node in nodes.reversed() where node.output == tensor {
      if let units = size(of: node, "units"), units.size == classes { return units }
      guard node.inputs.count == 1, tensors[node.inputs[0]].shape == tensors[tensor].shape else { break }
      tensor = node.inputs[0]
    }
    return Size(name: "the last axis of '\(output.name)'", size: classes, range: output.range)
  }

  private func size(of node: Node, _ key: String) -> Size? {
    guard let option = node.options.values.first(where: { $0.name == key }), case .integer(let size) = option.value
    else { return nil }
    return Size(name: "'\(key)' of '\(node.name)'", size: size, range: option.range ?? node.range, number: option.range)
  }
}
