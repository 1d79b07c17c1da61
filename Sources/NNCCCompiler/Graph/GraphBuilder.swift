/// Resolves a spec's names, infers every shape and declares every parameter.
///
/// - Returns: nil where an error leaves no whole network. Layers that depend on a broken one are passed
///   over in silence.
func buildGraph(_ spec: Spec, _ diagnostics: inout Diagnostics) -> Graph? {
  var builder = GraphBuilder(spec: spec, diagnostics: diagnostics)
  builder.build()
  diagnostics = builder.diagnostics
  return diagnostics.hasErrors ? nil : builder.graph
}

/// A graph in the making. Uses of blocks are in `GraphBuilder+Blocks`, shared parameters in `GraphBuilder+Sharing`.
struct GraphBuilder {
  let spec: Spec
  let blocks: [String: Spec.Block]
  var diagnostics: Diagnostics
  var graph: Graph
  /// The parameters of each layer by its full name, for `reuse`.
  var parameterSets: [String: [Int]] = [:]
  /// Which block each use of one is, by its full name, and where its parameters are.
  var blockUses: [String: (block: String, parameters: String)] = [:]
  private var isTooLarge = false
  /// The options of each layer by its full name.
  var layerOptions: [String: Options] = [:]

  /// Beyond this many nodes, blocks within blocks have multiplied past any network's size.
  private static let maximumNodes = 20_000
  /// Blocks within blocks: names grow with them, and so does the stack.
  static let maximumDepth = 16

  /// The names that a list of layers can refer to.
  struct Scope {
    /// nil for a name whose tensor is unknown since its layer is broken.
    var tensors: [String: Int?] = [:]
    var places: [String: SourceRange] = [:]
    /// What stands before the names of this scope's layers, such as "a/".
    var prefix: String
    /// The same for the scope whose parameters are shared; equal to `prefix` where none are.
    var parameterPrefix: String
    /// The outputs of layers that have several and no main one.
    var parts: [String: [String]] = [:]
    /// How many blocks this list stands in.
    var depth = 0
    /// Names of this list that stand below the layer at hand, itself among them.
    var laterNames: Set<String> = []
    var isReusing: Bool { parameterPrefix != prefix }

    /// `lstm` and `h` of `lstm/h`, where there is such a layer above.
    func part(_ name: String) -> (layer: String, part: String)? {
      guard let slash = name.firstIndex(of: "/") else { return nil }
      let layer = String(name[..<slash])
      return tensors[layer] == nil && parts[layer] == nil ? nil : (layer, String(name[name.index(after: slash)...]))
    }
  }

