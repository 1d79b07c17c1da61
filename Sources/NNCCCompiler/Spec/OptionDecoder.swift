/// Reads YAML nodes as the kinds that hyperparameter tables declare.
///
/// Every problem of a mapping is reported, not the first alone; what could not be read keeps its default
/// and marks the options invalid, so that later stages stay silent about what depends on it.
struct OptionDecoder {
  var diagnostics = Diagnostics()

  // MARK: Mappings

  /// The options of `entry` from what stands after its name: a mapping, or nothing.
  ///
  /// - Parameter owner: whose keys these are, for messages: "conv2d", "optimizer 'adam'".
  mutating func options(
    _ node: SpecNode?, of entry: Vocabulary.Entry, owner: String, at range: SourceRange
  ) -> Options {
    var values: [Options.Value] = []
    var isValid = true
    var given: [String: SourceRange] = [:]
    switch node?.value {
    case nil: break
    case .scalar(let text, let isQuoted) where Scalar(text, isQuoted: isQuoted).isNull: break
    case .mapping(let entries):
      for item in entries {
        guard let hyperparameter = entry.hyperparameter(item.key) else {
          reportUnknownKey(item, of: entry, owner: owner)
          isValid = false
          continue
        }
        if let first = given.updateValue(item.keyRange, forKey: hyperparameter.name) {
          diagnostics.error(
            "conflicting-keys", at: item.keyRange,
            "'\(item.key)' gives \(owner)'s '\(hyperparameter.name)' a second time",
            notes: [.init("first given here", at: first)])
          isValid = false
          continue
        }
        if let value = value(item.value, as: hyperparameter.kind, what: "\(owner)'s '\(item.key)'") {
          values.append(
            .init(name: hyperparameter.name, value: value, range: item.value.range, keyRange: item.keyRange))
        } else {
          isValid = false
        }
      }
    case .scalar(let text, _):
      diagnostics.error(
        "wrong-type", at: node?.range, "\(owner) takes a mapping of hyperparameters, not '\(text)'",
        notes: suggestion(of: entry))
      isValid = false
    case .sequence:
      diagnostics.error(
        "wrong-type", at: node?.range, "\(owner) takes a mapping of hyperparameters, not a list",
        notes: suggestion(of: entry))
      isValid = false
    }
    for hyperparameter in entry.hyperparameters
    where hyperparameter.defaultValue == nil && given[hyperparameter.name] == nil {
      diagnostics.error(
        "missing-key", at: range, "\(owner) needs '\(hyperparameter.name)': \(hyperparameter.summary)")
      isValid = false
    }
    var options = Options(entry: entry, values: values, range: node?.range ?? range)
    options.isValid = isValid
    return options
  }

  private func suggestion(of entry: Vocabulary.Entry) -> [Diagnostic.Note] {
    guard
      let first = entry.hyperparameters.first(where: { $0.defaultValue == nil })
        ?? entry.hyperparameters.first
    else { return [.init("it takes no hyperparameters: write the bare word '\(entry.name)'")] }
    return [.init("for example {\(first.name): …}")]
  }

  private mutating func reportUnknownKey(_ item: SpecNode.Entry, of entry: Vocabulary.Entry, owner: String) {
    let known = entry.hyperparameters.flatMap { [$0.name] + $0.aliases }
    if let nearest = nearestName(to: item.key, among: known) {
      diagnostics.error(
        "unknown-key", at: item.keyRange, "\(owner) has no '\(item.key)'; did you mean '\(nearest)'?",
        fixIts: [.init("write '\(nearest)'", range: item.keyRange, replacement: nearest)])
    } else {
      let list = entry.hyperparameters.map(\.name).joined(separator: ", ")
      diagnostics.error(
        "unknown-key", at: item.keyRange, "\(owner) has no '\(item.key)'",
        notes: [.init(known.isEmpty ? "it takes no hyperparameters" : "it takes \(list)")])
    }
  }

  // MARK: Values

