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
  fileprivate struct Size {
    var name: String
    var size: Int
    var range: SourceRange?
    /// The number itself, where the spec writes it.
    var number: SourceRange?
  }

  private func lookupSizes(of input: Input) -> [Size] {
    nodes.filter { $0.inputs.contains(input.tensor) }.compactMap { node in
      node.numbersKnown.map { Size($0, of: node) }
    }
  }

  private func classCount(of output: Output) -> Size? {
    guard let classes = tensors[output.tensor].shape.last else { return nil }
    var tensor = output.tensor
    // An activation after the layer with units, such as a softmax, has none of its own.
    for node in nodes.reversed() where node.output == tensor {
      if let units = node.units, units.value == classes { return Size(units, of: node) }
      guard node.inputs.count == 1, tensors[node.inputs[0]].shape == tensors[tensor].shape else { break }
      tensor = node.inputs[0]
    }
    return Size(name: "the last axis of '\(output.name)'", size: classes, range: output.range)
  }
}

extension Graph.Size {
  fileprivate init(_ size: Graph.Node.Size, of node: Graph.Node) {
    self.init(
      name: "'\(size.key)' of '\(node.name)'", size: size.value, range: size.range ?? node.range, number: size.range)
  }
}