  init(spec: Spec, diagnostics: Diagnostics) {
    self.spec = spec
    self.diagnostics = diagnostics
    blocks = Dictionary(spec.blocks.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.graph = Graph(name: spec.name, typeName: spec.typeName ?? swiftTypeName(spec.name))
  }

  mutating func build() {
    var scope = Scope(prefix: "", parameterPrefix: "")
    for input in spec.inputs {
      scope.places[input.name] = input.range
      guard let shape = input.shape else {
        scope.tensors.updateValue(nil, forKey: input.name)
        continue
      }
      graph.tensors.append(.init(name: input.name, shape: shape, type: input.type))
      graph.inputs.append(.init(name: input.name, tensor: graph.tensors.count - 1, range: input.range))
      scope.tensors[input.name] = graph.tensors.count - 1
    }
    addSequenceLengths(scope)
    for layer in spec.layers {
      if let name = layer.name, let first = scope.places[name.name] { reportDuplicate(name, first: first) }
    }
    let names = addLayers(spec.layers, &scope, inputNames: spec.inputs.map(\.name))
    addOutputs(names, scope)
    reportUnused()
  }

  // MARK: Layers

  /// Adds a list of layers and returns their names; the last one is the list's output.
  mutating func addLayers(
    _ layers: [Spec.LayerSpec], _ scope: inout Scope, inputNames: [String]
  ) -> [String] {
    let names = uniqueNames(layers, taken: inputNames)
    var previous = inputNames.count == 1 ? inputNames[0] : nil
    scope.laterNames = Set(names)
    for (index, layer) in layers.enumerated() {
      guard !diagnostics.isFull else { return names }
      guard graph.nodes.count < Self.maximumNodes else {
        reportTooManyLayers(layer)
        return names
      }
      let name = names[index]
      let inputs = resolveInputs(layer, name: name, previous: previous, scope, inputNames: inputNames)
      let states = resolve(layer.initialStates, name: name, scope, inputNames: inputNames)
      let added = inputs.flatMap { inputs in
        states.flatMap { add(layer, name: name, inputs: inputs, initialStates: $0, scope) }
      }
      if added?.hasPartsAlone == true {
        scope.parts[name] = added?.further.map { "\(name)/\($0.name)" }
      } else {
        scope.tensors.updateValue(added?.tensor, forKey: name)
      }
      for output in added?.further ?? [] { scope.tensors["\(name)/\(output.name)"] = output.tensor }
      scope.places[name] = layer.name?.range ?? layer.range
      scope.laterNames.remove(name)
      previous = name
    }
    return names
  }

  private mutating func reportTooManyLayers(_ layer: Spec.LayerSpec) {
    guard !isTooLarge else { return }
    isTooLarge = true
    diagnostics.error(
      "too-large", at: layer.range,
      "the network has more than \(Self.maximumNodes) layers once its blocks are written out")
  }

  /// The name of each layer: the one given, else its type with a number, as in Keras.
  private mutating func uniqueNames(_ layers: [Spec.LayerSpec], taken: [String]) -> [String] {
    var given: [String: SourceRange] = [:]
    for layer in layers {
      guard let name = layer.name else { continue }
      if let first = given[name.name] {
        reportDuplicate(name, first: first)
      } else {
        given[name.name] = name.range
      }
    }
    var used = Set(taken).union(given.keys)
    var counts: [String: Int] = [:]
    return layers.map { layer in
      if let name = layer.name { return name.name }
      let base = layer.type.word
      while true {
        let count = counts[base, default: 0]
        counts[base] = count + 1
        let candidate = count == 0 ? base : "\(base)_\(count)"
        if used.insert(candidate).inserted { return candidate }
      }
    }
  }

  private mutating func reportDuplicate(_ name: Spec.Reference, first: SourceRange?) {
    diagnostics.error(
      "duplicate-name", at: name.range, "the name '\(name.name)' is taken; a layer needs one of its own",
      notes: [.init("it was first given here", at: first)])
  }

  /// The tensors that a layer reads; nil if one is unknown, after a report unless its own layer has one.
  private mutating func resolveInputs(
    _ layer: Spec.LayerSpec, name: String, previous: String?, _ scope: Scope,
    inputNames: [String]
  ) -> [Int]? {
    guard let references = layer.inputs else {
      if let previous, let parts = scope.parts[previous] {
        reportParts(of: previous, parts, name: name, at: layer.range)
        return nil
      }
      guard let previous else {
        if !inputNames.isEmpty, layer.options.isValid {
          diagnostics.error(
            "missing-inputs", at: layer.range,
            "'\(name)' must say by 'inputs' which it reads: \(listed(inputNames, "or"))")
        }
        return nil
      }
      return scope.tensors[previous].flatMap { $0 }.map { [$0] }
    }
    return resolve(references, name: name, scope, inputNames: inputNames)
  }

  private mutating func resolve(
    _ references: [Spec.Reference], name: String, _ scope: Scope, inputNames: [String]
  ) -> [Int]? {
    var tensors: [Int] = []
    for reference in references {
      if let parts = scope.parts[reference.name] {
        reportParts(of: reference.name, parts, name: name, at: reference.range)
      } else if let known = scope.tensors[reference.name] {
        if let known { tensors.append(known) }
      } else if let (layer, part) = scope.part(reference.name) {
        reportMissingPart(part, of: layer, at: reference.range, scope)
      } else if scope.laterNames.contains(reference.name) {
        diagnostics.error(
          "unknown-input", at: reference.range,
          reference.name == name
            ? "'\(name)' cannot read itself"
            : "'\(name)' reads '\(reference.name)', which stands below it; a layer reads what stands above")
      } else if !inputNames.isEmpty {
        let nearest = nearestName(to: reference.name, among: Array(scope.tensors.keys).sorted())
        diagnostics.error(
          "unknown-input", at: reference.range,
          "'\(name)' reads '\(reference.name)', but no layer or input has that name"
            + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
          fixIts: nearest.map { [.init("write '\($0)'", range: reference.range, replacement: $0)] } ?? [])
      }
    }
    return tensors.count == references.count ? tensors : nil
  }

  private mutating func reportParts(of layer: String, _ parts: [String], name: String, at range: SourceRange) {
    diagnostics.error(
      "unknown-input", at: range,
      "'\(name)' reads '\(layer)', which gives \(counted(parts.count, "tensor")): \(listed(parts))",
      notes: [.init("say by 'inputs' which of them it reads")])
  }

  /// Reports `lstm/h` of a layer that gives no such thing.
  private mutating func reportMissingPart(
    _ part: String, of layer: String, at range: SourceRange, _ scope: Scope
  ) {
    // A broken layer has its report.
    if let tensor = scope.tensors[layer], tensor == nil { return }
    let given = scope.tensors.keys.filter { $0.hasPrefix(layer + "/") }.sorted()
    let isRecurrent = layerOptions[scope.prefix + layer]?.declares(RecurrentLayer.namesStates) ?? false
    diagnostics.error(
      "unknown-input", at: range,
      given.isEmpty
        ? "'\(layer)' gives its output alone, and no '\(part)'"
        : "'\(layer)' gives no '\(part)', but \(listed(given))",
      notes: isRecurrent && given.isEmpty ? [.init("its states have names where it says 'return_state: true'")] : [])
  }

  /// What a layer gives.
  private struct Added {
    var tensor: Int
    /// Beside the output, by name.
    var further: [(name: String, tensor: Int)] = []
    var hasPartsAlone = false
  }

  /// Adds one layer, or all of a block's, and returns its output; nil if it is broken.
  private mutating func add(
    _ layer: Spec.LayerSpec, name: String, inputs: [Int], initialStates: [Int], _ scope: Scope
  ) -> Added? {
    guard layer.options.isValid else { return nil }
    switch layer.type {
    case .block(let word):
      return addBlock(word, layer, name: name, inputs: inputs, scope).map { Added(tensor: $0) }
    case .layer:
      return addNode(layer, name: name, inputs: inputs, initialStates: initialStates, scope)
    }
  }

  private mutating func addNode(
    _ spec: Spec.LayerSpec, name: String, inputs: [Int], initialStates: [Int], _ scope: Scope
  ) -> Added? {
    let fullName = scope.prefix + name
    guard let layer = spec.layer, checkInputs(layer, spec, fullName: fullName, inputs: inputs) else { return nil }
    var inference = LayerInference(
      name: fullName, options: spec.options, range: spec.range, inputs: reads(inputs, at: spec.inputs))
    inference.initialStates = reads(initialStates, at: spec.initialStates)
    let found = layer.resolved(&inference)
    let penalty = found.flatMap { inference.activityRegularizer(shape: $0.shape) }
    for diagnostic in inference.diagnostics.all { diagnostics.report(diagnostic) }
    guard let found, !inference.diagnostics.hasErrors, checkSize(found.shape, spec, fullName: fullName),
      let parameters = resolveParameters(inference, spec, fullName: fullName, name: name, scope)
    else { return nil }
    var node = Graph.Node(
      name: fullName, resolved: found.layer, options: spec.options, inputs: inputs, initialStates: initialStates,
      output: graph.tensors.count, parameters: parameters, activityRegularizer: penalty, range: spec.range)
    graph.tensors.append(.init(name: fullName, shape: found.shape, type: .float32))
    var added = Added(tensor: node.output, hasPartsAlone: inference.hasPartsAlone)
    for output in inference.furtherOutputs {
      let tensor = graph.tensors.count
      graph.tensors.append(.init(name: "\(fullName)/\(output.name)", shape: output.shape, type: .float32))
      node.furtherOutputs.append(tensor)
      switch output.role {
      case .named: added.further.append((output.name, tensor))
      case .mask: graph.tensors[node.output].mask = tensor
      case .hidden: break
      }
    }
    node.inner = inference.inner.map { innerNode($0, of: node) }
    passMask(to: &node)
    graph.nodes.append(node)
    layerOptions[fullName] = spec.options
    parameterSets[fullName] = parameters
    return added
  }

  /// Tensors that a layer reads, each with where the spec names it.
  private func reads(_ tensors: [Int], at references: [Spec.Reference]?) -> [LayerInference.Read] {
    tensors.enumerated().map { .init(tensor: graph.tensors[$1], range: references?[$0].range) }
  }

  /// A layer within `outer`, as a node that stands in no list.
  private mutating func innerNode(_ inner: LayerInference.InnerLayer, of outer: Graph.Node) -> Graph.Node {
    let name = "\(outer.name)/\(inner.name)"
    var inputs = outer.inputs
    if let shape = inner.inputShape {
      graph.tensors.append(.init(name: name + "/input", shape: shape, type: graph.tensors[inputs[0]].type))
      inputs = [graph.tensors.count - 1]
    }
    graph.tensors.append(.init(name: name, shape: inner.outputShape, type: .float32))
    return Graph.Node(
      name: name, resolved: inner.layer, options: inner.options, inputs: inputs, output: graph.tensors.count - 1,
      parameters: Array(outer.parameters[inner.parameters]), activityRegularizer: inner.activityRegularizer,
      range: inner.options.range ?? outer.range)
  }

  /// Reports another number of inputs than a layer takes, or whole numbers given to one that reads floats, and the
  /// other way around.
  private mutating func checkInputs(
    _ layer: any Layer, _ spec: Spec.LayerSpec, fullName: String, inputs: [Int]
  ) -> Bool {
    let (isRight, message): (Bool, String) =
      switch layer.inputs {
      case .one: (inputs.count == 1, "reads one input, not \(inputs.count)")
      case .two: (inputs.count == 2, "takes two inputs, not \(inputs.count); list them: {inputs: [a, b]}")
      case .several:
        (inputs.count >= 2, "joins two inputs or more, not \(inputs.count); list them: {inputs: [a, b]}")
      }
    guard isRight else {
      diagnostics.error(
        "wrong-inputs", at: spec.inputsRange, "'\(fullName)' \(message)",
        notes: layer.inputs == .one && !inputs.isEmpty
          ? [.init("join several by a 'concatenate' or 'add' layer above it")] : [])
      return false
    }
    let readsNumbers = layer.numbersKey != nil
    guard let position = inputs.firstIndex(where: { (graph.tensors[$0].type == .int32) != readsNumbers }) else {
      return true
    }
    let tensor = graph.tensors[inputs[position]]
    diagnostics.error(
      "wrong-type", at: spec.inputs.map { $0[position].range } ?? spec.range,
      readsNumbers
        ? "'\(fullName)' reads whole numbers, but '\(tensor.name)' holds floats"
        : "'\(fullName)' reads floats, but '\(tensor.name)' holds whole numbers",
      notes: [
        .init(
          readsNumbers
            ? "an input declared with 'dtype: int32' holds whole numbers"
            : "an 'embedding' or 'one_hot' layer before it turns numbers into vectors")
      ])
    return false
  }

  private mutating func checkSize(_ shape: [Int], _ spec: Spec.LayerSpec, fullName: String) -> Bool {
    if shape.count > Shapes.maximumRank {
      diagnostics.error(
        "wrong-rank", at: spec.range,
        "'\(fullName)' gives \(shape), but an example has at most \(Shapes.maximumRank) axes")
      return false
    }
    if Shapes.volume(shape) == nil {
      diagnostics.error(
        "too-large", at: spec.range,
        "'\(fullName)' gives \(shape) for one example: more than \(Shapes.maximumVolume) elements")
      return false
    }
    return true
  }

  // MARK: Outputs

  private mutating func addOutputs(_ names: [String], _ scope: Scope) {
    guard let references = spec.outputs else {
      guard let last = names.last, let layer = spec.layers.last else { return }
      for name in scope.parts[last] ?? [last] {
        guard let tensor = scope.tensors[name].flatMap({ $0 }) else { continue }
        graph.outputs.append(.init(name: name, tensor: tensor, range: layer.range))
      }
      return
    }
    let known = Set(names).union(scope.tensors.keys.filter { $0.contains("/") }).subtracting(scope.parts.keys)
    var seen: Set<String> = []
    for reference in references {
      guard known.contains(reference.name) else {
        let isInput = graph.inputs.contains { $0.name == reference.name }
        if let parts = scope.parts[reference.name] {
          diagnostics.error(
            "unknown-output", at: reference.range,
            "'\(reference.name)' gives \(counted(parts.count, "tensor")); name \(listed(parts, "or"))")
          continue
        }
        let nearest = isInput ? nil : nearestName(to: reference.name, among: known.sorted())
        diagnostics.error(
          "unknown-output", at: reference.range,
          isInput
            ? "'\(reference.name)' is an input; only a layer can be an output"
            : "no layer is called '\(reference.name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
          fixIts: nearest.map { [.init("write '\($0)'", range: reference.range, replacement: $0)] } ?? [])
        continue
      }
      guard seen.insert(reference.name).inserted else {
        diagnostics.error(
          "duplicate-name", at: reference.range, "'\(reference.name)' is named twice in 'outputs'")
        continue
      }
      if let tensor = scope.tensors[reference.name].flatMap({ $0 }) {
        graph.outputs.append(.init(name: reference.name, tensor: tensor, range: reference.range))
      }
    }
  }

  private mutating func reportUnused() {
    guard !diagnostics.hasErrors else { return }
    let usedBlocks = Set(blockUses.values.map(\.block))
    for block in spec.blocks where !usedBlocks.contains(block.name) {
      diagnostics.warning("unused-block", at: block.range, "no layer uses block '\(block.name)'")
    }
    var used = Set<Int>()
    var live = Set(graph.outputs.map(\.tensor))
    for node in graph.nodes.reversed() {
      used.formUnion(node.reads)
      if ([node.output] + node.furtherOutputs).contains(where: live.contains) {
        live.formUnion(node.reads)
      } else {
        diagnostics.warning(
          "unused-layer", at: node.range, "'\(node.name)' is computed, but no output depends on it")
      }
    }
    used.formUnion(graph.inputs.compactMap(\.sequenceLength).map { graph.inputs[$0].tensor })
    for input in graph.inputs where !used.contains(input.tensor) {
      diagnostics.warning("unused-input", at: input.range, "no layer reads input '\(input.name)'")
    }
  }
}

extension Spec.LayerSpec {
  /// Where its inputs are given, or else the layer.
  var inputsRange: SourceRange {
    guard inputs != nil else { return range }
    return options.range(of: LayerRegistry.inputs) ?? range
  }
}

/// DigitsCNN from digits_cnn: words joined in upper camel case, usual abbreviations in capitals.
func swiftTypeName(_ name: String) -> String {
  let abbreviations: Set<String> = ["cnn", "rnn", "mlp", "lstm", "gru", "mnist", "blstm", "ctc", "vgg"]
  return name.split(separator: "_").map { word in
    abbreviations.contains(String(word)) ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
  }.joined()
}
