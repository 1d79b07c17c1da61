/// What reading hyperparameters can complain of, beyond a value out of its range.
extension OptionDecoder {
  @discardableResult
  mutating func wrongType(
    _ node: SpecNode, _ what: String, _ expected: String, suggestion: String? = nil
  ) -> OptionValue? {
    diagnostics.error(
      "wrong-type", at: node.range, "\(what) takes \(expected), not \(node.wording)",
      fixIts: suggestion.map { [.init("write \($0)", range: node.range, replacement: $0)] } ?? [])
    return nil
  }

  /// Python's None and its like where null is meant; says whether it was one.
  mutating func reportForeignNull(
    _ node: SpecNode, instead kind: Hyperparameter.Kind, _ what: String
  ) -> Bool {
    guard case .scalar(let text, false) = node.value, ["None", "none", "nil", "Null", "NULL"].contains(text)
    else { return false }
    diagnostics.error(
      "wrong-type", at: node.range, "\(what) takes \(kind.noun) or null, not '\(text)'",
      fixIts: [.init("write null", range: node.range, replacement: "null")])
    return true
  }

  // MARK: Mappings

  /// A scalar or a list where a mapping of hyperparameters belongs; where it can only be the value of one key, the
  /// mapping is offered.
  mutating func reportNoMapping(_ node: SpecNode, of entry: Vocabulary.Entry, owner: String) {
    if case .scalar(let text, false) = node.value, let spaced = entry.spaced(text) {
      return reportMissingSpace(text, spaced, at: node.range)
    }
    let required = entry.hyperparameters.filter { $0.defaultValue == nil }
    let example = required.first ?? entry.hyperparameters.first
    let only = required.count == 1 ? required[0] : entry.hyperparameters.count == 1 ? example : nil
    var fixIts: [Diagnostic.FixIt] = []
    if let only, case .scalar(let text, false) = node.value, reads(node, as: only.kind) {
      let replacement = "{\(only.name): \(text)}"
      fixIts = [.init("write \(replacement)", range: node.range, replacement: replacement)]
    }
    diagnostics.error(
      "wrong-type", at: node.range,
      "\(owner) takes a mapping\(example.map { ", such as {\($0.name): …}" } ?? ""), not \(node.wording)",
      fixIts: fixIts)
  }

  private func reads(_ node: SpecNode, as kind: Hyperparameter.Kind) -> Bool {
    var trial = OptionDecoder()
    return trial.value(node, as: kind, what: "") != nil
  }

  /// Reports a key that a table does not have, and returns the one that was meant, if one is near.
  @discardableResult
  mutating func reportUnknownKey(
    _ item: SpecNode.Entry, of entry: Vocabulary.Entry, owner: String, hint: String? = nil
  ) -> String? {
    if case .scalar("", false) = item.value.value, let spaced = entry.spaced(item.key) {
      reportMissingSpace(item.key, spaced, at: item.keyRange)
      return entry.hyperparameter(String(item.key.prefix { $0 != ":" }))?.name
    }
    if diagnostics.isFull { return nil }
    let known = entry.hyperparameters.flatMap { [$0.name] + $0.aliases }
    if let near = meant(by: item.key, among: known) {
      diagnostics.error(
        "unknown-key", at: item.keyRange, "\(owner) has no \(quoted(item.key)); did you mean '\(near.name)'?",
        fixIts: near.fixIts(at: item.keyRange))
      return entry.hyperparameter(near.name)?.name
    }
    let list = entry.hyperparameters.map(\.name).joined(separator: ", ")
    diagnostics.error(
      "unknown-key", at: item.keyRange, "\(owner) has no \(quoted(item.key))",
      notes: keras(item.key) + [
        .init(
          hint ?? entry.placement(of: item.key)
            ?? (known.isEmpty ? "it takes no hyperparameters" : "it takes \(list)"))
      ])
    return nil
  }

  private mutating func reportMissingSpace(_ text: String, _ spaced: String, at range: SourceRange) {
    diagnostics.error(
      "missing-space", at: range, "the ':' after a key needs a space: '\(spaced)', not \(quoted(text))",
      fixIts: [.init("write '\(spaced)'", range: range, replacement: spaced)])
  }

  mutating func report(_ slip: FlowSlip, as kind: Hyperparameter.Kind, what: String) {
    let replacement = kind.isList ? slip.list : slip.fraction ?? slip.list
    diagnostics.error(
      "wrong-type", at: slip.range,
      "\(what) takes \(kind.noun), but \(quoted(slip.written)) is split at its comma inside braces",
      fixIts: [.init("write \(replacement)", range: slip.range, replacement: replacement)])
  }

  // MARK: Names

