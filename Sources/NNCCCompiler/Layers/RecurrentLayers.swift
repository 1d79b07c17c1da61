import NNCCRuntime

/// Layers that walk along time with a state: `[time, features]` → `[time, units]`, or `[units]` after the
/// last step.
enum RecurrentLayers {
  static let definitions = [
    LayerDefinition(
      entry: .init("simple_rnn", "h = activation(x·W + h·U + b) along time", common),
      infer: infer, lower: lower),
    LayerDefinition(
      entry: .init("lstm", "a long short-term memory along time", common + lstmKeys),
      infer: infer, lower: lower),
    LayerDefinition(
      entry: .init("gru", "a gated recurrent unit along time", common + gruKeys),
      infer: infer, lower: lower),
  ]

  // MARK: Hyperparameters

  private static let common: [Hyperparameter] =
    [
      Hyperparameter("units", .integer(atLeast: 1), aliases: ["num_units"], "the size of the state"),
      activation("activation", "tanh", "applied to the candidate, and to an LSTM's cell where it is read"),
      Hyperparameter("use_bias", .boolean, default: .boolean(true), "whether a bias is added"),
      ParameterOptions.initializer("kernel", default: "glorot_uniform"),
      ParameterOptions.initializer("recurrent", default: "orthogonal"),
      ParameterOptions.initializer("bias", default: "zeros"),
    ] + ["kernel", "recurrent", "bias"].map(ParameterOptions.regularizer)
    + ["kernel", "recurrent", "bias"].map(ParameterOptions.constraint) + [
      Hyperparameter(
        "return_sequences", .boolean, default: .boolean(false),
        "whether the output is the state after every step, not after the last alone"),
      Hyperparameter(
        "go_backwards", .boolean, default: .boolean(false),
        "whether the sequence is read from its end; a returned sequence is in the order of reading"),
      Hyperparameter(
        "unroll", .boolean, default: .boolean(false), "accepted, as in Keras: the numbers are the same"),
    ]

  private static let gated = [
    activation("recurrent_activation", "sigmoid", "applied to the gates"),
    Hyperparameter(
      "implementation", .integer(atLeast: 0, atMost: 2), default: .integer(2),
      "accepted, as in Keras: the numbers are the same"),
  ]

  private static let lstmKeys =
    gated + [
      Hyperparameter(
        "unit_forget_bias", .boolean, default: .boolean(true), "whether the forget gate's bias starts from 1"),
      Hyperparameter(
        "use_peepholes", .boolean, default: .boolean(false),
        "whether the gates see the cell, each through a diagonal weight (Graves 2013)"),
      Hyperparameter(
        "cell_clip", .optional(.number(.positive)), default: .null, "the largest magnitude of the cell"),
      Hyperparameter(
        "num_proj", .optional(.integer(atLeast: 1)), default: .null,
        "the size that the output, and so the state h, is projected to"),
    ]

  private static let gruKeys =
    gated + [
      Hyperparameter(
        "reset_after", .boolean, default: .boolean(true),
        "whether the reset gate acts after the recurrent product, as in cuDNN, or on the state before it")
    ]

  private static func activation(_ name: String, _ word: String, _ summary: String) -> Hyperparameter {
    Hyperparameter(
      name, .optional(.named { .elementwiseActivations }), default: .word(word), summary + "; null is linear")
  }

  // MARK: Shapes and parameters

  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    guard layer.shape.count == 2 else {
      layer.diagnostics.error(
        "shape-mismatch", at: layer.inputRange(0),
        "'\(layer.name)' takes [time, features], but '\(layer.inputs[0].name)' is \(layer.shape)",
        notes: [.init(wayToSequence(from: layer.shape))])
      return nil
    }
    let (time, features, options) = (layer.shape[0], layer.shape[1], layer.options)
    let units = options.integer("units")
    let gates = cell(layer.type, options).gates
    guard Shapes.volume([gates, units, max(time, features, units)]) != nil else {
      layer.error("too-large", "units", "\(units) units over \(time) steps are beyond any memory")
      return nil
    }
    let state = options.projection ?? units
    layer.declare("kernel", [features, gates * units])
    layer.declare("recurrent_kernel", [state, gates * units], prefix: "recurrent")
    if options.boolean("use_bias") {
      let resetsAfter = cell(layer.type, options) == .gru(resetAfter: true)
      layer.declare("bias", (resetsAfter ? [2] : []) + [gates * units])
      if layer.type == "lstm", options.boolean("unit_forget_bias"), let last = layer.parameters.indices.last {
        layer.parameters[last].initializer = .unitForgetBias(layer.parameters[last].initializer)
      }
    }
    if layer.type == "lstm" {
      if options.boolean("use_peepholes") {
        layer.declare("peephole_kernel", [3, units], prefix: "kernel", hasPenalties: false)
      }
      if let projection = options.projection {
        layer.declare("projection_kernel", [units, projection], prefix: "kernel", hasPenalties: false)
      }
    }
    return options.boolean("return_sequences") ? [time, state] : [state]
  }

  /// How a tensor of this shape becomes a sequence.
  private static func wayToSequence(from shape: [Int]) -> String {
    shape.count == 1
      ? "a recurrent layer above gives a sequence with 'return_sequences: true'; "
        + "'reshape: {target_shape: [\(shape[0]), 1]}' makes one of a vector"
      : "'reshape: {target_shape: [\(shape[0]), -1]}' before it takes the first axis as time"
  }

  fileprivate static func cell(_ type: String, _ options: Options) -> RecurrentCell {
    switch type {
    case "lstm": .lstm
    case "gru": .gru(resetAfter: options.boolean("reset_after"))
    default: .simple
    }
  }

  // MARK: Steps

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) -> BufferID {
    let returnsSequences = node.options.boolean("return_sequences")
    let isReversed = node.options.boolean("go_backwards")
    let result = plan.recurrentRun(node, isReversed: isReversed, returnsSequences: returnsSequences)
    guard returnsSequences, isReversed else { return result }
    // The run leaves each state at its step's own time; Keras gives them in the order of reading.
    return plan.reversedInTime(result, node)
  }
}

