import NNCCRuntime

/// A cell in its place.
struct CellSite {
  let options: CellOptions
  let parameters: CellOptions.Parameters
  /// The layer's, but under the cell's name, and with its parameters alone.
  let node: Graph.Node

  init(_ cell: RecurrentLayer.Cell, _ parameters: RecurrentLayer.Parameters, of layer: Graph.Node) {
    options = cell.options
    self.parameters = parameters.own
    var node = layer
    node.name += cell.suffix
    node.parameters = Array(layer.parameters[parameters.range])
    node.range = cell.given?.range ?? layer.range
    self.node = node
  }
}

/// How one cell walks along a sequence.
struct RecurrentWay {
  var isReversed: Bool
  var givesSequence: Bool
  var mask: BufferID?
  var maskedOutput = MaskedOutput.before
  /// Whether the states after the last step are wanted.
  var keepsStates: Bool
  /// What the states are before the first; empty for zeros.
  var initial: [BufferID] = []
}

extension Lowering {
  /// Appends one cell along a sequence: the product of all time steps' inputs, then the run along time.
  ///
  /// - Parameter shape: of an example of the input: [time, features].
  mutating func recurrentRun(
    _ cell: CellSite, input: BufferID, shape: [Int], _ way: RecurrentWay
  ) -> (output: BufferID, states: [BufferID]) {
    let (node, options) = (cell.node, cell.options)
    let (time, features) = (shape[0], shape[1])
    let geometry = RecurrentGeometry(
      examples: batch, time: time, units: options.units, projection: options.projection, cell: options.formulas,
      isReversed: way.isReversed, activation: .init(options.activation),
      recurrentActivation: .init(options.gateActivation), cellClip: options.clip, maskedOutput: way.maskedOutput)
    let state = geometry.stateWords
    let dropout = dropout(cell, input: input, shape: [batch, time, features], geometry)
    let (inputs, recurrentBias) = inputProduct(cell, dropout.inputs, geometry, features: features)

    // Where leading steps are left out, the last output is not the last state: zeros, as Keras has it.
    let takesLastOutput = way.mask != nil && !way.initial.isEmpty && !way.givesSequence && way.maskedOutput != .state
    let sequence =
      way.givesSequence || takesLastOutput ? value(node, takesLastOutput ? ".sequence" : "", [time, state]) : nil
    let finalState =
      sequence == nil ? value(node, "", [state]) : way.keepsStates ? value(node, ".h", [state]) : nil
    let finalCell = options.formulas == .lstm && way.keepsStates ? value(node, ".c", [geometry.units]) : nil
    let hasDropout = dropout.state != nil
    append(
      RecurrentSequence(
        inputs: inputs, weights: weights(cell, geometry, bias: recurrentBias, hasDropout: hasDropout),
        initialState: way.initial.first, initialCell: way.initial.dropFirst().first, mask: way.mask,
        dropout: dropout.state, sequence: sequence, finalState: finalState, finalCell: finalCell,
        record: purpose.hasGradient ? record(node, geometry, hasDropout: hasDropout) : nil,
        scratch: scratch(node, words: geometry.scratchWords(hasDropout: hasDropout)), geometry: geometry))
    let states = way.keepsStates ? [finalState, finalCell].compactMap { $0 } : []
    guard takesLastOutput, let sequence else { return (sequence ?? finalState!, states) }
    let last = value(node, "", [state])
    append(
      CopyBlocks(
        from: sequence, fromStart: way.isReversed ? 0 : (time - 1) * state, fromStride: time * state, to: last,
        toStride: state, blocks: batch, size: state))
    return (last, states)
  }

  /// Appends the product of all time steps' inputs and the kernel.
  ///
  /// - Parameter inputs: one for all gates, or one for each.
  private mutating func inputProduct(
    _ cell: CellSite, _ inputs: [BufferID], _ geometry: RecurrentGeometry, features: Int
  ) -> (inputs: BufferID, recurrentBias: BufferID?) {
    let (node, gateWords) = (cell.node, geometry.gateWords)
    var (inputBias, recurrentBias) = (cell.parameters.bias.map { parameter(node, $0) }, BufferID?.none)
    if let both = inputBias, geometry.cell == .gru(resetAfter: true) {
      inputBias = columns(0..<gateWords, of: both, rows: 1, rowWords: gateWords, named: ".input", node)
      recurrentBias = columns(
        gateWords..<2 * gateWords, of: both, rows: 1, rowWords: gateWords, named: ".recurrent", node)
    }
    let rows = batch * geometry.time
    let kernel = parameter(node, cell.parameters.kernel)
    func append(_ input: BufferID, _ matrix: BufferID, _ bias: BufferID?, columns: Int, into result: BufferID) {
      self.append(
        Matmul(
          left: input, panels: packed(matrix, .matrix(inner: features, columns: columns)), bias: bias, into: result,
          geometry: .init(rows: rows, inner: features, columns: columns)))
    }
    let products = value(node, ".inputs", [geometry.time, gateWords])
    guard inputs.count > 1 else {
      append(inputs[0], kernel, inputBias, columns: gateWords, into: products)
      return (products, recurrentBias)
    }
    let units = geometry.units
    let parts = inputs.enumerated().map { gate, input in
      let own = gate * units..<(gate + 1) * units
      let part = value(node, ".inputs_\(gate)", [geometry.time, units])
      append(
        input, columns(own, of: kernel, rows: features, rowWords: gateWords, named: ".gate_\(gate)", node),
        inputBias.map { columns(own, of: $0, rows: 1, rowWords: gateWords, named: ".gate_\(gate)", node) },
        columns: units, into: part)
      return part
    }
    concatenate(parts, widths: parts.map { _ in units }, rows: rows, to: products)
    return (products, recurrentBias)
  }

