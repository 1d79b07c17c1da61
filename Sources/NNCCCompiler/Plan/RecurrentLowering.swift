import NNCCRuntime

/// What running a recurrent layer gave.
struct RecurrentResult {
  /// [time, state], each step at its own time; or [state] after the last.
  var output: BufferID
  var isSequence: Bool
  /// Whether the last step was the first to be computed.
  var isReversed: Bool

  /// The output with its steps in the order in which they were read, as Keras gives them.
  func inReadingOrder(_ plan: inout Lowering, _ node: Graph.Node) -> BufferID {
    isSequence && isReversed ? plan.reversedInTime(output, node) : output
  }
}

extension Lowering {
  /// Appends a recurrent layer: each of its cells along the whole sequence, one upon the other.
  ///
  /// - Parameters:
  ///   - node: the layer, whose options say how it walks along the sequence
  ///   - cells: one node for each cell: its options and parameters
  ///   - owner: the layer that names what this one gives, if it stands within another
  mutating func recurrentLayer(
    _ node: Graph.Node, cells: [Graph.Node], input: BufferID, isReversed: Bool, namedAfter owner: Graph.Node? = nil
  ) -> RecurrentResult {
    let options = node.options
    let path = owner.map { String(node.name.dropFirst($0.name.count + 1)) + "/" } ?? ""
    let isStack = options.declares("cell") && options.isStack
    var initial = node.initialStates.compactMap { values[$0] }[...]
    var way = RecurrentWay(
      isReversed: isReversed, givesSequence: true, mask: mask(owner ?? node),
      keepsStates: options.flag("return_state") || options.flag("stateful"))
    if options.boolean("return_sequences"), owner != nil || way.mask.map(lengthMasks.contains) ?? false {
      way.maskedOutput = .zeros
    } else if node.isStreamed {
      way.maskedOutput = .state
    }
    var result = input
    var shape = inputShape(owner ?? node)
    for (index, cell) in cells.enumerated() {
      let names = RecurrentCell(cell.type, cell.options).stateNames.map { isStack ? "\(index)/\($0)" : $0 }
      way.givesSequence = index + 1 < cells.count || options.boolean("return_sequences")
      way.initial = Array(initial.prefix(names.count))
      initial = initial.dropFirst(names.count)
      if options.flag("stateful") {
        way.initial = stateShapes(cell).enumerated().map {
          state("\(node.name)/\(names[$0])", words: $1, at: node.range)
        }
      }
      let run = recurrentRun(cell, input: result, shape: shape, way)
      shape = Array(program[run.output].shape.dropFirst())
      for (name, state) in zip(names, run.states) { define(owner ?? node, path + name, state) }
      if options.flag("stateful") { for (value, state) in zip(run.states, way.initial) { carry(value, to: state) } }
      result = run.output
    }
    return RecurrentResult(output: result, isSequence: way.givesSequence, isReversed: isReversed)
  }

  /// How one cell walks along a sequence.
  private struct RecurrentWay {
    var isReversed: Bool
    var givesSequence: Bool
    var mask: BufferID?
    var maskedOutput = MaskedOutput.before
    /// Whether the states after the last step are wanted.
    var keepsStates: Bool
    /// What the states are before the first; empty for zeros.
    var initial: [BufferID] = []
  }

  private func stateShapes(_ cell: Graph.Node) -> [Int] {
    let units = cell.options.integer("units")
    let state = cell.options.projection ?? units
    return RecurrentCell(cell.type, cell.options) == .lstm ? [state, units] : [state]
  }

  /// Appends one cell along a sequence: the product of all time steps' inputs, then the run along time.
  private mutating func recurrentRun(
    _ node: Graph.Node, input: BufferID, shape: [Int], _ way: RecurrentWay
  ) -> (output: BufferID, states: [BufferID]) {
    let options = node.options
    let (time, features) = (shape[0], shape[1])
    let cell = RecurrentCell(node.type, options)
    let geometry = RecurrentGeometry(
      examples: batch, time: time, units: options.integer("units"), projection: options.projection,
      cell: cell, isReversed: way.isReversed, activation: options.recurrentActivation("activation"),
      recurrentActivation: options.recurrentActivation("recurrent_activation"),
      cellClip: cell == .lstm ? options.optionalNumber("cell_clip").map { Float($0) } ?? .infinity : .infinity,
      maskedOutput: way.maskedOutput)
    let state = geometry.stateWords
    let dropout = dropout(node, input: input, shape: [batch, time, features], state: state)
    let (inputs, recurrentBias) = inputProduct(node, dropout.input, geometry, features: features)

    // Where leading steps are left out, the last output is not the last state: zeros, as Keras has it.
    let takesLastOutput = way.mask != nil && !way.initial.isEmpty && !way.givesSequence && way.maskedOutput != .state
    let sequence =
      way.givesSequence || takesLastOutput ? value(node, takesLastOutput ? ".sequence" : "", [time, state]) : nil
    let finalState =
      sequence == nil ? value(node, "", [state]) : way.keepsStates ? value(node, ".h", [state]) : nil
    let finalCell = cell == .lstm && way.keepsStates ? value(node, ".c", [geometry.units]) : nil
    append(
      RecurrentRun(
        operands: RecurrentSequence(
          inputs: inputs, weights: weights(node, geometry, bias: recurrentBias),
          initialState: way.initial.first, initialCell: way.initial.dropFirst().first, mask: way.mask,
          dropout: dropout.state, sequence: sequence, finalState: finalState, finalCell: finalCell,
          record: purpose.hasGradient ? record(node, geometry, isDropped: dropout.state != nil) : nil,
          scratch: scratch(node, words: geometry.scratchWords)),
        geometry: geometry, recurrentKernel: parameter(node, "recurrent_kernel")!,
        projectionKernel: parameter(node, "projection_kernel")))
    let states = way.keepsStates ? [finalState, finalCell].compactMap { $0 } : []
    guard takesLastOutput, let sequence else { return (sequence ?? finalState!, states) }
    let last = value(node, "", [state])
    append(
      CopyBlock(
        input: sequence, inputStart: way.isReversed ? 0 : (time - 1) * state, output: last, rows: batch, width: state,
        inputStride: time * state, outputStride: state))
    return (last, states)
  }

