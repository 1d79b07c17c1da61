/// Reads YAML nodes as the kinds that hyperparameter tables declare.
///
/// Every problem of a mapping is reported, not the first alone; what could not be read keeps its default
/// and marks the options invalid, so that later stages stay silent about what depends on it.
struct OptionDecoder {
  var diagnostics = Diagnostics()

  // MARK: Mappings

  /// The options of `entry` from what stands after its name: a mapping, or nothing.
  ///
  /// - Parameter owner: whose keys these are, for messages: "'conv2d'", "'checkpoint' of 'train'".
  mutating func options(
    _ node: SpecNode?, of entry: Vocabulary.Entry, owner: String, at range: SourceRange
  ) -> Options {
    var mapping = Mapping(entry: entry, owner: owner)
    switch node?.value {
    case nil: break
    case .scalar(let text, let isQuoted) where Scalar(text, isQuoted: isQuoted).isNull: break
    case .mapping(let entries): read(entries, into: &mapping)
    case .scalar, .sequence:
      if let node { reportNoMapping(node, of: entry, owner: owner) }
      var options = Options(entry: entry, values: [], range: node?.range ?? range)
      options.isValid = false
      return options
    }
    for hyperparameter in entry.hyperparameters
    where hyperparameter.defaultValue == nil && !mapping.meant.contains(hyperparameter.name) {
      diagnostics.error(
        "missing-key", at: range, "\(owner) needs '\(hyperparameter.name)' (\(hyperparameter.summary))")
      mapping.isValid = false
    }
    var options = Options(entry: entry, values: mapping.values, range: node?.range ?? range)
    options.isValid = mapping.isValid
    return options
  }

  /// A mapping of hyperparameters as far as it has been read.
  private struct Mapping {
    let entry: Vocabulary.Entry
    let owner: String
    var values: [Options.Value] = []
    var given: [String: Key] = [:]
    /// What was given, or misspelt: a key that was meant is not reported as missing too.
    var meant: Set<String> = []
    var isValid = true

    /// A key as written, and where.
    struct Key {
      var key: String
      var range: SourceRange
    }
  }

  private mutating func read(_ entries: [SpecNode.Entry], into mapping: inout Mapping) {
    let owner = mapping.owner
    var index = 0
    while index < entries.count {
      let item = entries[index]
      let slip = FlowSlip(at: index, of: entries)
      index += slip?.length ?? 1
      guard let hyperparameter = mapping.entry.hyperparameter(item.key) else {
        if let nearest = reportUnknownKey(item, of: mapping.entry, owner: owner) {
          mapping.meant.insert(nearest)
        }
        mapping.isValid = false
        continue
      }
      mapping.meant.insert(hyperparameter.name)
      if let first = mapping.given[hyperparameter.name] {
        diagnostics.error(
          "conflicting-keys", at: item.keyRange,
          "'\(first.key)' and '\(item.key)' of \(owner) are one hyperparameter; give one of them",
          notes: [.init("first given here", at: first.range)])
        mapping.isValid = false
        continue
      }
      mapping.given[hyperparameter.name] = .init(key: item.key, range: item.keyRange)
      let what = "'\(item.key)' of \(owner)"
      if let slip {
        report(slip, as: hyperparameter.kind, what: what)
        mapping.isValid = false
      } else if let value = value(item.value, as: hyperparameter.kind, what: what) {
        mapping.values.append(
          .init(hyperparameter: hyperparameter, value: value, range: item.value.range, keyRange: item.keyRange))
      } else {
        mapping.isValid = false
      }
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
      guard case .scalar(let text, let isQuoted) = node.value,
        !Scalar(text, isQuoted: isQuoted).isNull
      else { return wrongType(node, what, "text") }
      return .string(text)
    case .word(let words): return word(node, what, words)
    case .extents(let rank, let atLeast): return extents(node, what, rank: rank, atLeast: atLeast)
    case .integers(let atLeast): return integers(node, what, atLeast: atLeast)
    case .padding(let rank): return padding(node, what, rank: rank)
    case .named(let vocabulary): return named(node, vocabulary(), what).map(OptionValue.named)
    case .record(let entry):
      guard case .mapping = node.value else { return wrongType(node, what, "a mapping") }
      let options = options(node, of: entry(), owner: what, at: node.range)
      return options.isValid ? .record(options) : nil
    case .optional(let inner):
      if case .scalar(let text, let isQuoted) = node.value, Scalar(text, isQuoted: isQuoted).isNull {
        return .null
      }
      if reportForeignNull(node, instead: inner, what) { return nil }
      return value(node, as: inner, what: what)
    case .list(let inner, let orOne): return list(node, of: inner, orOne: orOne, what)
    case .dictionary(let inner): return dictionary(node, of: inner, what)
    case .either:
      guard let chosen = alternative(for: node, among: kind.alternatives) else {
        return wrongType(node, what, listed(kind.alternatives.map(\.noun), "or"))
      }
      return value(node, as: chosen, what: what)
    }
  }

