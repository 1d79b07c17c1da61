import CMicrokernels

extension Kernels.RecurrentSequenceGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    var walk = RecurrentBackward(self, on: machine.crew)
    if walk.rows.parts > 1 {
      withUnsafeMutablePointer(to: &walk) { walk in
        machine.crew.run(parts: walk.pointee.rows.parts, walk) { context, part in
          let walk = context.assumingMemoryBound(to: RecurrentBackward.self)
          walk.pointee.run(walk.pointee.rows[part])
        }
      }
    } else {
      walk.run(0..<geometry.examples)
    }
    return inputs
  }
}

private struct RecurrentBackward {
  let call: Kernels.RecurrentSequenceGradient<Floats>
  let rows: RecurrentRows
  let activation: RecurrentFunction
  let recurrentActivation: RecurrentFunction
  let isUsualLSTM: Bool
  /// [examples, …] each, contiguous: the gradients of h, of the gates, of c, of what stands between gates
  /// and h; a row of each example's own, and one of zeros.
  let state, gates, cell, hidden, spare, zeros: Floats
  /// [examples, stateWords] each: the gradient of what a gate read of h, where dropout stands between; that of
  /// h at a step that is left out, which the products overwrite; and that of the output at such steps, which
  /// repeat what an earlier one gave.
  let dropped, held, repeated: Floats

  private var geometry: RecurrentGeometry { call.geometry }

  init(_ call: Kernels.RecurrentSequenceGradient<Floats>, on crew: Crew) {
    self.call = call
    let geometry = call.geometry
    rows = RecurrentRows(geometry, on: crew)
    activation = RecurrentFunction(geometry.activation, units: geometry.units)
    recurrentActivation = RecurrentFunction(geometry.recurrentActivation, units: geometry.units)
    isUsualLSTM = geometry.isUsualLSTM
    let cells = geometry.examples * geometry.units
    state = call.scratch
    gates = state + geometry.examples * geometry.stateWords
    cell = gates + geometry.examples * geometry.gateWords
    hidden = cell + cells
    spare = hidden + cells
    zeros = spare + cells
    dropped = zeros + cells
    held = dropped + geometry.examples * geometry.stateWords
    repeated = held + geometry.examples * geometry.stateWords
  }

  func run(_ examples: Range<Int>) {
    let (units, stateWords) = (geometry.units, geometry.stateWords)
    for example in examples {
      rows.start(state + example * stateWords, call.finalState, example, stateWords)
      rows.start(cell + example * units, call.finalCell, example, units)
      nncc_fill(zeros + example * units, units, 0)
      nncc_fill(repeated + example * stateWords, stateWords, 0)
    }
    for step in (0..<geometry.time).reversed() {
      for example in examples { receive(Row(self, example, step)) }
      if let panels = call.weights.projection {
        rows.multiply(
          examples, .init(first: state, stride: stateWords),
          by: .init(panels: panels, inner: stateWords, columns: units), into: .init(first: hidden, stride: units))
      }
      for example in examples {
        let row = Row(self, example, step)
        if row.counts { backpropagate(row) } else { carry(row) }
      }
      if let panels = call.weights.candidate {
        rows.multiply(
          examples, .init(first: gates + 2 * units, stride: geometry.gateWords),
          by: .init(panels: panels, inner: units, columns: units), into: .init(first: hidden, stride: units))
        for example in examples {
          let row = Row(self, example, step)
          if row.counts { finishGRU(row) }
        }
      }
      // A GRU's h also goes past the gates: there, the gradient by that way is in place already.
      let isGRU = geometry.cell.gates == 3
      if let dropout = call.dropout {
        multiplyDropped(examples, dropout, adding: isGRU)
      } else {
        rows.multiply(
          examples, .init(first: gates, stride: geometry.gateWords),
          by: .init(panels: call.weights.recurrent, inner: geometry.firstGateWords, columns: stateWords),
          accumulate: isGRU, into: .init(first: state, stride: stateWords))
      }
      for example in examples {
        let row = Row(self, example, step)
        if !row.counts { row.dState.copy(from: row.held, count: stateWords) }
      }
    }
    for example in examples {
      call.initialStateGradient.map {
        ($0 + example * stateWords).copy(from: state + example * stateWords, count: stateWords)
      }
      call.initialCellGradient.map {
        ($0 + example * units).copy(from: cell + example * units, count: units)
      }
    }
  }