  /// Appends the product of all time steps' inputs and the kernel.
  private mutating func inputProduct(
    _ node: Graph.Node, _ input: BufferID, _ geometry: RecurrentGeometry, features: Int
  ) -> (inputs: BufferID, recurrentBias: BufferID?) {
    let gateWords = geometry.gateWords
    var (inputBias, recurrentBias) = (parameter(node, "bias"), BufferID?.none)
    if let both = inputBias, geometry.cell == .gru(resetAfter: true) {
      (inputBias, recurrentBias) = (half(both, 0, gateWords, node), half(both, 1, gateWords, node))
    }
    let inputs = value(node, ".inputs", [geometry.time, gateWords])
    let kernel = parameter(node, "kernel")!
    append(
      Matmul(
        left: input, matrix: kernel, panels: packed(kernel, .matrix(inner: features, columns: gateWords)),
        bias: inputBias, activation: .linear, result: inputs,
        geometry: .init(rows: batch * geometry.time, inner: features, columns: gateWords)))
    return (inputs, recurrentBias)
  }

  private mutating func weights(
    _ node: Graph.Node, _ geometry: RecurrentGeometry, bias: BufferID?
  ) -> RecurrentWeights<BufferID> {
    let (units, gateWords, state) = (geometry.units, geometry.gateWords, geometry.stateWords)
    let recurrent = parameter(node, "recurrent_kernel")!
    return RecurrentWeights(
      recurrent: packed(
        recurrent, .block(stride: gateWords, first: 0, inner: state, columns: geometry.firstGateWords)),
      candidate: geometry.cell == .gru(resetAfter: false)
        ? packed(recurrent, .block(stride: gateWords, first: 2 * units, inner: units, columns: units)) : nil,
      projection: parameter(node, "projection_kernel").map { packed($0, .matrix(inner: units, columns: state)) },
      bias: bias, peepholes: parameter(node, "peephole_kernel"))
  }

  private mutating func record(
    _ node: Graph.Node, _ geometry: RecurrentGeometry, isDropped: Bool
  ) -> RecurrentRecord<BufferID> {
    let (time, units) = (geometry.time, geometry.units)
    let isLSTM = geometry.cell == .lstm
    let hasHidden = isLSTM ? geometry.projection != nil : geometry.cell != .simple
    return RecurrentRecord(
      gates: value(node, ".gates", [time, geometry.gateWords]),
      sums: geometry.needsSums ? value(node, ".sums", [time, geometry.gateWords]) : nil,
      states: value(node, ".states", [time, geometry.stateWords]),
      cells: isLSTM ? value(node, ".cells", [time, units]) : nil,
      hidden: hasHidden ? value(node, ".hidden", [time, units]) : nil,
      dropped: isDropped ? value(node, ".dropped", [time, geometry.stateWords]) : nil)
  }

  /// Appends what drops features of the input, and the mask that drops units of h: each drawn once for a sequence.
  private mutating func dropout(
    _ node: Graph.Node, input: BufferID, shape: [Int], state: Int
  ) -> (input: BufferID, state: BufferID?) {
    let rate = node.options.dropRate("dropout", "keep_prob")
    let recurrentRate = node.options.dropRate("recurrent_dropout", "recurrent_keep_prob")
    let seed = node.options.optionalInteger("seed").map(UInt64.init)
    // The numbers are taken in every plan of the network, so that plans agree on the layers after it.
    let stream = rate > 0 ? nextRandomStream() : 0
    let recurrentStream = recurrentRate > 0 ? nextRandomStream() : 0
    guard purpose.isTraining else { return (input, nil) }
    var dropped = input
    if rate > 0 {
      dropped = program.buffer(node.name + ".dropped_input", shape, .value, at: node.range)
      append(
        Dropout(
          input: input, output: dropped, rate: Float(rate), count: shape.reduce(1, *),
          mask: Broadcast(shape, [shape[0], 1, shape[2]]), stream: stream, seed: seed))
    }
    guard recurrentRate > 0 else { return (dropped, nil) }
    let ones = value(node, ".ones", [state])
    append(Fill(buffer: ones, count: program[ones].words, value: 1))
    let mask = value(node, ".recurrent_dropout", [state])
    append(
      Dropout(
        input: ones, output: mask, rate: Float(recurrentRate), count: program[mask].words, stream: recurrentStream,
        seed: seed))
    return (dropped, mask)
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