  /// The value of a node, or nil after reporting why not.
  mutating func value(_ node: SpecNode, as kind: Hyperparameter.Kind, what: String) -> OptionValue? {
    switch kind {
    case .boolean: return scalar(node, what, "true or false") { $0.bool() }.map(OptionValue.boolean)
    case .integer(let atLeast, let atMost):
      return integer(node, what, atLeast: atLeast, atMost: atMost).map(OptionValue.integer)
    case .number(let bounds): return number(node, what, bounds).map(OptionValue.number)
    case .string:
      guard case .scalar(let text, _) = node.value else { return wrongType(node, what, "text") }
      return .string(text)
    case .word(let words): return word(node, what, words)
    case .extents(let rank, let atLeast): return extents(node, what, rank: rank, atLeast: atLeast)
    case .integers(let atLeast): return integers(node, what, atLeast: atLeast)
    case .padding(let rank, let causal): return padding(node, what, rank: rank, causal: causal)
    case .named(let vocabulary): return named(node, vocabulary(), what).map(OptionValue.named)
    case .record(let entry):
      guard case .mapping = node.value else { return wrongType(node, what, "a mapping") }
      let options = options(node, of: entry(), owner: what, at: node.range)
      return options.isValid ? .record(options) : nil
    case .optional(let inner):
      if case .scalar(let text, let isQuoted) = node.value, Scalar(text, isQuoted: isQuoted).isNull {
        return .null
      }
      return value(node, as: inner, what: what)
    case .list(let inner, let orOne): return list(node, of: inner, orOne: orOne, what)
    case .dictionary(let inner): return dictionary(node, of: inner, what)
    case .either(let first, let second):
      return value(node, as: fits(node, first) ? first : second, what: what)
    }
  }

  /// Whether a node has the YAML form of a kind, which decides between two alternatives.
  private func fits(_ node: SpecNode, _ kind: Hyperparameter.Kind) -> Bool {
    switch (kind, node.value) {
    case (.named(let vocabulary), .scalar(let text, false)): vocabulary().entry(text) != nil
    case (.named, .mapping(let entries)): entries.count == 1
    case (.record, .mapping), (.dictionary, .mapping), (.list, .sequence), (.integers, .sequence): true
    case (.extents, .sequence), (.extents, .scalar): true
    case (.optional(let inner), _): fits(node, inner)
    case (.either(let first, let second), _): fits(node, first) || fits(node, second)
    case (.boolean, .scalar), (.integer, .scalar), (.number, .scalar), (.string, .scalar), (.word, .scalar):
      true
    default: false
    }
  }

  @discardableResult
  private mutating func wrongType(_ node: SpecNode, _ what: String, _ expected: String) -> OptionValue? {
    diagnostics.error("wrong-type", at: node.range, "\(what) takes \(expected), not \(node.wording)")
    return nil
  }

  private mutating func scalar<T>(
    _ node: SpecNode, _ what: String, _ expected: String, _ read: (Scalar) -> Result<T, Scalar.Failure>
  ) -> T? {
    guard case .scalar(let text, let isQuoted) = node.value else {
      wrongType(node, what, expected)
      return nil
    }
    switch read(Scalar(text, isQuoted: isQuoted)) {
    case .success(let value): return value
    case .failure(let failure):
      diagnostics.error(
        "wrong-type", at: node.range, "\(what) takes \(expected), but \(failure.reason)",
        fixIts: failure.suggestion.map { [.init("write \($0)", range: node.range, replacement: $0)] } ?? [])
      return nil
    }
  }

  private mutating func integer(_ node: SpecNode, _ what: String, atLeast: Int, atMost: Int) -> Int? {
    guard let value = scalar(node, what, "a whole number", { $0.int() }) else { return nil }
    if value < atLeast || value > atMost {
      let bounds =
        atMost == .max
        ? "at least \(atLeast)" : atLeast == .min ? "at most \(atMost)" : "from \(atLeast) to \(atMost)"
      diagnostics.error("out-of-range", at: node.range, "\(what) is \(value), but must be \(bounds)")
      return nil
    }
    return value
  }

