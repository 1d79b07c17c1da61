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
  private var blockNames: [String] = []

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
        "name", .string, default: .null, "snake_case; the generated Swift type is named after it"),
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
        "train", .optional(.record { Vocabulary.train }), default: .null, "how the network is trained"),
      Hyperparameter(
        "data", .optional(.record { Vocabulary.data }), default: .null, "where examples come from"),
      Hyperparameter(
        "precision", .word(["float32"]), default: .string("float32"), "what the network computes in"),
    ])

  static let inputEntry = Vocabulary.Entry(
    "input", "an input of the network",
    [
      Hyperparameter("shape", .integers(atLeast: 1), "its shape, without the batch dimension"),
      Hyperparameter(
        "dtype", .word(ElementType.allCases.map(\.rawValue)), default: .string("float32"), "its elements"),
    ])

  static let blockEntry = Vocabulary.Entry(
    "block", "layers named once and used several times",
    [
      Hyperparameter(
        "input", .either(.integers(atLeast: 1), .record { inputEntry }), default: .null,
        "the only input's shape"),
      Hyperparameter(
        "inputs", .dictionary(.either(.integers(atLeast: 1), .record { inputEntry })), default: .null,
        "several inputs by name"),
      Hyperparameter(
        "layers", .list(.named { LayerRegistry.vocabulary }), "its layers; the last one is its output"),
    ])

  // MARK: Outline

  mutating func spec(_ root: SpecNode, fallbackName: String) -> Spec? {
    guard case .mapping(let entries) = root.value else {
      options.diagnostics.error(
        "wrong-type", at: root.range, "a spec is a mapping with 'input' and 'layers', not \(root.wording)")
      return nil
    }
    var nodes: [String: SpecNode] = [:]
    for entry in entries {
      if Self.topLevel.hyperparameter(entry.key) != nil {
        nodes[entry.key] = entry.value
      } else {
        reportUnknownKey(entry, of: Self.topLevel)
      }
    }
    for key in ["nncc", "precision"] { if let node = nodes[key] { check(node, key) } }

    let blocks = blocks(nodes["blocks"])
    let layers = layerList(nodes["layers"], owner: "the spec", at: root.range, isRequired: true)
    return Spec(
      name: name(nodes["name"], fallback: fallbackName),
      typeName: nodes["type_name"].flatMap { typeName($0) },
      inputs: inputs(nodes, owner: "a spec", at: root.range),
      blocks: blocks,
      layers: layers,
      outputs: nodes["outputs"].flatMap { references($0, what: "'outputs'") },
      train: nodes["train"].flatMap { section($0, Vocabulary.train) },
      data: nodes["data"].flatMap { section($0, Vocabulary.data) })
  }

  private mutating func check(_ node: SpecNode, _ key: String) {
    if let hyperparameter = Self.topLevel.hyperparameter(key) {
      _ = options.value(node, as: hyperparameter.kind, what: "'\(key)'")
    }
  }

  private mutating func reportUnknownKey(_ item: SpecNode.Entry, of entry: Vocabulary.Entry) {
    let names = entry.hyperparameters.map(\.name)
    let nearest = nearestName(to: item.key, among: names)
    let isLayer = nearest == nil && LayerRegistry.vocabulary.entry(item.key) != nil
    options.diagnostics.error(
      "unknown-key", at: item.keyRange,
      "a \(entry.name) has no '\(item.key)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
      notes: nearest != nil
        ? []
        : [
          .init(
            isLayer
              ? "'\(item.key)' is a layer: it belongs in the list under 'layers:', after '- '"
              : "it takes \(names.joined(separator: ", "))")
        ],
      fixIts: nearest.map { [.init("write '\($0)'", range: item.keyRange, replacement: $0)] } ?? [])
  }

  private mutating func section(_ node: SpecNode, _ entry: Vocabulary.Entry) -> Options? {
    if case .scalar(let text, let isQuoted) = node.value, Scalar(text, isQuoted: isQuoted).isNull {
      return nil
    }
    let section = options.options(node, of: entry, owner: "'\(entry.name)'", at: node.range)
    return section
  }

  // MARK: Names

  private mutating func name(_ node: SpecNode?, fallback: String) -> String {
    guard let node else { return fallback }
    guard case .scalar(let text, _) = node.value else {
      options.diagnostics.error("wrong-type", at: node.range, "'name' takes text, not \(node.wording)")
      return fallback
    }
    let isSnakeCase =
      text.utf8.allSatisfy { isLowercase($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
      && text.utf8.first.map(isLowercase) == true
    if !isSnakeCase || text.utf8.count > 100 {
      options.diagnostics.error(
        "bad-name", at: node.range,
        "a network's name is snake_case: small letters, digits and '_', starting with a letter",
        notes: [.init("give the generated type any other name by 'type_name'")])
    }
    return text
  }

  private mutating func typeName(_ node: SpecNode) -> String? {
    guard let value = options.value(node, as: .optional(.string), what: "'type_name'"),
      case .string(let text) = value
    else { return nil }
    let isIdentifier =
      text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
      && text.utf8.first.map(isLetter) == true
    if !isIdentifier || text.utf8.count > 100 {
      options.diagnostics.error(
        "bad-name", at: node.range, "'type_name' must be a Swift type's name, such as DigitsCNN")
      return nil
    }
    return text
  }

  private mutating func reference(_ node: SpecNode, what: String) -> Spec.Reference? {
    guard case .scalar(let text, let isQuoted) = node.value, !Scalar(text, isQuoted: isQuoted).isNull else {
      options.diagnostics.error("wrong-type", at: node.range, "\(what) takes names, not \(node.wording)")
      return nil
    }
    return Spec.Reference(name: text, range: node.range)
  }

  private mutating func references(_ node: SpecNode, what: String) -> [Spec.Reference]? {
    switch node.value {
    case .scalar(let text, let isQuoted) where Scalar(text, isQuoted: isQuoted).isNull: return nil
    case .sequence(let items):
      if items.isEmpty {
        options.diagnostics.error(
          "wrong-type", at: node.range, "\(what) takes a name or a list of names, not an empty list")
        return nil
      }
      let names = items.compactMap { reference($0, what: what) }
      return names.count == items.count ? names : nil
    default: return reference(node, what: what).map { [$0] }
    }
  }

  /// A name for a layer, an input or a block: it becomes part of tensor names, so no '/' may stand in it.
  private mutating func checkName(_ name: String, at range: SourceRange, what: String) {
    let isValid =
      name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-.".utf8.contains($0) }
      && name.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } == true
    if !isValid || name.utf8.count > 200 {
      options.diagnostics.error(
        "bad-name", at: range,
        "\(what)'s name has letters, digits, '_', '-' and '.' alone, and starts with a letter or '_'")
    }
  }

  // MARK: Inputs

  private mutating func inputs(_ nodes: [String: SpecNode], owner: String, at range: SourceRange) -> [Spec
    .InputDeclaration]
  {
    if let one = nodes["input"], let many = nodes["inputs"] {
      options.diagnostics.error(
        "conflicting-keys", at: many.range, "\(owner) has 'input' or 'inputs', not both",
        notes: [.init("'input' is given here", at: one.range)])
    }
    if let node = nodes["input"] { return input(node, name: "input", at: node.range).map { [$0] } ?? [] }
    guard let node = nodes["inputs"] else {
      options.diagnostics.error(
        "missing-key", at: SourceRange(source: range.source, start: range.start, end: range.start),
        "\(owner) needs 'input': the shape of one example, such as [28, 28, 1]")
      return []
    }
    guard case .mapping(let entries) = node.value, !entries.isEmpty else {
      options.diagnostics.error(
        "wrong-type", at: node.range, "'inputs' takes a mapping from names to shapes, not \(node.wording)",
        notes: [.init("for example {left: [28, 28, 1], right: [28, 28, 1]}")])
      return []
    }
    return entries.compactMap { entry in
      checkName(entry.key, at: entry.keyRange, what: "an input")
      return input(entry.value, name: entry.key, at: entry.keyRange)
    }
  }

  private mutating func input(_ node: SpecNode, name: String, at range: SourceRange) -> Spec.InputDeclaration? {
    let shapeValue: OptionValue?
    var type = ElementType.float32
    var shapeRange = node.range
    switch node.value {
    case .mapping:
      let record = options.options(node, of: Self.inputEntry, owner: "input '\(name)'", at: node.range)
      guard record.isValid else { return nil }
      shapeValue = record["shape"]
      shapeRange = record.range(of: "shape") ?? node.range
      type = ElementType(rawValue: record.string("dtype")) ?? .float32
    default:
      shapeValue = options.value(node, as: .integers(atLeast: 1), what: "input '\(name)'")
    }
    guard case .list(let items)? = shapeValue else { return nil }
    let shape = items.compactMap { item -> Int? in
      if case .integer(let value) = item.value { value } else { nil }
    }
    if shape.isEmpty || shape.count > Shapes.maximumRank {
      options.diagnostics.error(
        "wrong-rank", at: shapeRange,
        "input '\(name)' has \(shape.count) axes, but an example has from 1 to \(Shapes.maximumRank)")
      return nil
    }
    guard Shapes.volume(shape) != nil else {
      options.diagnostics.error(
        "too-large", at: shapeRange,
        "an example of shape \(shape) has more than \(Shapes.maximumVolume) elements")
      return nil
    }
    return Spec.InputDeclaration(name: name, shape: shape, type: type, range: range)
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
      defer { blockNames.append(entry.key) }
      guard case .mapping(let keys) = entry.value.value else {
        options.diagnostics.error(
          "wrong-type", at: entry.value.range,
          "a block takes 'input' and 'layers', not \(entry.value.wording)")
        return nil
      }
      var nodes: [String: SpecNode] = [:]
      for key in keys {
        if Self.blockEntry.hyperparameter(key.key) != nil {
          nodes[key.key] = key.value
        } else {
          reportUnknownKey(key, of: Self.blockEntry)
        }
      }
      let inputs = inputs(nodes, owner: "a block", at: entry.keyRange)
      let layers = layerList(
        nodes["layers"], owner: "block '\(entry.key)'", at: entry.keyRange, isRequired: true)
      return Spec.Block(name: entry.key, range: entry.keyRange, inputs: inputs, layers: layers)
    }
  }

  // MARK: Layers

  private mutating func layerList(
    _ node: SpecNode?, owner: String, at range: SourceRange, isRequired: Bool
  ) -> [Spec.LayerSpec] {
    guard let node else {
      if isRequired {
        options.diagnostics.error(
          "missing-key", at: SourceRange(source: range.source, start: range.start, end: range.start),
          "\(owner) needs 'layers': a list of layers")
      }
      return []
    }
    guard case .sequence(let items) = node.value else {
      options.diagnostics.error(
        "wrong-type", at: node.range, "'layers' takes a list of layers, each after '- ', not \(node.wording)")
      return []
    }
    if items.isEmpty { options.diagnostics.error("missing-key", at: node.range, "\(owner) has no layers") }
    return items.compactMap { layer($0) }
  }

  private mutating func layer(_ node: SpecNode) -> Spec.LayerSpec? {
    let word: String
    let range: SourceRange
    var body: SpecNode?
    switch node.value {
    case .scalar(let text, _): (word, range) = (text, node.range)
    case .mapping(let entries) where entries.count == 1:
      (word, range, body) = (entries[0].key, entries[0].keyRange, entries[0].value)
    case .mapping(let entries):
      options.diagnostics.error(
        "wrong-type", at: node.range,
        "one layer an item, {type: {hyperparameters}}, not \(entries.count) keys",
        notes: indentationHint(entries))
      return nil
    case .sequence:
      options.diagnostics.error(
        "wrong-type", at: node.range, "a layer is a word or {type: {hyperparameters}}, not a list")
      return nil
    }

    let type: Spec.LayerType
    let entry: Vocabulary.Entry
    if let known = LayerRegistry.vocabulary.entry(word) {
      (type, entry) = (.layer(known.name), known)
    } else if blockNames.contains(word) {
      (type, entry) = (.block(word), Vocabulary.Entry(word, "a block", LayerRegistry.blockUseKeys))
    } else {
      var vocabulary = LayerRegistry.vocabulary
      vocabulary.entries += blockNames.map { Vocabulary.Entry($0, "a block") }
      options.reportUnknownName(word, at: range, vocabulary, "'layers'")
      return nil
    }
    let layerOptions = options.options(body, of: entry, owner: "'\(word)'", at: range)
    let name = layerOptions.optionalString("name").map {
      Spec.Reference(name: $0, range: layerOptions.range(of: "name") ?? range)
    }
    if let name { checkName(name.name, at: name.range, what: "a layer") }
    return Spec.LayerSpec(
      type: type, name: name, inputs: references(layerOptions, "inputs"),
      reuse: references(layerOptions, "reuse")?.first, options: layerOptions, range: range)
  }

  /// `- dense:` with its hyperparameters one level too far left reads as one mapping of both.
  private func indentationHint(_ entries: [SpecNode.Entry]) -> [Diagnostic.Note] {
    guard let layer = entries.first(where: { LayerRegistry.vocabulary.entry($0.key) != nil }) else {
      return []
    }
    guard let stray = entries.first(where: { LayerRegistry.vocabulary.entry($0.key) == nil }) else {
      return [.init("put '- ' before each layer", at: entries.last?.keyRange)]
    }
    return [.init("indent '\(stray.key)' further, to put it under '\(layer.key)'", at: stray.keyRange)]
  }

  private func references(_ layer: Options, _ key: String) -> [Spec.Reference]? {
    guard layer.isGiven(key), let range = layer.range(of: key) else { return nil }
    switch layer[key] {
    case .string(let name): return [.init(name: name, range: range)]
    case .list(let items):
      return items.compactMap { item in
        if case .string(let name) = item.value { .init(name: name, range: item.range ?? range) } else { nil }
      }
    default: return nil
    }
  }
}

private func isLowercase(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
private func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte | 0x20) }
private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