  /// A word that is none of a fixed few.
  mutating func reportUnknownWord(_ word: String, at range: SourceRange, _ words: [String], _ what: String) {
    let near = meant(by: word, among: words)
    diagnostics.error(
      "unknown-name", at: range,
      "\(what) takes \(listed(words, "or")), not \(quoted(word))"
        + (near.map { "; did you mean '\($0.name)'?" } ?? ""),
      fixIts: near?.fixIts(at: range) ?? [])
  }

  /// A word that no entry of a vocabulary has.
  mutating func reportUnknownName(
    _ word: String, at range: SourceRange, _ vocabulary: Vocabulary, _ what: String
  ) {
    if diagnostics.isFull { return }
    if let near = meant(by: word, among: vocabulary.names) {
      diagnostics.error(
        "unknown-name", at: range, "\(quoted(word)) is not \(vocabulary.what); did you mean '\(near.name)'?",
        fixIts: near.fixIts(at: range))
      return
    }
    var note = "it is one of \(vocabulary.entries.map(\.name).joined(separator: ", "))"
    // As a call in Python, or a whole mapping in quotes.
    let first = String(word.prefix { $0 != "(" && $0 != ":" })
    if first != word, let called = nearestName(to: first, among: vocabulary.names) {
      note = "options stand in a mapping after the name: {\(called): {…}}"
    } else if vocabulary.entries.count > 24 {
      note = "`nncc schema` lists all \(vocabulary.entries.count) of them"
    }
    diagnostics.error(
      "unknown-name", at: range, "\(quoted(word)) is not \(vocabulary.what)",
      notes: keras(word) + [.init(note)])
  }

  /// What a word of the language was meant to be: another is none's misspelling where Keras has it.
  private func meant(by word: String, among names: [String]) -> NearName? {
    KerasNames.contains(word) ? nil : nearName(to: word, among: names)
  }

  /// That Keras has something of this name, if it does and nncc does not.
  private func keras(_ word: String) -> [Diagnostic.Note] {
    KerasNames.contains(word) ? [.init("nncc does not have what Keras calls \(quoted(word))")] : []
  }
}

extension NearName {
  /// The edit for a mistyped name; none for a word that was meant as it stands.
  fileprivate func fixIts(at range: SourceRange) -> [Diagnostic.FixIt] {
    isMistyped ? [.init("write '\(name)'", range: range, replacement: name)] : []
  }
}

extension Vocabulary {
  /// What is likely to be wrong with several keys where one name belongs.
  func hint(for entries: [SpecNode.Entry]) -> [Diagnostic.Note] {
    if let name = entries.first(where: { ["name", "type", "class_name"].contains($0.key) }),
      case .scalar(let text, _) = name.value.value, let meant = entry(text)
    {
      return [.init("the name comes first: {\(meant.name): {…}}", at: name.keyRange)]
    }
    guard let named = entries.first(where: { entry($0.key) != nil }) else {
      let fitting = self.entries.filter { entry in entries.allSatisfy { entry.hyperparameter($0.key) != nil } }
      return fitting.isEmpty || fitting.count > 8
        ? [] : [.init("these are options of \(listed(fitting.map(\.name)))")]
    }
    guard let stray = entries.first(where: { entry(named.key)?.hyperparameter($0.key) != nil }) else { return [] }
    return [
      .init(
        named.value.isMapping
          ? "put '\(stray.key)' with the other options of '\(named.key)'"
          : "indent '\(stray.key)' further to put it under '\(named.key)'", at: stray.keyRange)
    ]
  }
}

extension Vocabulary.Entry {
  /// Where a key belongs that is an option of one of these hyperparameters' names.
  fileprivate func placement(of key: String) -> String? {
    for hyperparameter in hyperparameters {
      for case .named(let vocabulary) in hyperparameter.kind.alternatives {
        if let owner = vocabulary().entries.first(where: { $0.hyperparameter(key) != nil }) {
          return "'\(key)' is an option of '\(hyperparameter.name)': {\(owner.name): {\(key): …}}"
        }
      }
    }
    return nil
  }

  /// `units: 10` of `units:10`, which YAML takes for one word.
  fileprivate func spaced(_ text: String) -> String? {
    guard let colon = text.firstIndex(of: ":"), !text.contains(where: \.isWhitespace), text.utf8.count <= 200,
      hyperparameter(String(text[..<colon])) != nil
    else { return nil }
    let value = text[text.index(after: colon)...]
    return value.isEmpty ? nil : "\(text[..<colon]): \(value)"
  }
}

extension SpecNode {
  /// The node in a message: its text, or what kind of collection it is.
  var wording: String {
    switch value {
    case .scalar(let text, let isQuoted):
      Scalar(text, isQuoted: isQuoted).isNull ? "null" : quoted(text)
    case .sequence(let items): items.isEmpty ? "an empty list" : "a list of \(items.count)"
    case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
    }
  }
}
