import NNCCRuntime

/// `rnn`: a cell, or several one upon the other, along time, as `RNN(cell)` of Keras and `static_rnn` of TensorFlow.
enum RecurrentCells {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "rnn", "a cell along time, or several one upon the other",
        [
          Hyperparameter(
            "cell", .list(.named { vocabulary }, orOne: true),
            "the cell, or a list of them, each reading what the one before it gives")
        ] + RecurrentKeys.sequence),
      time: .carriesState, infer: infer, lower: lower)
  ]

  static let vocabulary = Vocabulary(
    what: "a cell",
    entries: [
      .init("simple_rnn_cell", "h = activation(x·W + h·U + b)", RecurrentKeys.simple + [LayerRegistry.trainable]),
      .init("lstm_cell", "a long short-term memory", RecurrentKeys.lstm + [LayerRegistry.trainable]),
      .init("gru_cell", "a gated recurrent unit", RecurrentKeys.gru + [LayerRegistry.trainable]),
    ])

  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    guard let time = layer.sequenceLength else { return nil }
    let cells = layer.options.list("cell").compactMap { item -> NamedOption? in
      if case .named(let cell) = item.value { cell } else { nil }
    }
    guard !cells.isEmpty else {
      layer.error("missing-key", "cell", "needs a cell at least, such as {lstm_cell: {units: 100}}")
      return nil
    }
    let isStack = layer.options.isStack
    var shape = layer.shape
    var states: [(prefix: String, states: [Int])] = []
    for (index, cell) in cells.enumerated() {
      let prefix = isStack ? "\(index)/" : ""
      var extents: [Int] = []
      let own = layer.addInner(
        "\(index)", type: cell.name, options: cell.options(in: vocabulary), inputShape: shape, parameterPrefix: prefix
      ) { inner in
        inner.declareCell().map { found in
          extents = found
          return [time, found[0]]
        }
      }
      guard own != nil else { return nil }
      states.append((prefix, extents))
      shape = [time, extents[0]]
    }
    layer.declareStates(states)
    return layer.options.boolean("return_sequences") ? shape : [shape[1]]
  }

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) -> BufferID {
    plan.recurrentLayer(
      node, cells: node.inner, input: plan.input(node), isReversed: node.options.boolean("go_backwards")
    ).inReadingOrder(&plan, node)
  }
}

extension Options {
  /// Whether `cell` was written as a list: its cells then have numbers in the names of what is theirs.
  var isStack: Bool {
    let cells = list("cell")
    return cells.count != 1 || cells[0].range != range(of: "cell")
  }
}
