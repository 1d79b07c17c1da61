/// Inputs of networks and blocks.
extension SpecDecoder {
  /// What `input:` or `inputs:` declare, those that cannot be read without a shape; nothing where not even names are
  /// known.
  mutating func inputs(
    _ nodes: [String: SpecNode], owner: String, at range: SourceRange, _ meant: Set<String>
  ) -> [Spec.InputDeclaration] {
    if let one = nodes["input"], let many = nodes["inputs"] {
      options.diagnostics.error(
        "conflicting-keys", at: many.range, "\(owner) has 'input' or 'inputs', not both",
        notes: [.init("'input' is given here", at: one.range)])
      return []
    }
    let table = owner == "a spec" ? Self.inputEntry : Self.blockInputEntry
    if let node = nodes["input"] { return [input(node, name: "input", what: "'input'", of: table, at: node.range)] }
    guard let node = nodes["inputs"] else {
      if meant.isDisjoint(with: ["input", "inputs"]) {
        options.diagnostics.error(
          "missing-key", at: range, "\(owner) needs 'input' (the shape of one example, such as [28, 28, 1])")
      }
      return []
    }
    guard case .mapping(let entries) = node.value, !entries.isEmpty else {
      options.diagnostics.error(
        "wrong-type", at: node.range, "'inputs' takes a mapping from names to shapes, not \(node.wording)",
        notes: [.init("for example {left: [28, 28, 1], right: [28, 28, 1]}")])
      return []
    }
    return entries.map { entry in
      checkName(entry.key, at: entry.keyRange, what: "an input")
      return input(entry.value, name: entry.key, what: "input '\(entry.key)'", of: table, at: entry.keyRange)
    }
  }

  private mutating func input(
    _ node: SpecNode, name: String, what: String, of table: Vocabulary.Entry, at range: SourceRange
  ) -> Spec.InputDeclaration {
    var declaration = Spec.InputDeclaration(name: name, shape: nil, type: .float32, range: range)
    guard case .mapping(let entries) = node.value else {
      if !reportBatch(node, what: what), options.value(node, as: .integers(atLeast: 1), what: what) != nil {
        declaration.shape = shape(of: node, what: what)
      }
      return declaration
    }
    let given = entries.first { $0.key == "shape" }?.value
    if let given, reportBatch(given, what: what) { return declaration }
    let record = options.options(node, of: table, owner: what, at: range)
    if record.isValid, let given { declaration.shape = shape(of: given, what: what) }
    declaration.type = record[Self.inputType]
    declaration.sequenceLength = record[ifDeclared: Self.sequenceLength]?.flatMap { name in
      record.range(of: Self.sequenceLength).map { .init(name: name, range: $0) }
    }
    return declaration
  }

  /// The shape of a list that has been read as whole numbers, or nil after a report.
  private mutating func shape(of node: SpecNode, what: String) -> [Int]? {
    guard case .sequence(let items) = node.value else { return nil }
    let shape = items.compactMap { try? $0.scalar?.int().get() }
    if shape.isEmpty || shape.count > Shapes.maximumRank {
      options.diagnostics.error(
        "wrong-rank", at: node.range,
        "\(what) has \(counted(shape.count, "axis", "axes")), but an example has from 1 to \(Shapes.maximumRank)")
      return nil
    }
    guard Shapes.volume(shape) != nil else {
      options.diagnostics.error(
        "too-large", at: node.range,
        "\(what) \(shape) has more than \(Shapes.maximumVolume) elements an example")
      return nil
    }
    return shape
  }

  /// Reports an axis for the batch, as Keras writes it: `[null, 28, 28, 1]`.
  private mutating func reportBatch(_ node: SpecNode, what: String) -> Bool {
    guard case .sequence(let items) = node.value, items.count > 1,
      case .scalar(let text, false) = items[0].value, ["null", "~", "None", "-1"].contains(text)
    else { return false }
    var range = items[0].range
    range.end = items[1].range.start
    // With two axes it may as well be the steps of a sequence, of which Keras leaves the number open.
    let isSequence = items.count == 2
    options.diagnostics.error(
      "batch-in-shape", at: items[0].range,
      "\(what) is the shape of one example; leave out the batch's axis '\(text)'",
      notes: isSequence
        ? [
          .init(
            "if it is the steps of a sequence, write the most that there are: examples are padded to them, and 'sequence_length' or 'masking' says how many count"
          )
        ] : [],
      fixIts: isSequence ? [] : [.init("leave it out", range: range, replacement: "")])
    return true
  }
}