  private mutating func number(_ node: SpecNode, _ what: String, _ bounds: Hyperparameter.Bounds) -> Double? {
    guard let value = scalar(node, what, "a number", { $0.double() }) else { return nil }
    if !bounds.contains(value) {
      diagnostics.error(
        "out-of-range", at: node.range,
        "\(what) is \(OptionValue.number(value).yaml), but must be \(bounds.wording)")
      return nil
    }
    return value
  }

  private mutating func word(_ node: SpecNode, _ what: String, _ words: [String]) -> OptionValue? {
    guard case .scalar(let text, _) = node.value else {
      return wrongType(node, what, "one of \(words.joined(separator: ", "))")
    }
    if words.contains(text) { return .string(text) }
    let nearest = nearestName(to: text, among: words)
    diagnostics.error(
      "unknown-name", at: node.range,
      "\(what) cannot be '\(text)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
      notes: [.init("it is one of \(words.joined(separator: ", "))")],
      fixIts: nearest.map { [.init("write '\($0)'", range: node.range, replacement: $0)] } ?? [])
    return nil
  }

  // MARK: Lists

  private mutating func integers(_ node: SpecNode, _ what: String, atLeast: Int) -> OptionValue? {
    guard case .sequence(let items) = node.value else {
      return wrongType(node, what, "a list of whole numbers")
    }
    var values: [OptionValue.Located] = []
    for item in items {
      if let value = integer(item, what, atLeast: atLeast, atMost: .max) {
        values.append(.init(value: .integer(value), range: item.range))
      }
    }
    return values.count == items.count ? .list(values) : nil
  }

  private mutating func extents(_ node: SpecNode, _ what: String, rank: Int?, atLeast: Int) -> OptionValue? {
    let expected = rank.map { "a whole number or a list of \($0)" } ?? "a whole number or a list of them"
    switch node.value {
    case .scalar:
      return integer(node, what, atLeast: atLeast, atMost: .max)
        .map { .list([.init(value: .integer($0), range: node.range)]) }
    case .mapping: return wrongType(node, what, expected)
    case .sequence(let items):
      if let rank, items.count != rank {
        diagnostics.error(
          "wrong-rank", at: node.range, "\(what) takes \(expected), not a list of \(items.count)")
        return nil
      }
      return integers(node, what, atLeast: atLeast)
    }
  }

  private mutating func list(
    _ node: SpecNode, of kind: Hyperparameter.Kind, orOne: Bool, _ what: String
  ) -> OptionValue? {
    guard case .sequence(let items) = node.value else {
      guard orOne else { return wrongType(node, what, "a list") }
      return value(node, as: kind, what: what).map { .list([.init(value: $0, range: node.range)]) }
    }
    let values = items.compactMap { item in
      value(item, as: kind, what: what).map { OptionValue.Located(value: $0, range: item.range) }
    }
    return values.count == items.count ? .list(values) : nil
  }

  private mutating func dictionary(
    _ node: SpecNode, of kind: Hyperparameter.Kind, _ what: String
  ) -> OptionValue? {
    guard case .mapping(let entries) = node.value else { return wrongType(node, what, "a mapping of names") }
    let items = entries.compactMap { entry in
      value(entry.value, as: kind, what: "\(what): '\(entry.key)'").map {
        OptionValue.DictionaryItem(
          key: entry.key, keyRange: entry.keyRange, value: .init(value: $0, range: entry.value.range))
      }
    }
    return items.count == entries.count ? .dictionary(items) : nil
  }

  // MARK: Padding

