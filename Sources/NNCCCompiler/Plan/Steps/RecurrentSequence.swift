import NNCCRuntime

package typealias RecurrentSequence = Kernels.RecurrentSequence<BufferID>
package typealias RecurrentSequenceGradient = Kernels.RecurrentSequenceGradient<BufferID>
package typealias RecurrentWeights = Kernels.RecurrentWeights<BufferID>
package typealias RecurrentRecord = Kernels.RecurrentRecord<BufferID>

extension RecurrentSequence: Step {
  package var details: String { geometry.details }

  package func appendGradient(to program: inout GradientBuilder) throws {
    let sequenceGradient = sequence.flatMap { program.gradient(of: $0) }
    let stateGradient = finalState.flatMap { program.gradient(of: $0) }
    let cellGradient = finalCell.flatMap { program.gradient(of: $0) }
    guard sequenceGradient != nil || stateGradient != nil || cellGradient != nil else { return }
    guard let record else { throw InternalError("a \(name) step kept nothing") }
    let (time, units) = ([geometry.examples, geometry.time], geometry.units)
    func temporary(_ suffix: String, _ shape: [Int]) -> BufferID {
      program.temporary(program.buffer(inputs).name + suffix, like: inputs, shape: shape)
    }
    let inputsGradient = temporary(".gradient", time + [geometry.gateWords])
    let gradient = RecurrentSequenceGradient(
      weights: turnedWeights(&program), initialCell: initialCell, mask: mask, dropout: dropout, record: record,
      sequence: sequenceGradient, finalState: stateGradient, finalCell: cellGradient, inputs: inputsGradient,
      recurrent: geometry.cell == .gru(resetAfter: true)
        ? temporary(".recurrent_gradient", time + [geometry.gateWords]) : nil,
      peepholes: weights.peepholes.map { _ in temporary(".peephole_products", time + [3, units]) },
      projected: weights.projection.map { _ in temporary(".projected_gradient", time + [geometry.stateWords]) },
      initialStateGradient: initialState.flatMap {
        program.needs($0) ? temporary(".initial_state_gradient", [geometry.examples, geometry.stateWords]) : nil
      },
      initialCellGradient: initialCell.flatMap {
        program.needs($0) ? temporary(".initial_cell_gradient", [geometry.examples, units]) : nil
      },
      scratch: program.scratch(for: inputs, words: geometry.gradientScratchWords), geometry: geometry)
    program.append(gradient)
    appendKernelGradient(gradient, to: &program)
    appendOtherWeightGradients(gradient, to: &program)
    program.adopt(inputsGradient, as: inputs)
    if let initialState, let share = gradient.initialStateGradient { program.adopt(share, as: initialState) }
    if let initialCell, let share = gradient.initialCellGradient { program.adopt(share, as: initialCell) }
  }

  private func turnedWeights(_ program: inout GradientBuilder) -> RecurrentWeights {
    let (units, gateWords, state) = (geometry.units, geometry.gateWords, geometry.stateWords)
    let kernel = program.source(of: weights.recurrent)
    return RecurrentWeights(
      recurrent: program.packed(
        kernel,
        dropout == nil
          ? .transposedBlock(stride: gateWords, first: 0, inner: geometry.firstGateWords, columns: state)
          : .transposedBlock(
            stride: gateWords, first: 0, inner: units, columns: state, matrices: geometry.firstGates)),
      candidate: weights.candidate.map { _ in
        program.packed(kernel, .transposedBlock(stride: gateWords, first: 2 * units, inner: units, columns: units))
      },
      projection: weights.projection.map {
        program.packed(program.source(of: $0), .transposed(inner: state, columns: units))
      },
      peepholes: weights.peepholes)
  }

  /// The recurrent kernel's: one product over all steps of all examples for what has read the same.
  private func appendKernelGradient(_ gradient: RecurrentSequenceGradient, to program: inout GradientBuilder) {
    let kernel = program.source(of: weights.recurrent)
    guard program.needs(kernel) else { return }
    let (units, gateWords, state) = (geometry.units, geometry.gateWords, geometry.stateWords)
    let share = program.temporary(program.buffer(kernel).name + ".gradient", like: kernel)
    func appendColumns(
      _ first: Int, count: Int, reading left: BufferID, from leftStart: Int = 0, stride: Int? = nil, words: Int
    ) {
      program.append(
        MatmulTransposedLeft(
          left: left, leftStart: leftStart, leftRowStride: stride, right: gradient.recurrent ?? gradient.inputs,
          into: share, start: first, rowStride: count == gateWords ? nil : gateWords,
          geometry: .init(rows: geometry.examples * geometry.time, inner: words, columns: count), isPart: first > 0))
    }
    if let dropped = gradient.record.dropped {
      // Each gate has read another h.
      for gate in 0..<geometry.firstGates {
        appendColumns(
          gate * units, count: units, reading: dropped, from: gate * state, stride: geometry.droppedWords, words: state)
      }
    } else {
      appendColumns(0, count: geometry.firstGateWords, reading: gradient.record.states, words: state)
    }
    if weights.candidate != nil, let reset = gradient.record.hidden {
      appendColumns(geometry.firstGateWords, count: units, reading: reset, words: units)
    }
    program.adopt(share, as: kernel)
  }

  /// Each is one product, or sum, over all steps of all examples.
  private func appendOtherWeightGradients(_ gradient: RecurrentSequenceGradient, to program: inout GradientBuilder) {
    let rows = geometry.examples * geometry.time
    func appendSums(of matrix: BufferID, columns: Int, into parameter: BufferID) {
      let scratch = program.scratch(
        for: parameter, words: Kernels.columnSumsScratchWords(rows: rows, columns: columns))
      program.contribute(to: parameter) {
        ColumnSums(matrix, $0, rows: rows, columns: columns, scratch: scratch)
      }
    }
    if let bias = weights.bias {
      appendSums(of: gradient.recurrent ?? gradient.inputs, columns: geometry.gateWords, into: bias)
    }
    if let peepholes = weights.peepholes, let products = gradient.peepholes {
      appendSums(of: products, columns: 3 * geometry.units, into: peepholes)
    }
    if let projection = weights.projection, let projected = gradient.projected, let hidden = gradient.record.hidden {
      program.contribute(to: program.source(of: projection)) {
        MatmulTransposedLeft(
          left: hidden, right: projected, into: $0,
          geometry: .init(rows: rows, inner: geometry.units, columns: geometry.stateWords))
      }
    }
  }
}

extension RecurrentSequenceGradient: Step, BackwardStep {
  package var details: String { geometry.details }
}

extension RecurrentGeometry {
  fileprivate var details: String {
    "\(cell.word), \(examples)×\(time) steps of \(stateWords)·\(gateWords)" + (projection.map { " → \($0)" } ?? "")
      + (isReversed ? ", backward in time" : "")
  }
}

extension RecurrentCell {
  fileprivate var word: String {
    switch self {
    case .simple: "simple"
    case .lstm: "lstm"
    case .gru: "gru"
    }
  }
}
