import NNCCRuntime

/// A recurrent layer over whole sequences, from the product of all its inputs and the kernel.
package struct RecurrentRun: Step {
  package var operands: RecurrentSequence<BufferID>
  package var geometry: RecurrentGeometry
  /// The weights whose panels the operands name.
  package var recurrentKernel: BufferID
  package var projectionKernel: BufferID?

  package var name: String { "recurrent_\(geometry.cell.word)" }
  package var reads: [BufferID] {
    [operands.inputs] + operands.weights.places
      + [operands.initialState, operands.initialCell, operands.mask, operands.dropout].compactMap { $0 }
  }
  package var writes: [BufferID] {
    (operands.record?.places ?? [])
      + [operands.sequence, operands.finalState, operands.finalCell].compactMap { $0 } + [operands.scratch]
  }
  package var details: String { geometry.details }
  /// The gates may stand where the inputs were.
  package var overwritable: BufferID? { operands.record == nil ? nil : operands.inputs }

  package func appendGradient(to program: inout GradientBuilder) throws {
    let sequence = operands.sequence.flatMap { program.gradient(of: $0) }
    let finalState = operands.finalState.flatMap { program.gradient(of: $0) }
    let finalCell = operands.finalCell.flatMap { program.gradient(of: $0) }
    guard sequence != nil || finalState != nil || finalCell != nil else { return }
    guard let record = operands.record else { throw InternalError("a \(name) step kept nothing") }
    let (time, units) = ([geometry.examples, geometry.time], geometry.units)
    func temporary(_ suffix: String, _ shape: [Int]) -> BufferID {
      let name = program.buffer(operands.inputs).name + suffix
      return program.temporary(name, like: operands.inputs, shape: shape)
    }
    let inputs = temporary(".gradient", time + [geometry.gateWords])
    let gradient = RecurrentSequenceGradient(
      weights: turnedWeights(&program), initialCell: operands.initialCell, mask: operands.mask,
      dropout: operands.dropout, record: record,
      sequence: sequence, finalState: finalState, finalCell: finalCell, inputs: inputs,
      recurrent: geometry.cell == .gru(resetAfter: true)
        ? temporary(".recurrent_gradient", time + [geometry.gateWords]) : nil,
      peepholes: operands.weights.peepholes.map { _ in temporary(".peephole_products", time + [3, units]) },
      projected: projectionKernel.map { _ in
        temporary(".projected_gradient", time + [geometry.stateWords])
      },
      initialStateGradient: operands.initialState.flatMap {
        program.needs($0) ? temporary(".initial_state_gradient", [geometry.examples, geometry.stateWords]) : nil
      },
      initialCellGradient: operands.initialCell.flatMap {
        program.needs($0) ? temporary(".initial_cell_gradient", [geometry.examples, units]) : nil
      },
      scratch: program.scratch(for: operands.inputs, words: geometry.gradientScratchWords))
    program.append(RecurrentRunGradient(operands: gradient, geometry: geometry))
    appendWeightGradients(gradient, record, to: &program)
    program.adopt(inputs, as: operands.inputs)
    if let initial = operands.initialState, let share = gradient.initialStateGradient {
      program.adopt(share, as: initial)
    }
    if let initial = operands.initialCell, let share = gradient.initialCellGradient {
      program.adopt(share, as: initial)
    }
  }

  private func turnedWeights(_ program: inout GradientBuilder) -> RecurrentWeights<BufferID> {
    let units = geometry.units
    return RecurrentWeights(
      recurrent: program.packed(
        recurrentKernel,
        geometry.hasDropout
          ? .transposedBlock(
            stride: geometry.gateWords, first: 0, inner: units, columns: geometry.stateWords,
            matrices: geometry.firstGates)
          : .transposedBlock(
            stride: geometry.gateWords, first: 0, inner: geometry.firstGateWords, columns: geometry.stateWords)),
      candidate: operands.weights.candidate.map { _ in
        program.packed(
          recurrentKernel,
          .transposedBlock(stride: geometry.gateWords, first: 2 * units, inner: units, columns: units))
      },
      projection: projectionKernel.map {
        program.packed($0, .transposed(inner: geometry.stateWords, columns: units))
      },
      peepholes: operands.weights.peepholes)
  }

  /// Each is one product, or sum, over all steps of all examples.
  private func appendWeightGradients(
    _ gradient: RecurrentSequenceGradient<BufferID>, _ record: RecurrentRecord<BufferID>,
    to program: inout GradientBuilder
  ) {
    let rows = geometry.examples * geometry.time
    let gates = gradient.recurrent ?? gradient.inputs
    if program.needs(recurrentKernel) {
      let share = program.temporary(
        program.buffer(recurrentKernel).name + ".gradient", like: recurrentKernel)
      func part(_ left: BufferID, inner: Int, first: Int, columns: Int) -> MatmulTransposedLeft {
        MatmulTransposedLeft(
          left: left, right: gates, result: share,
          geometry: .init(rows: rows, inner: inner, columns: columns), firstColumn: first,
          rowStride: columns == geometry.gateWords ? nil : geometry.gateWords, isPart: first > 0)
      }
      if let dropped = record.dropped {
        // Each gate has read another h.
        for gate in 0..<geometry.firstGates {
          var own = part(
            dropped, inner: geometry.stateWords, first: gate * geometry.units, columns: geometry.units)
          (own.leftFirstColumn, own.leftRowStride) = (gate * geometry.stateWords, geometry.droppedWords)
          own.rowStride = geometry.gateWords
          program.append(own)
        }
      } else {
        program.append(
          part(record.states, inner: geometry.stateWords, first: 0, columns: geometry.firstGateWords))
      }
      if operands.weights.candidate != nil, let reset = record.hidden {
        program.append(
          part(reset, inner: geometry.units, first: geometry.firstGateWords, columns: geometry.units))
      }
      program.adopt(share, as: recurrentKernel)
    }
    func sums(of matrix: BufferID, columns: Int, into parameter: BufferID) {
      let scratch = program.scratch(
        for: parameter, words: Kernels.columnSumsScratchWords(rows: rows, columns: columns))
      program.contribute(to: parameter) {
        ColumnSums(matrix: matrix, sums: $0, scratch: scratch, rows: rows, columns: columns)
      }
    }
    if let bias = operands.weights.bias { sums(of: gates, columns: geometry.gateWords, into: bias) }
    if let peepholes = operands.weights.peepholes, let products = gradient.peepholes {
      sums(of: products, columns: 3 * geometry.units, into: peepholes)
    }
    if let kernel = projectionKernel, let projected = gradient.projected, let hidden = record.hidden {
      program.contribute(to: kernel) {
        MatmulTransposedLeft(
          left: hidden, right: projected, result: $0,
          geometry: .init(rows: rows, inner: geometry.units, columns: geometry.stateWords))
      }
    }
  }

  package func run(on machine: Machine) {
    Kernels.recurrentSequence(operands.map { machine[$0] }, geometry: geometry, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.recurrentSequence(\(operands), geometry: \(geometry), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.recurrentSequence(operands.map { machine[$0] }, geometry: geometry)
  }
}

/// Backpropagation through time: the gradient of a recurrent layer's inputs, and what those of its weights
/// are made of.
package struct RecurrentRunGradient: Step {
  package var operands: RecurrentSequenceGradient<BufferID>
  package var geometry: RecurrentGeometry

  package var name: String { "recurrent_\(geometry.cell.word)_gradient" }
  package var reads: [BufferID] {
    operands.record.places + operands.weights.places
      + [
        operands.initialCell, operands.mask, operands.dropout, operands.sequence, operands.finalState,
        operands.finalCell,
      ].compactMap { $0 }
  }
  package var writes: [BufferID] {
    [operands.inputs]
      + [
        operands.recurrent, operands.peepholes, operands.projected, operands.initialStateGradient,
        operands.initialCellGradient,
      ].compactMap { $0 } + [operands.scratch]
  }
  package var details: String { geometry.details }
  package var overwritable: BufferID? { operands.record.gates }

  package func run(on machine: Machine) {
    Kernels.recurrentSequenceGradient(operands.map { machine[$0] }, geometry: geometry, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.recurrentSequenceGradient(\(operands), geometry: \(geometry), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.recurrentSequenceGradient(operands.map { machine[$0] }, geometry: geometry)
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

extension RecurrentGeometry {
  fileprivate var details: String {
    "\(examples)×\(time) steps of \(stateWords)·\(gateWords)" + (projection.map { " → \($0)" } ?? "")
      + (isReversed ? ", backward in time" : "")
  }
}