extension Options {
  fileprivate var projection: Int? {
    values.contains { $0.name == "num_proj" } ? optionalInteger("num_proj") : nil
  }

  fileprivate func activation(_ key: String) -> Activation {
    guard values.contains(where: { $0.name == key }),
      case .elementwise(let activation) = ActivationChoice(named(key))
    else { return .linear }
    return activation
  }
}

extension Lowering {
  /// Appends a recurrent layer: the product of all time steps' inputs, then the run along time.
  ///
  /// - Returns: the sequence [time, state], each step at its own time, or the state after the last.
  mutating func recurrentRun(
    _ node: Graph.Node, isReversed: Bool, returnsSequences: Bool
  ) -> BufferID {
    let (options, shape) = (node.options, inputShape(node))
    let cell = RecurrentLayers.cell(node.type, options)
    let isLSTM = cell == .lstm
    let geometry = RecurrentGeometry(
      examples: batch, time: shape[0], units: options.integer("units"), projection: options.projection,
      cell: cell, isReversed: isReversed, activation: options.activation("activation"),
      recurrentActivation: options.activation("recurrent_activation"),
      cellClip: isLSTM ? options.optionalNumber("cell_clip").map { Float($0) } ?? .infinity : .infinity)
    let (units, gateWords, state) = (geometry.units, geometry.gateWords, geometry.stateWords)

    var (inputBias, recurrentBias) = (parameter(node, "bias"), BufferID?.none)
    if let both = inputBias, cell == .gru(resetAfter: true) {
      (inputBias, recurrentBias) = (half(both, 0, gateWords, node), half(both, 1, gateWords, node))
    }
    let inputs = value(node, ".inputs", [shape[0], gateWords])
    let kernel = parameter(node, "kernel")!
    append(
      Matmul(
        left: input(node), matrix: kernel,
        panels: packed(kernel, .matrix(inner: shape[1], columns: gateWords)), bias: inputBias,
        activation: .linear, result: inputs,
        geometry: .init(rows: batch * shape[0], inner: shape[1], columns: gateWords)))

    let recurrentKernel = parameter(node, "recurrent_kernel")!
    let projectionKernel = parameter(node, "projection_kernel")
    let weights = RecurrentWeights(
      recurrent: packed(
        recurrentKernel,
        .block(stride: gateWords, first: 0, inner: state, columns: geometry.firstGateWords)),
      candidate: cell == .gru(resetAfter: false)
        ? packed(recurrentKernel, .block(stride: gateWords, first: 2 * units, inner: units, columns: units))
        : nil,
      projection: projectionKernel.map { packed($0, .matrix(inner: units, columns: state)) },
      bias: recurrentBias, peepholes: parameter(node, "peephole_kernel"))
    let result = value(node, "", returnsSequences ? [shape[0], state] : [state])
    append(
      RecurrentRun(
        operands: RecurrentSequence(
          inputs: inputs, weights: weights, sequence: returnsSequences ? result : nil,
          finalState: returnsSequences ? nil : result,
          record: purpose.hasGradient ? record(node, geometry) : nil,
          scratch: scratch(node, words: geometry.scratchWords)),
        geometry: geometry, recurrentKernel: recurrentKernel, projectionKernel: projectionKernel))
    return result
  }

  private mutating func record(
    _ node: Graph.Node, _ geometry: RecurrentGeometry
  ) -> RecurrentRecord<BufferID> {
    let (time, units) = (geometry.time, geometry.units)
    let isLSTM = geometry.cell == .lstm
    let hasHidden = isLSTM ? geometry.projection != nil : geometry.cell != .simple
    return RecurrentRecord(
      gates: value(node, ".gates", [time, geometry.gateWords]),
      sums: geometry.needsSums ? value(node, ".sums", [time, geometry.gateWords]) : nil,
      states: value(node, ".states", [time, geometry.stateWords]),
      cells: isLSTM ? value(node, ".cells", [time, units]) : nil,
      hidden: hasHidden ? value(node, ".hidden", [time, units]) : nil)
  }

  /// One row of a bias [2, words].
  private mutating func half(_ bias: BufferID, _ row: Int, _ words: Int, _ node: Graph.Node) -> BufferID {
    let half = program.buffer(
      program[bias].name + (row == 0 ? ".input" : ".recurrent"), [words], .value, at: node.range)
    append(
      CopyBlock(
        input: bias, inputStart: row * words, output: half, rows: 1, width: words, inputStride: words,
        outputStride: words))
    return half
  }

  /// Turns a sequence [time, …] around.
  mutating func reversedInTime(_ sequence: BufferID, _ node: Graph.Node) -> BufferID {
    let shape = program[sequence].shape
    let result = program.buffer(node.name + ".reversed", shape, .value, at: node.range)
    append(
      ReverseTime(
        input: sequence, output: result, examples: shape[0], time: shape[1],
        width: shape.dropFirst(2).reduce(1, *)))
    return result
  }
}
