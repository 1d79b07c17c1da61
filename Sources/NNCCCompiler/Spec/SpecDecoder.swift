/// Reads the tree of a spec file as a `Spec`, and reports every problem of it.
///
/// - Parameter fallbackName: what the network is called where the spec has no `name`: the file's base name.
/// - Returns: nil where not even the outline could be read; otherwise the spec, if need be with parts left
///   out, each of them reported.
func decodeSpec(_ root: SpecNode, fallbackName: String, _ diagnostics: inout Diagnostics) -> Spec? {
  var decoder = SpecDecoder(options: OptionDecoder(diagnostics: diagnostics))
  let spec = decoder.spec(root, fallbackName: fallbackName)
  diagnostics = decoder.options.diagnostics
  return spec
}

struct SpecDecoder {
  var options: OptionDecoder
  /// Of all the blocks, and of those that layers can use: the ones above.
  private var blockNames: [String] = []
  private var usableBlocks: Set<String> = []
  /// The block whose layers are being read.
  private var openBlock: String?

  init(options: OptionDecoder) {
    self.options = options
  }

  /// The top-level keys. `layers` and what else is read here by hand has its kind in the schema alone.
  static let topLevel = Vocabulary.Entry(
    "spec", "a network: its inputs, its layers, how it is trained and on what",
    [
      Hyperparameter(
        "nncc", .integer(atLeast: 1, atMost: 1), default: .integer(1), "the version of the spec language"),
      Hyperparameter(
        "name", .optional(.string), default: .null, "snake_case; the generated Swift type is named after it"),
      Hyperparameter("type_name", .optional(.string), default: .null, "the generated Swift type's name"),
      Hyperparameter(
        "input", .either(.integers(atLeast: 1), .record { inputEntry }), default: .null,
        "the only input's shape, without the batch dimension"),
      Hyperparameter(
        "inputs", .dictionary(.either(.integers(atLeast: 1), .record { inputEntry })), default: .null,
        "several inputs by name"),
      Hyperparameter(
        "blocks", .dictionary(.record { blockEntry }), default: .null,
        "layers named once and used several times"),
      Hyperparameter(
        "layers", .list(.named { LayerRegistry.vocabulary }), default: .list([]),
        "the layers, each reading the one above it unless it says otherwise"),
      Hyperparameter(
        "outputs", .optional(.list(.string, orOne: true)), default: .null,
        "the layers whose outputs are the network's; null is the last one"),
      Hyperparameter(
        "train", .optional(.record { TrainSection.entry }), default: .null, "how the network is trained"),
      Hyperparameter(
        "data", .optional(.record { DataSection.entry }), default: .null, "where examples come from"),
      Hyperparameter(
        "precision", .word(["float32"]), default: .string("float32"), "what the network computes in"),
    ])

  static let inputEntry = Vocabulary.Entry(
    "input", "an input of the network",
    blockInputEntry.hyperparameters + [sequenceLength])

  static let blockInputEntry = Vocabulary.Entry(
    "block_input", "an input of a block",
    [
      Key("shape", .integers(atLeast: 1), "its shape, without the batch dimension"), inputType,
    ])

  static let inputType = Key<ElementType>("dtype", .word, default: .string("float32"), "its elements")
  static let sequenceLength = Key(
    "sequence_length", .optional(.string), default: .null,
    "the input, {shape: [1], dtype: int32}, that holds how many steps of each sequence count; the rest is masked")

  static let blockEntry = Vocabulary.Entry(
    "block", "layers named once and used several times",
    [
      Hyperparameter(
        "input", .either(.integers(atLeast: 1), .record { blockInputEntry }), default: .null,
        "the only input's shape"),
      Hyperparameter(
        "inputs", .dictionary(.either(.integers(atLeast: 1), .record { blockInputEntry })), default: .null,
        "several inputs by name"),
      Hyperparameter(
        "layers", .list(.named { LayerRegistry.vocabulary }), "its layers; the last one is its output"),
    ])

  // MARK: Outline

  mutating func spec(_ root: SpecNode, fallbackName: String) -> Spec? {
    guard case .mapping(let entries) = root.value else {
      options.diagnostics.error(
        "wrong-type", at: root.range, "a spec is a mapping with 'input' and 'layers', not \(root.wording)",
        notes: root.isListOfLayers ? [.init("put 'layers:' on a line above the list")] : [])
      return nil
    }
    let (nodes, meant) = nodes(entries, of: Self.topLevel, owner: "a spec")
    for key in ["nncc", "precision"] { if let node = nodes[key] { check(node, key) } }

    if case .mapping(let entries)? = nodes["blocks"]?.value { blockNames = entries.map(\.key) }
    let blocks = blocks(nodes["blocks"])
    let layers = layerList(nodes["layers"], owner: "a spec", at: root.range.beginning, meant)
    return Spec(
      name: name(nodes["name"], fallback: fallbackName),
      typeName: nodes["type_name"].flatMap { typeName($0) },
      inputs: inputs(nodes, owner: "a spec", at: root.range.beginning, meant),
      blocks: blocks,
      layers: layers,
      outputs: nodes["outputs"].flatMap { references($0, what: "'outputs'") },
      train: nodes["train"].flatMap { section($0, TrainSection.entry) },
      data: nodes["data"].flatMap { section($0, DataSection.entry) })
  }

