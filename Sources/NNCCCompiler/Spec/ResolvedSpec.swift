extension Compilation {
  /// The spec as a run leaves it behind: with its overrides, its name and every default that is not null, which change
  /// nothing of what it means.
  ///
  /// - Parameter place: the path of a data file, by the one that the spec gives.
  /// - Returns: nil of a spec that is not valid.
  package func resolvedSpec(_ place: (_ path: String) -> String) -> SpecNode? {
    guard isValid, let tree, let spec, let graph else { return nil }
    var paths: [SourceRange: String] = [:]
    for file in spec.data?.files ?? [] {
      if let range = file.range { paths[range] = place(file.path) }
    }
    // Batches of what carries a state come in order and of one size, whatever these keys have as their defaults.
    let omitted = graph.isStateful ? [TrainSection.shuffles.name, TrainSection.keepsLastBatch.name] : []
    let writer = DefaultWriter(paths: paths, omittedOfTraining: omitted)
    return writer.record(tree.named(spec.name), SpecDecoder.topLevel)
  }
}

extension SpecNode {
  /// The same mapping with a name, which else is that of its file.
  fileprivate func named(_ name: String) -> SpecNode {
    guard case .mapping(let entries) = value, !entries.contains(where: { $0.key == "name" }) else { return self }
    return SpecNode(value: .mapping([Entry("name", .word(name, at: range))] + entries), range: range)
  }

  fileprivate static func word(_ text: String, at range: SourceRange) -> SpecNode {
    SpecNode(value: .scalar(text, isQuoted: false), range: range)
  }
}

extension SpecNode.Entry {
  fileprivate init(_ key: String, _ value: SpecNode) { self.init(key: key, keyRange: value.range, value: value) }
}

/// Writes what a valid spec leaves out into its tree, by the tables that the decoder reads it by.
private struct DefaultWriter {
  /// What stands in place of the paths at these places.
  let paths: [SourceRange: String]
  /// Keys of `train:` that are left out.
  let omittedOfTraining: [String]

  /// A mapping of an entry's keys.
  func record(_ node: SpecNode?, _ entry: Vocabulary.Entry, at range: SourceRange) -> SpecNode {
    let given: [SpecNode.Entry] = if case .mapping(let entries)? = node?.value { entries } else { [] }
    var entries = given.map { item in
      guard let hyperparameter = entry.hyperparameter(item.key) else { return item }
      return SpecNode.Entry(item.key, value(item.value, as: hyperparameter.kind))
    }
    func isGiven(_ hyperparameter: Hyperparameter) -> Bool {
      given.contains { entry.hyperparameter($0.key)?.name == hyperparameter.name }
    }
    for hyperparameter in entry.hyperparameters where !isGiven(hyperparameter) {
      let yields = entry.hyperparameters.contains { $0.name == hyperparameter.yieldsTo && isGiven($0) }
      let isOmitted = entry.name == TrainSection.entry.name && omittedOfTraining.contains(hyperparameter.name)
      guard !yields, !isOmitted, let standard = hyperparameter.defaultValue,
        let node = self.node(standard, at: range)
      else { continue }
      entries.append(SpecNode.Entry(hyperparameter.name, value(node, as: hyperparameter.kind)))
    }
    return SpecNode(value: .mapping(entries), range: range)
  }

  func record(_ node: SpecNode, _ entry: Vocabulary.Entry) -> SpecNode { record(node, entry, at: node.range) }

  private func value(_ node: SpecNode, as kind: Hyperparameter.Kind) -> SpecNode {
    switch (kind, node.value) {
    case (.named(let vocabulary), _): return choice(node, vocabulary())
    case (.record(let entry), .mapping): return record(node, entry())
    case (.optional(let inner), _): return node.scalar?.isNull == true ? node : value(node, as: inner)
    case (.either, _):
      return OptionDecoder().alternative(for: node, among: kind.alternatives).map { value(node, as: $0) } ?? node
    case (.list(let inner, _), .sequence(let items)):
      return SpecNode(value: .sequence(items.map { value($0, as: inner) }), range: node.range)
    case (.list(let inner, _), _): return value(node, as: inner)
    case (.dictionary(let inner), .mapping(let entries)):
      return SpecNode(
        value: .mapping(entries.map { SpecNode.Entry($0.key, value($0.value, as: inner)) }), range: node.range)
    case (.string, _):
      return paths[node.range].map { .word($0, at: node.range) } ?? node
    case (.record, _), (.dictionary, _), (.boolean, _), (.integer, _), (.number, _), (.word, _), (.extents, _),
      (.integers, _), (.padding, _):
      return node
    }
  }

  /// A word, alone or with its options; a block's stays as it is.
  private func choice(_ node: SpecNode, _ vocabulary: Vocabulary) -> SpecNode {
    let (word, body): (String, SpecNode?)
    switch node.value {
    case .scalar(let text, _): (word, body) = (text, nil)
    case .mapping(let entries) where entries.count == 1: (word, body) = (entries[0].key, entries[0].value)
    case .mapping, .sequence: return node
    }
    guard let entry = vocabulary.entry(word) else { return node }
    let options = record(body, entry, at: node.range)
    guard case .mapping(let entries) = options.value, !entries.isEmpty else { return .word(word, at: node.range) }
    return SpecNode(value: .mapping([SpecNode.Entry(word, options)]), range: node.range)
  }

  /// A default as a spec would write it; nil of null and of an empty collection.
  private func node(_ standard: OptionValue, at range: SourceRange) -> SpecNode? {
    switch standard {
    case .null, .record: return nil
    case .dictionary(let items) where items.isEmpty: return nil
    case .dictionary: preconditionFailure("no table has a mapping as a default")
    case .list(let items):
      let nodes = items.compactMap { node($0.value, at: range) }
      return nodes.isEmpty ? nil : nodes.count == 1 ? nodes[0] : SpecNode(value: .sequence(nodes), range: range)
    case .boolean, .integer, .number, .string, .named, .padding: return .word(standard.yaml, at: range)
    }
  }
}
