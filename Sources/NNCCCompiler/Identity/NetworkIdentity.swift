import NNCCRuntime

/// Which network weights are of, and how its inputs were made: all that decides what given weights predict.
///
/// Dropout, initializers, regularizers, constraints and `trainable` are no part of it, so that weights can be tuned with
/// others.
package struct NetworkIdentity: Sendable {
  /// With the layers' names, for messages.
  private let meaning: Meaning
  /// Without them: what a layer without parameters is called decides nothing.
  private let unnamed: Meaning
  /// Of the inputs; nil where the spec has no `data:`.
  private let preprocessing: Meaning?

  /// Of a network, whose inputs are made as `data` says.
  package init(_ graph: Graph, data: Options?) {
    meaning = Meaning(predictionsOf: graph, naming: { $0.name })
    var numbers: [String: Int] = [:]
    unnamed = Meaning(predictionsOf: graph) { node in
      if numbers[node.name] == nil { numbers[node.name] = numbers.count }
      return "#\(numbers[node.name] ?? 0)"
    }
    preprocessing = data.map {
      var meaning = Meaning()
      meaning.add($0, Self.data, .predictions)
      return meaning
    }
  }

  private static let data = "data."

  // MARK: In weight files

  /// As `NetworkHash` compares it.
  package var hash: NetworkHash {
    NetworkHash(version: Meaning.version, network: unnamed.hash, preprocessing: preprocessing?.hash)
  }

  /// What weight files say of it.
  package var metadata: [String: String] {
    var all = meaning
    if let preprocessing { all.add(preprocessing) }
    return [NetworkHash.key: hash.text, Self.textKey: all.text]
  }

  private static let textKey = "network_identity"

  /// How weights fit by what their file says of their network.
  package enum Fit: Sendable {
    case same
    /// The file does not say, or in a way that cannot be compared.
    case unknown
    /// What differs, a sentence for each; empty where the file says only that it is another.
    case other([String])
  }

  /// Holds what a weight file says against this.
  package func fit(_ metadata: [String: String]) -> Fit {
    guard let found = metadata[NetworkHash.key].flatMap(NetworkHash.init), found.isComparable(with: hash) else {
      return .unknown
    }
    if found.agrees(with: hash) { return .same }
    guard let old = metadata[Self.textKey].flatMap(Meaning.init(text:)) else { return .other([]) }
    let changes = preprocessing?.changes(since: old.part(Self.data)) ?? []
    guard found.network != hash.network else { return .other(changes) }
    return .other(meaning.changes(since: old.part(Self.data, false)) + changes)
  }
}

extension Meaning {
  /// What decides which outputs weights give: the layers and how they are joined.
  fileprivate init(predictionsOf graph: Graph, naming: (Graph.Node) -> String) {
    self.init()
    add(graph, .predictions, naming: naming)
  }

  /// The layers, and how they are joined.
  ///
  /// - Parameter naming: what each layer is called.
  mutating func add(_ graph: Graph, _ least: Consequence, naming: (Graph.Node) -> String) {
    // What each tensor is called: by the layer that gives it, or where that only passes it on, by the one before.
    var names: [Int: String] = [:]
    for input in graph.inputs {
      let tensor = graph.tensors[input.tensor]
      names[input.tensor] = input.name
      add("input \(input.name)", "\(tensor.type) \(tensor.shape)")
      if let length = input.sequenceLength {
        add("input \(input.name)'s sequence_length", graph.inputs[length].name)
      }
    }
    func called(_ tensors: [Int]) -> String { tensors.map { names[$0] ?? "" }.joined(separator: ", ") }
    for node in graph.nodes {
      if node.layer.passesPredictionsOn, least == .predictions {
        names[node.output] = names[node.inputs[0]]
        continue
      }
      let name = naming(node)
      names[node.output] = name
      for (index, tensor) in node.furtherOutputs.enumerated() { names[tensor] = "\(name)/\(index)" }
      let layer = "layer \(name)"
      let states = node.initialStates.isEmpty ? "" : "; \(called(node.initialStates))"
      add(layer, "\(node.type)(\(called(node.inputs))\(states))")
      // Layers that share parameters have them under the name of the first.
      if !node.parameters.isEmpty {
        add("\(layer)'s parameters", node.parameters.map { graph.parameters[$0].name }.joined(separator: ", "))
      }
      add(node.options, "\(layer)'s ", least)
    }
    add("outputs", called(graph.outputs.map(\.tensor)))
  }
}
