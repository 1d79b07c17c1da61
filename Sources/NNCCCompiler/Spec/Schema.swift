/// The JSON Schema (draft-07, what editors' YAML support understands) of spec files, made from the tables that
/// the decoder reads by.
package enum SpecSchema {
  /// The whole schema, ending in a line break.
  package static var text: String { schema.formatted + "\n" }

  private static var schema: JSONValue {
    var writer = SchemaWriter()
    let entry = SpecDecoder.topLevel
    let properties = writer.properties(of: entry)
    let blocks = JSONValue.object([("layers", writer.layerList(allowingBlocks: true))])
    let noBlocks = JSONValue.object([("layers", writer.layerList(allowingBlocks: false))])
    return .object([
      ("$schema", .string("http://json-schema.org/draft-07/schema#")),
      ("title", .string("nncc spec")),
      ("description", .string(entry.summary)),
      ("type", .string("object")),
      ("properties", .object(properties)),
      ("additionalProperties", .bool(false)),
      ("required", .array([.string("layers")])),
      ("oneOf", .array(["input", "inputs"].map { .object([("required", .array([.string($0)]))]) })),
      // A block's name can stand for a layer, but only where there are blocks.
      ("if", .object([("required", .array([.string("blocks")]))])),
      ("then", .object([("properties", blocks)])),
      ("else", .object([("properties", noBlocks)])),
      ("definitions", .object(writer.definitions)),
    ])
  }
}

/// Turns the tables into schemas; vocabularies become definitions, each written once.
private struct SchemaWriter {
  private(set) var definitions: [(name: String, value: JSONValue)] = []
  /// The definitions of keys, by what they say.
  private var keys: [String: String] = [:]

  // MARK: Tables

  /// A schema for the mapping of an entry's hyperparameters.
  mutating func options(of entry: Vocabulary.Entry) -> JSONValue {
    var members: [(name: String, value: JSONValue?)] = [
      ("description", entry.summary.isEmpty ? nil : .string(entry.summary)),
      // What is required of nothing can be left out: `{relu: }`.
      ("type", isComplete(entry) ? .array([.string("object"), .string("null")]) : .string("object")),
      ("properties", .object(properties(of: entry))),
      ("additionalProperties", .bool(false)),
    ]
    let required = entry.hyperparameters.filter { $0.defaultValue == nil }
    let plain = required.filter(\.aliases.isEmpty)
    if !plain.isEmpty { members.append(("required", .array(plain.map { .string($0.name) }))) }
    let spelled = required.filter { !$0.aliases.isEmpty }.map { hyperparameter in
      JSONValue.object([
        (
          "oneOf",
          .array(
            ([hyperparameter.name] + hyperparameter.aliases)
              .map { .object([("required", .array([.string($0)]))]) })
        )
      ])
    }
    if !spelled.isEmpty { members.append(("allOf", .array(spelled))) }
    return .members(members)
  }

  /// A schema for each key, by its name and its aliases.
  mutating func properties(of entry: Vocabulary.Entry) -> [(name: String, value: JSONValue)] {
    entry.hyperparameters.flatMap { hyperparameter in
      let own = shared(property(hyperparameter), as: hyperparameter.name)
      return ([hyperparameter.name] + hyperparameter.aliases).map { ($0, own) }
    }
  }

  /// What many tables say of a key stands in one place.
  private mutating func shared(_ property: JSONValue, as name: String) -> JSONValue {
    let text = property.formatted
    guard text.contains("\n") else { return property }
    let known = keys.values.count { $0 == "\(name)_key" || $0.hasPrefix("\(name)_key_") }
    let definition = keys[text] ?? (known == 0 ? "\(name)_key" : "\(name)_key_\(known + 1)")
    if keys.updateValue(definition, forKey: text) == nil { definitions.append((definition, property)) }
    return .object([("$ref", .string("#/definitions/\(definition)"))])
  }