  private mutating func check(_ node: SpecNode, _ key: String) {
    if let hyperparameter = Self.topLevel.hyperparameter(key) {
      _ = options.value(node, as: hyperparameter.kind, what: "'\(key)'")
    }
  }

  /// The values of a mapping that is read by hand, and the keys that were meant by what it does not have.
  private mutating func nodes(
    _ entries: [SpecNode.Entry], of table: Vocabulary.Entry, owner: String
  ) -> (given: [String: SpecNode], meant: Set<String>) {
    var nodes: [String: SpecNode] = [:]
    var meant: Set<String> = []
    for entry in entries {
      if table.hyperparameter(entry.key) != nil {
        nodes[entry.key] = entry.value
      } else if let key = options.reportUnknownKey(entry, of: table, owner: owner, hint: placement(of: entry.key)) {
        meant.insert(key)
      }
    }
    return (nodes, meant)
  }

  /// Where a key belongs that stands at the top level by mistake.
  private func placement(of key: String) -> String? {
    if LayerRegistry.vocabulary.entry(key) != nil {
      return "'\(key)' is a layer: it belongs in the list under 'layers:', after '- '"
    }
    return [TrainSection.entry, DataSection.entry].first { $0.hyperparameter(key) != nil }
      .map { "'\(key)' belongs under '\($0.name):'" }
  }

  private mutating func section(_ node: SpecNode, _ entry: Vocabulary.Entry) -> Options? {
    if case .scalar(let text, let isQuoted) = node.value, Scalar(text, isQuoted: isQuoted).isNull {
      return nil
    }
    let section = options.options(node, of: entry, owner: "'\(entry.name)'", at: node.range)
    return section
  }

  // MARK: Blocks

  private mutating func blocks(_ node: SpecNode?) -> [Spec.Block] {
    guard let node else { return [] }
    guard case .mapping(let entries) = node.value else {
      options.diagnostics.error(
        "wrong-type", at: node.range, "'blocks' takes a mapping from names to blocks, not \(node.wording)")
      return []
    }
    return entries.compactMap { entry in
      checkName(entry.key, at: entry.keyRange, what: "a block")
      if LayerRegistry.vocabulary.entry(entry.key) != nil {
        options.diagnostics.error(
          "duplicate-name", at: entry.keyRange, "a block cannot be called '\(entry.key)': that is a layer")
      }
      // Known even if its body is broken, so that its uses are not reported too.
      defer { usableBlocks.insert(entry.key) }
      guard case .mapping(let keys) = entry.value.value else {
        options.diagnostics.error(
          "wrong-type", at: entry.value.range,
          "block '\(entry.key)' is a mapping with 'input' and 'layers', not \(entry.value.wording)",
          notes: entry.value.isListOfLayers ? [.init("put 'layers:' on a line above the list")] : [])
        return nil
      }
      let owner = "block '\(entry.key)'"
      let (nodes, meant) = nodes(keys, of: Self.blockEntry, owner: owner)
      openBlock = entry.key
      defer { openBlock = nil }
      let inputs = inputs(nodes, owner: owner, at: entry.keyRange, meant)
      let layers = layerList(nodes["layers"], owner: owner, at: entry.keyRange, meant)
      return Spec.Block(name: entry.key, range: entry.keyRange, inputs: inputs, layers: layers)
    }
  }

  // MARK: Layers

  private mutating func layerList(
    _ node: SpecNode?, owner: String, at range: SourceRange, _ meant: Set<String>
  ) -> [Spec.LayerSpec] {
    guard let node else {
      if !meant.contains("layers") {
        options.diagnostics.error("missing-key", at: range, "\(owner) needs 'layers' (a list of layers)")
      }
      return []
    }
    guard case .sequence(let items) = node.value else {
      reportNoLayerList(node)
      return []
    }
    if items.isEmpty { options.diagnostics.error("missing-key", at: node.range, "\(owner) has no layers") }
    return items.map { layer($0) }
  }

  private mutating func reportNoLayerList(_ node: SpecNode) {
    if case .scalar(let text, false) = node.value, text.hasPrefix("-"), text.dropFirst().first?.isLetter == true {
      let word = String(text.dropFirst().prefix { !$0.isWhitespace })
      options.diagnostics.error(
        "missing-space", at: node.range, "the '-' before a layer needs a space: '- \(word)', not '-\(word)'")
      return
    }
    options.diagnostics.error(
      "wrong-type", at: node.range, "'layers' takes a list of layers, each after '- ', not \(node.wording)")
  }