  private mutating func scalar<T>(
    _ node: SpecNode, _ what: String, _ expected: String, _ read: (Scalar) -> Result<T, Scalar.Failure>
  ) -> T? {
    guard case .scalar(let text, let isQuoted) = node.value else {
      var suggestion: String?
      if case .sequence(let items) = node.value, items.count == 1, let item = items[0].scalar,
        case .success = read(item)
      {
        suggestion = item.text
      }
      wrongType(node, what, expected, suggestion: suggestion)
      return nil
    }
    switch read(Scalar(text, isQuoted: isQuoted)) {
    case .success(let value): return value
    case .failure(let failure):
      diagnostics.error(
        "wrong-type", at: node.range, "\(what) takes \(expected), but \(failure.reason)",
        // Where null is welcome it has been read, or offered, before.
        fixIts: failure.suggestion.flatMap { $0 == "null" ? nil : $0 }.map {
          [.init("write \($0)", range: node.range, replacement: $0)]
        } ?? [])
      return nil
    }
  }

  private mutating func integer(_ node: SpecNode, _ what: String, atLeast: Int, atMost: Int) -> Int? {
    guard let value = scalar(node, what, "a whole number", { $0.int() }) else { return nil }
    if value < atLeast || value > atMost {
      let bounds =
        atLeast == atMost
        ? "\(atLeast)"
        : atMost == .max
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
    if case .scalar(let text, _) = node.value {
      if words.contains(text) { return .string(text) }
      reportUnknownWord(text, at: node.range, words, what)
      return nil
    }
    return wrongType(node, what, listed(words, "or"))
  }

  // MARK: Lists

  private mutating func integers(_ node: SpecNode, _ what: String, atLeast: Int) -> OptionValue? {
    guard case .sequence(let items) = node.value else {
      return wrongType(node, what, "a list of whole numbers", suggestion: node.asListOfIntegers)
    }
    var values: [Located<OptionValue>] = []
    for item in items {
      if let value = integer(item, "an element of \(what)", atLeast: atLeast, atMost: .max) {
        values.append(.init(value: .integer(value), range: item.range))
      }
    }
    return values.count == items.count ? .list(values) : nil
  }

  private mutating func extents(_ node: SpecNode, _ what: String, rank: Int?, atLeast: Int) -> OptionValue? {
    let expected = rank.map { "a whole number or a list of \($0)" } ?? "a whole number or a list of them"
    switch node.value {
    case .scalar:
      if case .failure = node.scalar?.int(), let list = node.asListOfIntegers {
        return wrongType(node, what, expected, suggestion: list)
      }
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
      guard orOne, !(node.isMapping && kind.isScalar) else {
        return wrongType(node, what, orOne ? "\(kind.noun) or a list" : "a list")
      }
      return value(node, as: kind, what: what).map { .list([.init(value: $0, range: node.range, isAlone: true)]) }
    }
    let values = items.compactMap { item in
      value(item, as: kind, what: what).map { Located(value: $0, range: item.range) }
    }
    return values.count == items.count ? .list(values) : nil
  }

  private mutating func dictionary(
    _ node: SpecNode, of kind: Hyperparameter.Kind, _ what: String
  ) -> OptionValue? {
    guard case .mapping(let entries) = node.value else { return wrongType(node, what, "a mapping of names") }
    let items = entries.compactMap { entry in
      value(entry.value, as: kind, what: "'\(entry.key)' in \(what)").map {
        NamedValue(
          name: entry.key, range: entry.keyRange, value: .init(value: $0, range: entry.value.range))
      }
    }
    return items.count == entries.count ? .dictionary(items) : nil
  }

  // MARK: Padding

  private mutating func padding(_ node: SpecNode, _ what: String, rank: Int?) -> OptionValue? {
    let words = ["valid", "same"]
    let expected = "valid, same, a whole number or a list"
    switch node.value {
    case .mapping: return wrongType(node, what, expected)
    case .scalar(let text, _):
      if case .success(let pixels) = Scalar(text).int() {
        guard pixels >= 0 else {
          diagnostics.error("out-of-range", at: node.range, "\(what) is \(pixels), but must be at least 0")
          return nil
        }
        return .padding(.explicit([[pixels, pixels]]))
      }
      guard words.contains(text) else {
        let nearest = nearestName(to: text, among: words)
        return wrongType(node, what, expected, suggestion: nearest ?? node.asListOfIntegers)
      }
      return .padding(text == "same" ? .same : .valid)
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
          let pair = ends.compactMap { integer($0, "an element of \(what)", atLeast: 0, atMost: .max) }
          if pair.count == 2 { pairs.append(pair) }
        } else if case .scalar = item.value {
          if let pixels = integer(item, "an element of \(what)", atLeast: 0, atMost: .max) {
            pairs.append([pixels, pixels])
          }
        } else {
          wrongType(item, "an element of \(what)", "a whole number or [before, after]")
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
    case .scalar(let text, let isQuoted):
      if Scalar(text, isQuoted: isQuoted).isNull {
        wrongType(node, what, vocabulary.what)
        return nil
      }
      (word, wordRange) = (text, node.range)
    case .mapping(let entries) where entries.count == 1:
      (word, wordRange, body) = (entries[0].key, entries[0].keyRange, entries[0].value)
    case .mapping(let entries):
      diagnostics.error(
        "wrong-type", at: node.range,
        "\(what) takes one name, {name: {options}}, not \(counted(entries.count, "key"))",
        notes: vocabulary.hint(for: entries))
      return nil
    case .sequence:
      wrongType(node, what, "\(vocabulary.what) by name, or {name: {options}}")
      return nil
    }
    guard let entry = vocabulary.entry(word) else {
      reportUnknownName(word, at: wordRange, vocabulary, what)
      return nil
    }
    let options = options(body, of: entry, owner: "'\(word)'", at: wordRange)
    return options.isValid ? NamedOption(name: entry.name, given: options, range: wordRange) : nil
  }
}