  private mutating func property(_ hyperparameter: Hyperparameter) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [("description", .string(hyperparameter.summary))]
    if let value = hyperparameter.defaultValue, let json = json(value, as: hyperparameter.kind) {
      members.append(("default", json))
    }
    // Beside a "$ref" draft-07 ignores every other keyword.
    let own = kind(hyperparameter.kind)
    return .object(members + (own.contains { $0.name == "$ref" } ? [("allOf", .array([.object(own)]))] : own))
  }

  private func isComplete(_ entry: Vocabulary.Entry) -> Bool {
    entry.hyperparameters.allSatisfy { $0.defaultValue != nil }
  }

  // MARK: Kinds

  private mutating func kind(_ kind: Hyperparameter.Kind) -> [(name: String, value: JSONValue)] {
    switch kind {
    case .boolean: return [("type", .string("boolean"))]
    case .integer(let atLeast, let atMost): return integer(atLeast: atLeast, atMost: atMost)
    case .number(let bounds): return number(bounds)
    case .string: return [("type", .string("string"))]
    case .word(let words): return [("enum", .array(words.map { .string($0) }))]
    case .extents(let rank, let atLeast):
      let item = integer(atLeast: atLeast)
      return anyOf([item, array(of: item, count: rank)])
    case .integers(let atLeast): return array(of: integer(atLeast: atLeast))
    case .padding(let rank): return padding(rank: rank)
    case .named(let vocabulary): return [reference(to: vocabulary())]
    case .record(let entry):
      let entry = entry()
      return [reference(named: entry.name) { $0.options(of: entry) }]
    case .optional(let inner): return anyOf([self.kind(inner), [("type", .string("null"))]])
    case .list(let inner, let orOne):
      let item = self.kind(inner)
      return orOne ? anyOf([array(of: item), item]) : array(of: item)
    case .dictionary(let inner):
      return [("type", .string("object")), ("additionalProperties", .object(self.kind(inner)))]
    case .either(let first, let second): return anyOf([self.kind(first), self.kind(second)])
    }
  }

  private func integer(atLeast: Int, atMost: Int = .max) -> [(name: String, value: JSONValue)] {
    var members: [(name: String, value: JSONValue)] = [("type", .string("integer"))]
    if atLeast != .min { members.append(("minimum", .int(atLeast))) }
    if atMost != .max { members.append(("maximum", .int(atMost))) }
    return members
  }

  private func number(_ bounds: Hyperparameter.Bounds) -> [(name: String, value: JSONValue)] {
    var members: [(name: String, value: JSONValue)] = [("type", .string("number"))]
    if bounds.lower.isFinite {
      members.append((bounds.lowerIsOpen ? "exclusiveMinimum" : "minimum", .number(bounds.lower)))
    }
    if bounds.upper.isFinite {
      members.append((bounds.upperIsOpen ? "exclusiveMaximum" : "maximum", .number(bounds.upper)))
    }
    return members
  }

  private func padding(rank: Int?) -> [(name: String, value: JSONValue)] {
    let pixels = integer(atLeast: 0)
    return anyOf([
      [("enum", .array([.string("valid"), .string("same")]))],
      pixels,
      array(of: anyOf([pixels, array(of: pixels, count: 2)]), count: rank),
    ])
  }

  private func array(
    of item: [(name: String, value: JSONValue)], count: Int? = nil
  ) -> [(name: String, value: JSONValue)] {
    var members: [(name: String, value: JSONValue)] = [("type", .string("array")), ("items", .object(item))]
    if let count { members += [("minItems", .int(count)), ("maxItems", .int(count))] }
    return members
  }

  private func anyOf(
    _ alternatives: [[(name: String, value: JSONValue)]]
  ) -> [(name: String, value: JSONValue)] {
    [("anyOf", .array(alternatives.map { .object($0) }))]
  }

  // MARK: Definitions

  private mutating func reference(to vocabulary: Vocabulary) -> (name: String, value: JSONValue) {
    if vocabulary.what == LayerRegistry.vocabulary.what { return layerReference(allowingBlocks: true) }
    return reference(named: vocabulary.definitionName) { $0.choice(from: vocabulary) }
  }

  private mutating func reference(
    named name: String, _ write: (inout SchemaWriter) -> JSONValue
  ) -> (name: String, value: JSONValue) {
    if !definitions.contains(where: { $0.name == name }) {
      definitions.append((name, .null))
      let index = definitions.count - 1
      definitions[index].value = write(&self)
    }
    return ("$ref", .string("#/definitions/\(name)"))
  }

  /// A bare word, or a mapping from one word to its options.
  private mutating func choice(from vocabulary: Vocabulary) -> JSONValue {
    let words = vocabulary.entries.filter(isComplete).flatMap { [$0.name] + $0.aliases }
    let properties = vocabulary.entries.flatMap { entry in
      let own = options(of: entry)
      return ([entry.name] + entry.aliases).map { (name: $0, value: own) }
    }
    let mapping = JSONValue.object([
      ("type", .string("object")), ("properties", .object(properties)),
      ("additionalProperties", .bool(false)),
      ("minProperties", .int(1)), ("maxProperties", .int(1)),
    ])
    let bare = JSONValue.object([("enum", .array(words.map { .string($0) }))])
    return .object([("description", .string(vocabulary.what)), ("anyOf", .array([bare, mapping]))])
  }

  mutating func layerList(allowingBlocks: Bool) -> JSONValue {
    .object([("items", .object([layerReference(allowingBlocks: allowingBlocks)])), ("minItems", .int(1))])
  }

  private mutating func layerReference(allowingBlocks: Bool) -> (name: String, value: JSONValue) {
    let layers = LayerRegistry.vocabulary
    let layer = reference(named: layers.definitionName) { $0.choice(from: layers) }
    guard allowingBlocks else { return layer }
    return reference(named: "layer_or_block") { writer in
      .object([("anyOf", .array([.object([layer]), writer.blockUse]))])
    }
  }

  /// A layer whose word is a block's name.
  private var blockUse: JSONValue {
    mutating get {
      let isNoLayer = JSONValue.object([
        ("not", .object([("enum", .array(LayerRegistry.vocabulary.names.map { .string($0) }))]))
      ])
      let use = Vocabulary.Entry("block", "a use of a block", LayerRegistry.blockUse)
      let mapping = JSONValue.object([
        ("type", .string("object")), ("propertyNames", isNoLayer), ("additionalProperties", options(of: use)),
        ("minProperties", .int(1)), ("maxProperties", .int(1)),
      ])
      let bare = JSONValue.object([("type", .string("string")), ("allOf", .array([isNoLayer]))])
      return .object([("anyOf", .array([bare, mapping]))])
    }
  }

  // MARK: Values

  /// A default as the spec would write it; nil where its kind does not take it, which means an absent key.
  private func json(_ value: OptionValue, as kind: Hyperparameter.Kind) -> JSONValue? {
    switch (value, kind) {
    case (.null, .optional): return .null
    case (.null, _): return nil
    case (.boolean(let value), _): return .bool(value)
    case (.integer(let value), _): return .int(value)
    case (.number(let value), _): return Int(exactly: value).map { .int($0) } ?? .number(value)
    case (.string(let value), _): return .string(value)
    case (.list(let items), .extents) where items.count == 1: return json(items[0].value, as: kind)
    case (.list(let items), _): return .array(items.compactMap { json($0.value, as: kind) })
    case (.named(let choice), _): return choice.given == nil ? .string(choice.name) : nil
    case (.padding(let padding), _): return .string(padding.yaml)
    case (.dictionary(let items), _): return items.isEmpty ? .object([]) : nil
    case (.record, _): return nil
    }
  }
}

extension Vocabulary {
  /// `learning_rate_schedule` of "a learning-rate schedule".
  fileprivate var definitionName: String {
    let words = what.split(whereSeparator: { $0 == " " || $0 == "-" })
    return words.dropFirst().joined(separator: "_")
  }
}