  /// Adds what comes from outside to the gradient of h.
  private func receive(_ row: Row) {
    let words = geometry.stateWords
    if let sequence = call.sequence, row.counts || geometry.maskedOutput != .zeros {
      nncc_add_into(row.counts ? row.dState : row.repeated, sequence + row.place * words, words, 1)
    }
    if row.counts, call.mask != nil {
      nncc_add_into(row.dState, row.repeated, words, 1)
      nncc_fill(row.repeated, words, 0)
    }
    guard let projected = call.projected else { return }
    if row.counts {
      (projected + row.place * words).copy(from: row.dState, count: words)
    } else {
      nncc_fill(projected + row.place * words, words, 0)
    }
  }

  /// A step that is left out: nothing comes of it for weights and inputs.
  private func carry(_ row: Row) {
    row.held.copy(from: row.dState, count: geometry.stateWords)
    nncc_fill(row.dGates, geometry.gateWords, 0)
    keepGates(row)
    call.recurrent.map { nncc_fill($0 + row.place * geometry.gateWords, geometry.gateWords, 0) }
    call.peepholes.map { nncc_fill($0 + row.place * 3 * geometry.units, 3 * geometry.units, 0) }
  }

  /// The gradient of h through each gate's product, and what dropout left of h for it.
  ///
  /// - Parameter adding: to what is there, instead of zeros.
  private func multiplyDropped(_ examples: Range<Int>, _ dropout: Floats, adding: Bool) {
    let (units, words) = (geometry.units, geometry.stateWords)
    if !adding { nncc_fill(state + examples.lowerBound * words, examples.count * words, 0) }
    for gate in 0..<geometry.firstGates {
      let panels = call.weights.recurrent + gate * Kernels.panelWords(inner: units, columns: words)
      rows.multiply(
        examples, .init(first: gates + gate * units, stride: geometry.gateWords),
        by: .init(panels: panels, inner: units, columns: words), into: .init(first: dropped, stride: words))
      for example in examples {
        nncc_add_product(
          state + example * words, dropped + example * words,
          dropout + example * geometry.droppedWords + gate * words, words)
      }
    }
  }

  /// One example at one time: what was kept of it, and its gradients.
  private struct Row {
    let gates, sums, state, hidden: Floats
    /// h before it as a candidate read it.
    let read: Floats
    let dState, dGates, dCell, dHidden, spare, zeros, held, repeated: Floats
    /// Whether the step counts.
    let counts: Bool
    /// Where in arrays of [examples, time] it is, and where the step before it is, unless it is the first.
    let place: Int
    let before: Int?
    /// How many places on the next example's is; 0 for the last.
    let toNext: Int
    let example: Int

    init(_ run: RecurrentBackward, _ example: Int, _ step: Int) {
      let geometry = run.geometry
      let record = run.call.record
      self.example = example
      let place = example * geometry.time + geometry.time(ofStep: step)
      self.place = place
      toNext = example + 1 < geometry.examples ? geometry.time : 0
      before = step > 0 ? example * geometry.time + geometry.time(ofStep: step - 1) : nil
      gates = record.gates + place * geometry.gateWords
      sums = (record.sums ?? record.gates) + place * geometry.gateWords
      counts = run.call.mask.map { $0[place] != 0 } ?? true
      state = record.states + place * geometry.stateWords
      read =
        record.dropped.map { $0 + place * geometry.droppedWords + 2 * geometry.stateWords }
        ?? record.states + place * geometry.stateWords
      hidden = (record.hidden ?? record.states) + place * geometry.units
      dState = run.state + example * geometry.stateWords
      dGates = run.gates + example * geometry.gateWords
      dCell = run.cell + example * geometry.units
      dHidden = run.hidden + example * geometry.units
      spare = run.spare + example * geometry.units
      zeros = run.zeros + example * geometry.units
      held = run.held + example * geometry.stateWords
      repeated = run.repeated + example * geometry.stateWords
    }
  }

  private func backpropagate(_ row: Row) {
    let units = geometry.units
    switch geometry.cell {
    case .simple:
      row.dGates.copy(from: row.dState, count: units)
      activation.multiplySlope(row.dGates, output: row.gates, input: row.sums, count: units)
      keepGates(row)
    case .lstm: backpropagateLSTM(row)
    case .gru(let resetsAfter):
      let candidate = 2 * units
      let (dReset, dCandidate) = (row.dGates + units, row.dGates + candidate)
      nncc_gru_state_gradient(
        row.gates, row.gates + candidate, row.state, row.dState, row.dGates, dCandidate, units)
      activation.multiplySlope(dCandidate, output: row.gates + candidate, input: row.sums + candidate, count: units)
      guard resetsAfter else { return }
      nncc_binary(NNCC_MULTIPLY, dCandidate, 1, row.hidden, 1, dReset, units)
      recurrentActivation.multiplySlope(row.dGates, output: row.gates, input: row.sums, count: candidate)
      nncc_binary(NNCC_MULTIPLY, dCandidate, 1, row.gates + units, 1, row.spare, units)
      keepGates(row)
      dCandidate.copy(from: row.spare, count: units)
      if let recurrent = call.recurrent {
        (recurrent + row.place * geometry.gateWords).copy(from: row.dGates, count: geometry.gateWords)
      }
    }
  }

