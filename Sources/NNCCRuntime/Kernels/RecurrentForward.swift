import CMicrokernels

extension Kernels.RecurrentSequence: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    var walk = RecurrentForward(self, on: machine.crew)
    if walk.rows.parts > 1 {
      withUnsafeMutablePointer(to: &walk) { walk in
        machine.crew.run(parts: walk.pointee.rows.parts, walk) { context, part in
          let walk = context.assumingMemoryBound(to: RecurrentForward.self)
          walk.pointee.run(walk.pointee.rows[part])
        }
      }
    } else {
      walk.run(0..<geometry.examples)
    }
    return sequence ?? finalState ?? finalCell ?? record?.gates ?? scratch
  }
}

private struct RecurrentForward {
  let call: Kernels.RecurrentSequence<Floats>
  let rows: RecurrentRows
  let activation: RecurrentFunction
  let recurrentActivation: RecurrentFunction
  let isUsualLSTM: Bool
  /// [examples, …] each, contiguous: what the products read and write stays in the nearest caches.
  let state, products, cell, hidden: Floats
  /// [examples, droppedWords]: h as dropout leaves it for each gate; of no words where nothing is dropped.
  let dropped: Floats
  let droppedWords: Int
  /// [examples, stateWords]: h at a step that is left out, which the products overwrite.
  let held: Floats

  private var geometry: RecurrentGeometry { call.geometry }

  init(_ call: Kernels.RecurrentSequence<Floats>, on crew: Crew) {
    self.call = call
    let geometry = call.geometry
    rows = RecurrentRows(geometry, on: crew)
    activation = RecurrentFunction(geometry.activation, units: geometry.units)
    recurrentActivation = RecurrentFunction(geometry.recurrentActivation, units: geometry.units)
    isUsualLSTM = geometry.isUsualLSTM
    state = call.scratch
    products = state + geometry.examples * geometry.stateWords
    cell = products + geometry.examples * geometry.gateWords
    hidden = cell + geometry.examples * geometry.units
    dropped = hidden + geometry.examples * geometry.units
    droppedWords = call.dropout == nil ? 0 : geometry.droppedWords
    held = dropped + geometry.examples * droppedWords
  }

  func run(_ examples: Range<Int>) {
    let (units, stateWords) = (geometry.units, geometry.stateWords)
    for example in examples {
      rows.start(state + example * stateWords, call.initialState, example, stateWords)
      if geometry.cell == .lstm { rows.start(cell + example * units, call.initialCell, example, units) }
    }
    for step in 0..<geometry.time {
      let time = geometry.time(ofStep: step)
      if let dropout = call.dropout {
        multiplyDropped(examples, dropout)
      } else {
        rows.multiply(
          examples, .init(first: state, stride: stateWords),
          by: .init(panels: call.weights.recurrent, inner: stateWords, columns: geometry.firstGateWords),
          bias: call.weights.bias, into: .init(first: products, stride: geometry.gateWords))
      }
      for example in examples {
        let row = Row(self, example, time)
        keepState(row)
        if row.counts { advance(row) } else { carry(row) }
      }
      finish(examples, step)
    }
    for example in examples {
      call.finalState.map {
        ($0 + example * stateWords).copy(from: state + example * stateWords, count: stateWords)
      }
      call.finalCell.map { ($0 + example * units).copy(from: cell + example * units, count: units) }
    }
  }

  /// Each gate reads what dropout leaves of h for it.
  private func multiplyDropped(_ examples: Range<Int>, _ dropout: Floats) {
    let (units, words) = (geometry.units, geometry.stateWords)
    for example in examples {
      for gate in 0..<geometry.cell.gates {
        let place = example * droppedWords + gate * words
        nncc_binary(NNCC_MULTIPLY, state + example * words, 1, dropout + place, 1, dropped + place, words)
      }
    }
    for gate in 0..<geometry.firstGates {
      let panels = call.weights.recurrent + gate * Kernels.panelWords(inner: words, columns: units)
      rows.multiply(
        examples, .init(first: dropped + gate * words, stride: droppedWords),
        by: .init(panels: panels, inner: words, columns: units), bias: call.weights.bias.map { $0 + gate * units },
        into: .init(first: products + gate * units, stride: geometry.gateWords))
    }
  }

  /// One example at one time.
  private struct Row {
    let input, product, state, dropped, cell, hidden, held: Floats
    /// h as a candidate reads it.
    let read: Floats
    /// The gates, before and after their activation: in place unless both are kept.
    let sums, gates: Floats
    /// Where in arrays of [examples, time] it is.
    let place: Int
    /// Whether the step counts.
    let counts: Bool
    /// How many places on the next example's is; 0 for the last.
    let toNext: Int

    init(_ run: RecurrentForward, _ example: Int, _ time: Int) {
      let geometry = run.geometry
      place = example * geometry.time + time
      input = run.call.inputs + place * geometry.gateWords
      product = run.products + example * geometry.gateWords
      counts = if let mask = run.call.mask { mask[place] != 0 } else { true }
      toNext = example + 1 < geometry.examples ? geometry.time : 0
      state = run.state + example * geometry.stateWords
      dropped = run.dropped + example * run.droppedWords
      read = run.call.dropout == nil ? state : dropped + 2 * geometry.stateWords
      held = run.held + example * geometry.stateWords
      cell = run.cell + example * geometry.units
      hidden = run.hidden + example * geometry.units
      let words = place * geometry.gateWords
      gates = if let record = run.call.record { record.gates + words } else { product }
      sums = if let sums = run.call.record?.sums { sums + words } else { gates }
    }