  private mutating func weights(
    _ cell: CellSite, _ geometry: RecurrentGeometry, bias: BufferID?, hasDropout: Bool
  ) -> RecurrentWeights {
    let (units, gateWords, state) = (geometry.units, geometry.gateWords, geometry.stateWords)
    let (node, parameters) = (cell.node, cell.parameters)
    let recurrent = parameter(node, parameters.recurrent)
    return RecurrentWeights(
      recurrent: packed(
        recurrent,
        hasDropout
          ? .block(stride: gateWords, first: 0, inner: state, columns: units, matrices: geometry.firstGates)
          : .block(stride: gateWords, first: 0, inner: state, columns: geometry.firstGateWords)),
      candidate: geometry.cell == .gru(resetAfter: false)
        ? packed(recurrent, .block(stride: gateWords, first: 2 * units, inner: units, columns: units)) : nil,
      projection: parameters.projection.map { packed(parameter(node, $0), .matrix(inner: units, columns: state)) },
      bias: bias, peepholes: parameters.peepholes.map { parameter(node, $0) })
  }

  private mutating func record(
    _ node: Graph.Node, _ geometry: RecurrentGeometry, hasDropout: Bool
  ) -> RecurrentRecord {
    let (time, units) = (geometry.time, geometry.units)
    let isLSTM = geometry.cell == .lstm
    let hasHidden = isLSTM ? geometry.projection != nil : geometry.cell != .simple
    return RecurrentRecord(
      gates: value(node, ".gates", [time, geometry.gateWords]),
      sums: geometry.needsSums ? value(node, ".sums", [time, geometry.gateWords]) : nil,
      states: value(node, ".states", [time, geometry.stateWords]),
      cells: isLSTM ? value(node, ".cells", [time, units]) : nil,
      hidden: hasHidden ? value(node, ".hidden", [time, units]) : nil,
      dropped: hasDropout ? value(node, ".dropped", [time, geometry.droppedWords]) : nil)
  }

  /// Appends what drops features of the input, and the masks that drop units of h: drawn once for a sequence, and for
  /// each gate where h is dropped, as Keras does.
  ///
  /// - Returns: the inputs, one for all gates or one for each, and the masks [gates, stateWords] of h.
  private mutating func dropout(
    _ cell: CellSite, input: BufferID, shape: [Int], _ geometry: RecurrentGeometry
  ) -> (inputs: [BufferID], state: BufferID?) {
    let node = cell.node
    let (rate, recurrentRate, seed) = (cell.options.dropRate, cell.options.recurrentDropRate, cell.options.seed)
    // The numbers are taken in every plan of the network, so that plans agree on the layers after it.
    let streams = (0..<(rate > 0 ? recurrentRate > 0 ? geometry.cell.gates : 1 : 0)).map { _ in nextRandomStream() }
    let recurrentStream = recurrentRate > 0 ? nextRandomStream() : 0
    guard purpose.isTraining else { return ([input], nil) }
    var inputs = [input]
    if !streams.isEmpty {
      inputs = streams.enumerated().map { gate, stream in
        let suffix = streams.count > 1 ? ".dropped_input_\(gate)" : ".dropped_input"
        let dropped = program.buffer(node.name + suffix, shape, .value, at: node.range)
        append(
          Dropout(
            input, dropped, count: shape.reduce(1, *), rate: Float(rate),
            mask: Broadcast(shape, [shape[0], 1, shape[2]]),
            drawsPerExample: drawsPerExample([shape[0], 1, shape[2]]), layer: stream, seed: seed))
        return dropped
      }
    }
    guard recurrentRate > 0 else { return (inputs, nil) }
    let ones = value(node, ".ones", [geometry.droppedWords])
    append(Fill(ones, count: program[ones].words, value: 1))
    let masks = value(node, ".recurrent_dropout", [geometry.droppedWords])
    append(
      Dropout(
        ones, masks, count: program[masks].words, rate: Float(recurrentRate),
        drawsPerExample: drawsPerExample([batch, geometry.droppedWords]), layer: recurrentStream, seed: seed))
    return (inputs, masks)
  }

  /// Some columns of a parameter's rows, or a stretch of one, by themselves.
  private mutating func columns(
    _ range: Range<Int>, of parameter: BufferID, rows: Int, rowWords: Int, named suffix: String, _ node: Graph.Node
  ) -> BufferID {
    let shape = rows == 1 ? [range.count] : [rows, range.count]
    let part = program.buffer(program[parameter].name + suffix, shape, .value, at: node.range)
    append(
      CopyBlocks(
        from: parameter, fromStart: range.lowerBound, fromStride: rowWords, to: part, toStride: range.count,
        blocks: rows, size: range.count))
    return part
  }
}

extension RecurrentActivation {
  /// An activation on the units of a gate.
  init(_ choice: ActivationChoice) {
    switch choice {
    case .elementwise(let activation): self = .elementwise(activation)
    case .softmax: self = .softmax
    case .logSoftmax: self = .logSoftmax
    }
  }
}