  /// The rest of a GRU that resets h before the product, once the gradient of the reset h is known.
  private func finishGRU(_ row: Row) {
    let units = geometry.units
    nncc_binary(NNCC_MULTIPLY, row.dHidden, 1, row.read, 1, row.dGates + units, units)
    if let dropout = call.dropout {
      let mask = dropout + row.example * geometry.droppedWords + 2 * units
      nncc_binary(NNCC_MULTIPLY, row.dHidden, 1, mask, 1, row.dHidden, units)
    }
    nncc_add_product(row.dState, row.dHidden, row.gates + units, units)
    recurrentActivation.multiplySlope(row.dGates, output: row.gates, input: row.sums, count: 2 * units)
    keepGates(row)
  }

  private func backpropagateLSTM(_ row: Row) {
    let units = geometry.units
    let d = row.dGates
    guard let cells = call.record.cells else { return }
    let cell = cells + row.place * units
    let cellBefore =
      row.before.map { cells + $0 * units } ?? call.initialCell.map { $0 + row.example * units }
      ?? row.zeros
    let dOutput = geometry.projection == nil ? row.dState : row.dHidden
    if isUsualLSTM {
      nncc_lstm_step_gradient(
        row.gates, cellBefore, cell, call.weights.peepholes, dOutput, row.dCell, d,
        call.inputs + row.place * geometry.gateWords, geometry.cellClip, units,
        row.toNext * geometry.gateWords)
    } else {
      backpropagateLSTM(row, dOutput, cell: cell, before: cellBefore)
      keepGates(row)
    }
    guard let products = call.peepholes else { return }
    let target = products + row.place * 3 * units
    nncc_binary(NNCC_MULTIPLY, d, 1, cellBefore, 1, target, units)
    nncc_binary(NNCC_MULTIPLY, d + units, 1, cellBefore, 1, target + units, units)
    nncc_binary(NNCC_MULTIPLY, d + 3 * units, 1, cell, 1, target + 2 * units, units)
  }

  /// The same for any activations, one after the other.
  private func backpropagateLSTM(
    _ row: Row, _ dOutput: UnsafePointer<Float>, cell: UnsafePointer<Float>, before: UnsafePointer<Float>
  ) {
    let units = geometry.units
    let (gates, sums, d) = (row.gates, row.sums, row.dGates)
    // h = o · f(c)
    activation.apply(cell, row.spare, first: 0, count: units)
    nncc_binary(NNCC_MULTIPLY, dOutput, 1, row.spare, 1, d + 3 * units, units)
    recurrentActivation.multiplySlope(d + 3 * units, output: gates + 3 * units, input: sums + 3 * units, count: units)
    // The gates of the candidate and after it are free: they hold the gradient of f(c) on its way to c's.
    let dRead = d + 2 * units
    nncc_binary(NNCC_MULTIPLY, dOutput, 1, gates + 3 * units, 1, dRead, units)
    activation.multiplySlope(dRead, output: row.spare, input: cell, count: units)
    nncc_add_into(row.dCell, dRead, units, 1)
    if let peepholes = call.weights.peepholes {
      nncc_add_product(row.dCell, d + 3 * units, peepholes + 2 * units, units)
    }
    nncc_lstm_cell_gradient(
      gates, gates + units, gates + 2 * units, before, cell, geometry.cellClip, row.dCell, d, d + units,
      d + 2 * units, units)
    recurrentActivation.multiplySlope(d, output: gates, input: sums, count: 2 * units)
    activation.multiplySlope(d + 2 * units, output: gates + 2 * units, input: sums + 2 * units, count: units)
    if let peepholes = call.weights.peepholes {
      nncc_add_product(row.dCell, d, peepholes, units)
      nncc_add_product(row.dCell, d + units, peepholes + units, units)
    }
  }

  /// Only now, for the inputs' gradient may stand where the gates are.
  private func keepGates(_ row: Row) {
    let words = geometry.gateWords
    (call.inputs + row.place * words).copy(from: row.dGates, count: words)
  }
}