  private mutating func padding(_ node: SpecNode, _ what: String, rank: Int?, causal: Bool) -> OptionValue? {
    let words = causal ? ["valid", "same", "causal"] : ["valid", "same"]
    switch node.value {
    case .mapping: return wrongType(node, what, "\(words.joined(separator: ", ")), a number or a list")
    case .scalar(let text, _):
      if case .success(let pixels) = Scalar(text).int() {
        guard pixels >= 0 else {
          diagnostics.error("out-of-range", at: node.range, "\(what) is \(pixels), but must be at least 0")
          return nil
        }
        return .padding(.explicit([[pixels, pixels]]))
      }
      return word(node, what, words).map {
        .padding($0 == .string("same") ? .same : $0 == .string("causal") ? .causal : .valid)
      }
    case .sequence(let items):
      if let rank, items.count != rank {
        diagnostics.error(
          "wrong-rank", at: node.range,
          "\(what) takes a list of \(rank), one element for each spatial axis, not a list of \(items.count)")
        return nil
      }
      var pairs: [[Int]] = []
      for item in items {
        if case .sequence(let ends) = item.value, ends.count == 2 {
          let pair = ends.compactMap { integer($0, what, atLeast: 0, atMost: .max) }
          if pair.count == 2 { pairs.append(pair) }
        } else if case .scalar = item.value {
          if let pixels = integer(item, what, atLeast: 0, atMost: .max) { pairs.append([pixels, pixels]) }
        } else {
          wrongType(item, what, "a number or [before, after] for each axis")
        }
      }
      return pairs.count == items.count ? .padding(.explicit(pairs)) : nil
    }
  }

  // MARK: Names

  /// A word of a vocabulary, bare or with options.
  mutating func named(_ node: SpecNode, _ vocabulary: Vocabulary, _ what: String) -> NamedOption? {
    let word: String
    let wordRange: SourceRange
    var body: SpecNode?
    switch node.value {
    case .scalar(let text, _): (word, wordRange) = (text, node.range)
    case .mapping(let entries) where entries.count == 1:
      (word, wordRange, body) = (entries[0].key, entries[0].keyRange, entries[0].value)
    case .mapping(let entries):
      diagnostics.error(
        "wrong-type", at: node.range,
        "\(what) takes one name, {name: {options}}, not a mapping of \(entries.count) keys",
        notes: vocabulary.hint(forOptions: entries.map(\.key)))
      return nil
    case .sequence:
      wrongType(node, what, "\(vocabulary.what)'s name, or {name: {options}}")
      return nil
    }
    guard let entry = vocabulary.entry(word) else {
      reportUnknownName(word, at: wordRange, vocabulary, what)
      return nil
    }
    let options = options(body, of: entry, owner: "'\(word)'", at: wordRange)
    return options.isValid ? NamedOption(name: entry.name, options: options, range: wordRange) : nil
  }

  mutating func reportUnknownName(
    _ word: String, at range: SourceRange, _ vocabulary: Vocabulary, _ what: String
  ) {
    let nearest = nearestName(to: word, among: vocabulary.names)
    diagnostics.error(
      "unknown-name", at: range,
      "'\(word)' is not \(vocabulary.what)" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
      notes: nearest == nil
        ? [.init("\(what) takes one of \(vocabulary.entries.map(\.name).joined(separator: ", "))")] : [],
      fixIts: nearest.map { [.init("write '\($0)'", range: range, replacement: $0)] } ?? [])
  }
}

extension Vocabulary {
  /// Where a mapping of options stands without its name: the entries that take all of these keys.
  fileprivate func hint(forOptions keys: [String]) -> [Diagnostic.Note] {
    let fitting = entries.filter { entry in keys.allSatisfy { entry.hyperparameter($0) != nil } }
    return fitting.isEmpty
      ? [] : [.init("these are options of \(fitting.map(\.name).joined(separator: ", "))")]
  }
}

extension SpecNode {
  /// The node in a message: its text, or what kind of collection it is.
  var wording: String {
    switch value {
    case .scalar(let text, let isQuoted):
      Scalar(text, isQuoted: isQuoted).isNull ? "null" : text.count > 60 ? "a long text" : "'\(text)'"
    case .sequence(let items): "a list of \(items.count)"
    case .mapping: "a mapping"
    }
  }
}