    /// Copies to its place in an array [examples, time, words].
    func keep(_ values: UnsafePointer<Float>, in array: Floats, words: Int) {
      nncc_keep_row(array + place * words, values, words, toNext * words)
    }
  }

  private func keepState(_ row: Row) {
    guard let record = call.record else { return }
    row.keep(row.state, in: record.states, words: geometry.stateWords)
    record.dropped.map { row.keep(row.dropped, in: $0, words: droppedWords) }
  }

  /// A step that is left out: what the run backward reads of it all the same is made good.
  private func carry(_ row: Row) {
    row.held.copy(from: row.state, count: geometry.stateWords)
    keepCell(row)
    nncc_fill(row.hidden, geometry.units, 0)
    keepHidden(row, row.hidden)
  }

  private func advance(_ row: Row) {
    let units = geometry.units
    switch geometry.cell {
    case .simple:
      nncc_binary(NNCC_ADD, row.input, 1, row.product, 1, row.sums, units)
      activation.apply(row.sums, row.gates, first: 0, count: units)
      row.state.copy(from: row.gates, count: units)
    case .lstm: advanceLSTM(row)
    case .gru(let resetsAfter):
      nncc_binary(NNCC_ADD, row.input, 1, row.product, 1, row.sums, 2 * units)
      recurrentActivation.apply(row.sums, row.gates, first: 0, count: 2 * units)
      let reset = row.gates + units
      if resetsAfter {
        keepHidden(row, row.product + 2 * units)
        nncc_binary(NNCC_MULTIPLY, row.product + 2 * units, 1, reset, 1, row.product + 2 * units, units)
        finishGRU(row)
      } else {
        nncc_binary(NNCC_MULTIPLY, reset, 1, row.read, 1, row.hidden, units)
        keepHidden(row, row.hidden)
      }
    }
  }

  private func advanceLSTM(_ row: Row) {
    let output = geometry.projection == nil ? row.state : row.hidden
    if isUsualLSTM {
      nncc_lstm_step(
        row.input, row.product, call.weights.peepholes, row.gates, row.cell, output, geometry.cellClip,
        geometry.units, row.toNext * geometry.gateWords)
    } else {
      advanceLSTM(row, output)
    }
    keepCell(row)
    if geometry.projection != nil { keepHidden(row, row.hidden) }
  }

  /// The same for any activations, one after the other.
  private func advanceLSTM(_ row: Row, _ output: Floats) {
    let units = geometry.units
    let (sums, gates) = (row.sums, row.gates)
    let peepholes = call.weights.peepholes
    nncc_binary(NNCC_ADD, row.input, 1, row.product, 1, sums, 4 * units)
    if let peepholes {
      nncc_add_product(sums, peepholes, row.cell, units)
      nncc_add_product(sums + units, peepholes + units, row.cell, units)
    }
    recurrentActivation.apply(sums, gates, first: 0, count: 2 * units)
    activation.apply(sums, gates, first: 2 * units, count: units)
    nncc_lstm_cell(gates, gates + units, gates + 2 * units, row.cell, geometry.cellClip, units)
    if let peepholes { nncc_add_product(sums + 3 * units, peepholes + 2 * units, row.cell, units) }
    recurrentActivation.apply(sums, gates, first: 3 * units, count: units)
    activation.apply(row.cell, row.hidden, first: 0, count: units)
    nncc_binary(NNCC_MULTIPLY, gates + 3 * units, 1, row.hidden, 1, output, units)
  }

  private func finishGRU(_ row: Row) {
    let (units, candidate) = (geometry.units, 2 * geometry.units)
    nncc_binary(
      NNCC_ADD, row.input + candidate, 1, row.product + candidate, 1, row.sums + candidate, units)
    activation.apply(row.sums, row.gates, first: candidate, count: units)
    nncc_gru_state(row.gates, row.gates + candidate, row.state, units)
  }

  private func keepCell(_ row: Row) {
    call.record?.cells.map { row.keep(row.cell, in: $0, words: geometry.units) }
  }

  private func keepHidden(_ row: Row, _ values: Floats) {
    call.record?.hidden.map { row.keep(values, in: $0, words: geometry.units) }
  }

  /// What waits for a second product of all examples, and the sequence.
  private func finish(_ examples: Range<Int>, _ step: Int) {
    let (units, stateWords) = (geometry.units, geometry.stateWords)
    let time = geometry.time(ofStep: step)
    if let panels = call.weights.candidate {
      rows.multiply(
        examples, .init(first: hidden, stride: units), by: .init(panels: panels, inner: units, columns: units),
        into: .init(first: products + 2 * units, stride: geometry.gateWords))
      for example in examples {
        let row = Row(self, example, time)
        if row.counts { finishGRU(row) }
      }
    }
    if let panels = call.weights.projection {
      rows.multiply(
        examples, .init(first: hidden, stride: units), by: .init(panels: panels, inner: units, columns: stateWords),
        into: .init(first: state, stride: stateWords))
      for example in examples {
        let row = Row(self, example, time)
        if !row.counts { row.state.copy(from: row.held, count: stateWords) }
      }
    }
    if let sequence = call.sequence {
      for example in examples { keepOutput(Row(self, example, time), example, step, sequence) }
    }
  }

  private func keepOutput(_ row: Row, _ example: Int, _ step: Int, _ sequence: Floats) {
    let words = geometry.stateWords
    let output = sequence + row.place * words
    if row.counts || geometry.maskedOutput == .state {
      row.keep(row.state, in: sequence, words: words)
    } else if step == 0 || geometry.maskedOutput == .zeros {
      nncc_fill(output, words, 0)
    } else {
      let before = example * geometry.time + geometry.time(ofStep: step - 1)
      output.copy(from: sequence + before * words, count: words)
    }
  }
}
