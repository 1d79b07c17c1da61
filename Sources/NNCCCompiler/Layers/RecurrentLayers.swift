import NNCCRuntime

/// Layers that walk along time with a state: `[time, features]` → `[time, units]`, or `[units]` after the
/// last step.
enum RecurrentLayers {
  static let definitions = [
    layer("simple_rnn", "h = activation(x·W + h·U + b) along time", RecurrentKeys.simple),
    layer("lstm", "a long short-term memory along time", RecurrentKeys.lstm),
    layer("gru", "a gated recurrent unit along time", RecurrentKeys.gru),
  ]

  private static func layer(_ name: String, _ summary: String, _ keys: [Hyperparameter]) -> LayerDefinition {
    LayerDefinition(
      entry: .init(name, summary, keys + RecurrentKeys.sequence), time: .carriesState, infer: infer, lower: lower)
  }

  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    guard let time = layer.sequenceLength, let states = layer.declareCell() else { return nil }
    layer.declareStates([("", states)])
    return layer.options.boolean("return_sequences") ? [time, states[0]] : [states[0]]
  }

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) -> BufferID {
    plan.recurrentLayer(node, cells: [node], input: plan.input(node), isReversed: node.options.boolean("go_backwards"))
      .inReadingOrder(&plan, node)
  }
}

extension LayerInference {
  /// The steps of the sequence [time, features] that the layer reads; nil after a report if it reads something else.
  var sequenceLength: Int? {
    mutating get {
      guard shape.count == 2 else {
        diagnostics.error(
          "shape-mismatch", at: inputRange(0),
          "'\(name)' takes [time, features], but '\(inputs[0].name)' is \(shape)",
          notes: [.init(wayToSequence)])
        return nil
      }
      return shape[0]
    }
  }

  /// How what the layer reads becomes a sequence.
  private var wayToSequence: String {
    if readsSteps { return "'\(name)' gives it one step at a time, which must be a sequence of its own" }
    return shape.count == 1
      ? "a recurrent layer above gives a sequence with 'return_sequences: true'; "
        + "'reshape: {target_shape: [\(shape[0]), 1]}' makes one of a vector"
      : "'reshape: {target_shape: [\(shape[0]), -1]}' before it takes the first axis as time"
  }

  /// Declares the parameters of the cell that the options describe, over inputs [time, features].
  ///
  /// - Returns: the extents of its states, in their order; nil after a report.
  mutating func declareCell() -> [Int]? {
    let (time, features, units) = (shape[0], shape[1], options.integer("units"))
    let cell = RecurrentCell(type, options)
    guard Shapes.volume([cell.gates, units, max(time, features, units)]) != nil else {
      error("too-large", "units", "\(units) units over \(time) steps are beyond any memory")
      return nil
    }
    for (rate, keep) in [("dropout", "keep_prob"), ("recurrent_dropout", "recurrent_keep_prob")]
    where options.isGiven(rate) && options.isGiven(keep) {
      error("conflicting-keys", keep, "takes '\(rate)' or '\(keep)', not both: the one is 1 − the other")
    }
    for key in ["activation", "recurrent_activation"] where options.declares(key) {
      checkAxis(ActivationChoice(options.named(key)), shape: [units], at: options.range(of: key))
    }
    let state = options.projection ?? units
    declare("kernel", [features, cell.gates * units])
    declare("recurrent_kernel", [state, cell.gates * units], prefix: "recurrent")
    if options.boolean("use_bias") {
      declare("bias", (cell == .gru(resetAfter: true) ? [2] : []) + [cell.gates * units])
      if cell == .lstm, options.boolean("unit_forget_bias"), let last = parameters.indices.last {
        parameters[last].initializer = .unitForgetBias(parameters[last].initializer)
      }
    }
    if cell == .lstm {
      if options.boolean("use_peepholes") {
        declare("peephole_kernel", [3, units], prefix: "kernel", hasPenalties: false)
      }
      if let projection = options.projection {
        declare("projection_kernel", [units, projection], prefix: "kernel", hasPenalties: false)
      }
    }
    return diagnostics.hasErrors ? nil : cell == .lstm ? [state, units] : [state]
  }

  /// Declares the states of cells, where `return_state` gives them names, and checks what they start from.
  ///
  /// - Parameter cells: what stands before the states' names, and their extents.
  mutating func declareStates(_ cells: [(prefix: String, states: [Int])]) {
    states = cells.flatMap { cell in
      zip(["h", "c"], cell.states).map { (name: cell.prefix + $0, extent: $1) }
    }
    if options.flag("return_state") {
      furtherOutputs += states.map { FurtherOutput(name: $0.name, shape: [$0.extent]) }
    }
    checkInitialStates(states)
  }

  /// Checks what the states of cells are told to start from.
  mutating func checkInitialStates(_ states: [(name: String, extent: Int)]) {
    guard options.declares("initial_state"), options["initial_state"] != .null else { return }
    if options.flag("stateful") {
      error(
        "conflicting-keys", "initial_state",
        "'stateful' starts from the states of the batch before, 'initial_state' from those given: choose one")
    }
    guard initialStates.count == states.count else {
      error(
        "wrong-inputs", "initial_state",
        "'initial_state' names \(counted(initialStates.count, "tensor")), but its states are \(listed(states.map(\.name)))"
      )
      return
    }
    for (index, (state, given)) in zip(states, initialStates).enumerated() where given.shape != [state.extent] {
      diagnostics.error(
        "shape-mismatch", at: initialStateRanges[index],
        "'\(name)' starts its \(state.name) [\(state.extent)] from '\(given.name)', but that is \(given.shape)")
    }
  }
}
