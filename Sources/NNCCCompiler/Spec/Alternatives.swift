/// How a node chooses between the kinds of `.either`, and how messages word them.
extension OptionDecoder {
  /// The kind that a node is most likely meant as; nil where it could be several, or none.
  func alternative(for node: SpecNode, among kinds: [Hyperparameter.Kind]) -> Hyperparameter.Kind? {
    if let kind = kinds.first(where: { accepts(node, $0) }) { return kind }
    let formed = kinds.filter { $0.hasForm(of: node) }
    if formed.count < 2 { return formed.first }
    // A misspelt name of a vocabulary, or else names of the user's own.
    let word: String? =
      switch node.value {
      case .scalar(let text, _): text
      case .mapping(let entries): entries.first?.key
      case .sequence: nil
      }
    for kind in formed {
      guard case .named(let vocabulary) = kind, let word else { continue }
      if KerasNames.contains(word) || nearestName(to: word, among: vocabulary().names) != nil { return kind }
    }
    return formed.first { if case .dictionary = $0 { true } else { false } }
  }

  /// Whether a node is beyond doubt of this kind, though perhaps out of its range.
  private func accepts(_ node: SpecNode, _ kind: Hyperparameter.Kind) -> Bool {
    switch (kind, node.value) {
    case (.named(let vocabulary), .scalar(let text, false)): vocabulary().entry(text) != nil
    case (.named(let vocabulary), .mapping(let entries)):
      entries.count == 1 && vocabulary().entry(entries[0].key) != nil
    case (.number, .scalar(let text, _)), (.integer, .scalar(let text, _)): NumberForm(text) != nil
    case (.dictionary(let inner), .mapping(let entries)): entries.allSatisfy { accepts($0.value, inner) }
    case (.optional(let inner), _): node.scalar?.isNull == true || accepts(node, inner)
    case (.either, _): kind.alternatives.contains { accepts(node, $0) }
    case (.named, _), (.number, _), (.integer, _), (.dictionary, _): false
    default: kind.hasForm(of: node)
    }
  }
}

extension Hyperparameter.Kind {
  /// The kinds that an `.either` chooses from, in order; itself alone for any other.
  var alternatives: [Self] {
    if case .either(let first, let second) = self { first.alternatives + second.alternatives } else { [self] }
  }

  /// Whether values of this kind are written as this node is: as one word, a list or a mapping.
  func hasForm(of node: SpecNode) -> Bool {
    switch (self, node.value) {
    case (.optional(let inner), _): inner.hasForm(of: node)
    case (.either, _): alternatives.contains { $0.hasForm(of: node) }
    case (.boolean, .scalar), (.integer, .scalar), (.number, .scalar), (.string, .scalar), (.word, .scalar),
      (.extents, .scalar), (.padding, .scalar), (.named, .scalar):
      true
    case (.extents, .sequence), (.integers, .sequence), (.padding, .sequence), (.list, .sequence): true
    case (.named, .mapping), (.record, .mapping), (.dictionary, .mapping): true
    default: false
    }
  }

  /// Whether a list of numbers is welcome.
  var isList: Bool {
    switch self {
    case .extents, .integers, .padding, .list: true
    case .optional(let inner): inner.isList
    default: false
    }
  }

  /// Whether values of this kind are single words.
  var isScalar: Bool {
    switch self {
    case .boolean, .integer, .number, .string, .word: true
    default: false
    }
  }

  /// What a value of this kind is, after "takes".
  var noun: String {
    switch self {
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "text"
    case .word(let words): listed(words, "or")
    case .extents: "a whole number or a list of them"
    case .integers: "a list of whole numbers"
    case .padding: "a padding"
    case .named(let vocabulary): vocabulary().what
    case .record: "a mapping"
    case .optional(let inner): inner.noun
    case .list: "a list"
    case .dictionary: "a mapping of names"
    case .either: listed(alternatives.map(\.noun), "or")
    }
  }
}