  /// One item of a list of layers; one that cannot be read keeps its place, with invalid options.
  private mutating func layer(_ node: SpecNode) -> Spec.LayerSpec {
    let word: String
    let range: SourceRange
    var body: SpecNode?
    switch node.value {
    case .scalar(let text, let isQuoted) where !Scalar(text, isQuoted: isQuoted).isNull:
      (word, range) = (text, node.range)
    case .mapping(let entries) where entries.count == 1:
      (word, range, body) = (entries[0].key, entries[0].keyRange, entries[0].value)
    case .mapping(let entries):
      options.diagnostics.error(
        "wrong-type", at: node.range,
        "an item is one layer, {type: {hyperparameters}}, not \(counted(entries.count, "key"))",
        notes: layerHint(entries))
      let known = entries.first { LayerRegistry.vocabulary.entry($0.key) != nil }
      return unknownLayer(known?.key ?? "", at: known?.keyRange ?? node.range, known?.value)
    case .scalar, .sequence:
      options.diagnostics.error(
        "wrong-type", at: node.range, "a layer is a word or {type: {hyperparameters}}, not \(node.wording)")
      return unknownLayer("", at: node.range, nil)
    }

    let type: Spec.LayerType
    let entry: Vocabulary.Entry
    if let known = LayerRegistry.vocabulary.entry(word) {
      (type, entry) = (.layer(known.name), known)
    } else if usableBlocks.contains(word) {
      (type, entry) = (.block(word), Vocabulary.Entry(word, "a block", LayerRegistry.blockUse))
    } else {
      reportUnknownLayer(word, at: range)
      return unknownLayer(word, at: range, body)
    }
    let layerOptions = options.options(body, of: entry, owner: "'\(word)'", at: range)
    func reference(_ key: Key<String?>) -> Spec.Reference? {
      layerOptions[key].map { .init(name: $0, range: layerOptions.range(of: key) ?? range) }
    }
    let name = reference(LayerRegistry.name)
    if let name { checkName(name.name, at: name.range, what: "a layer") }
    return Spec.LayerSpec(
      type: type, name: name, inputs: layerOptions[LayerRegistry.inputs], reuse: reference(LayerRegistry.reuse),
      initialStates: layerOptions[ifDeclared: RecurrentLayer.initialState]?.flatMap { $0 } ?? [],
      options: layerOptions, layer: layerOptions.isValid ? LayerRegistry.family.meaning(of: layerOptions) : nil,
      range: range)
  }

  private mutating func reportUnknownLayer(_ word: String, at range: SourceRange) {
    if blockNames.contains(word) {
      options.diagnostics.error(
        "unknown-name", at: range,
        word == openBlock
          ? "block '\(word)' cannot use itself"
          : "block '\(word)' is declared below; a block uses only blocks declared above it")
      return
    }
    var vocabulary = LayerRegistry.vocabulary
    vocabulary.entries += usableBlocks.sorted().map { Vocabulary.Entry($0, "a block") }
    options.reportUnknownName(word, at: range, vocabulary, "'layers'")
  }

  /// A layer of which no more is known than its place and perhaps its name.
  private func unknownLayer(_ word: String, at range: SourceRange, _ body: SpecNode?) -> Spec.LayerSpec {
    var options = Options(entry: .init(word, "", LayerRegistry.blockUse), values: [], range: range)
    options.isValid = false
    var name: Spec.Reference?
    if case .mapping(let entries)? = body?.value, let given = entries.first(where: { $0.key == "name" }),
      case .scalar(let text, _) = given.value.value
    {
      name = .init(name: text, range: given.value.range)
    }
    return Spec.LayerSpec(
      type: .block(word), name: name, inputs: nil, reuse: nil, options: options, range: range)
  }

  /// `- dense:` with its hyperparameters one level too far left reads as one mapping of both.
  private func layerHint(_ entries: [SpecNode.Entry]) -> [Diagnostic.Note] {
    let hint = LayerRegistry.vocabulary.hint(for: entries)
    guard hint.isEmpty, entries.allSatisfy({ LayerRegistry.vocabulary.entry($0.key) != nil }) else { return hint }
    return [.init("each layer is an item of its own, after '- '", at: entries.last?.keyRange)]
  }
}

extension SpecNode {
  /// Whether this is what should stand under `layers:`.
  fileprivate var isListOfLayers: Bool {
    guard case .sequence(let items) = value, let first = items.first else { return false }
    switch first.value {
    case .scalar(let word, _): return LayerRegistry.vocabulary.entry(word) != nil
    case .mapping(let entries):
      return entries.first.map { LayerRegistry.vocabulary.entry($0.key) != nil } ?? false
    case .sequence: return false
    }
  }
}

extension SourceRange {
  /// The place where it starts.
  fileprivate var beginning: SourceRange { SourceRange(source: source, start: start, end: start) }
}
