import NNCCRuntime
import Testing

/// A recurrent layer with some of its options.
struct RecurrentVariant: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var cell: RecurrentCell
  var activation = RecurrentActivation.elementwise(.tanh)
  var recurrentActivation = RecurrentActivation.elementwise(.sigmoid)
  var isReversed = false
  var hasBias = false
  var hasInitialStates = false
  var hasPeepholes = false
  var isProjected = false
  var cellClip = Float.infinity
  var hasDropout = false
  var isMasked = false
  var maskedOutput = MaskedOutput.before

  init(_ name: String, _ cell: RecurrentCell, _ change: (inout RecurrentVariant) -> Void = { _ in }) {
    (testDescription, self.cell) = (name, cell)
    change(&self)
  }

  func geometry(units: Int, examples: Int, time: Int) -> RecurrentGeometry {
    RecurrentGeometry(
      examples: examples, time: time, units: units, projection: isProjected ? units / 2 + 1 : nil, cell: cell,
      isReversed: isReversed, activation: activation, recurrentActivation: recurrentActivation, cellClip: cellClip,
      maskedOutput: maskedOutput, hasDropout: hasDropout)
  }
}

/// All that goes into a run forward and the run backward after it, in the forms that they have in weight files.
struct RecurrentOperands<Scalar: ReferenceScalar> {
  let geometry: RecurrentGeometry
  /// [examples, time, gateWords]
  var inputs: [Scalar]
  /// [stateWords, gateWords]
  var kernel: [Scalar]
  /// [units, stateWords], [gateWords], [3, units]
  var projection, bias, peepholes: [Scalar]?
  var initialState, initialCell, mask, dropout: [Scalar]?
  /// The gradients of the sequence and of the last states.
  var sequence, finalState, finalCell: [Scalar]
}

extension RecurrentOperands where Scalar == Float {
  init(_ variant: RecurrentVariant, units: Int, examples: Int, time: Int) {
    let g = variant.geometry(units: units, examples: examples, time: time)
    geometry = g
    // Weights that keep the state's size, so that no activation leaves its telling range.
    func weights(_ inner: Int, _ columns: Int, seed: UInt64) -> [Float] {
      let most = 1.5 / Float(inner).squareRoot()
      return Samples.uniform(inner * columns, -most, most, seed: seed)
    }
    inputs = Samples.uniform(examples * time * g.gateWords, -1, 1, seed: 1)
    kernel = weights(g.stateWords, g.gateWords, seed: 2)
    projection = variant.isProjected ? weights(units, g.stateWords, seed: 3) : nil
    bias = variant.hasBias ? Samples.uniform(g.gateWords, -0.5, 0.5, seed: 4) : nil
    peepholes = variant.hasPeepholes ? Samples.uniform(3 * units, -0.7, 0.7, seed: 5) : nil
    if variant.hasInitialStates {
      initialState = Samples.uniform(examples * g.stateWords, -1, 1, seed: 6)
      if variant.cell == .lstm { initialCell = Samples.uniform(examples * units, -0.9, 0.9, seed: 7) }
    }
    if variant.isMasked { mask = Samples.uniform(examples * time, 0, 1, seed: 8).map { $0 < 0.6 ? 1 : 0 } }
    if variant.hasDropout {
      dropout = Samples.uniform(examples * g.droppedWords, 0, 1, seed: 9).map { $0 < 0.75 ? 1 / 0.75 : 0 }
    }
    sequence = Samples.uniform(examples * time * g.stateWords, -1, 1, seed: 10)
    finalState = Samples.uniform(examples * g.stateWords, -1, 1, seed: 11)
    finalCell = variant.cell == .lstm ? Samples.uniform(examples * units, -1, 1, seed: 12) : []
  }

  var doubles: RecurrentOperands<Double> {
    RecurrentOperands<Double>(
      geometry: geometry, inputs: inputs.doubles, kernel: kernel.doubles, projection: projection?.doubles,
      bias: bias?.doubles, peepholes: peepholes?.doubles, initialState: initialState?.doubles,
      initialCell: initialCell?.doubles, mask: mask?.doubles, dropout: dropout?.doubles, sequence: sequence.doubles,
      finalState: finalState.doubles, finalCell: finalCell.doubles)
  }

  /// One example alone.
  func example(_ index: Int) -> RecurrentOperands {
    var one = geometry
    one.examples = 1
    func part(_ values: [Float]) -> [Float] {
      let words = values.count / geometry.examples
      return Array(values[index * words..<(index + 1) * words])
    }
    return RecurrentOperands(
      geometry: one, inputs: part(inputs), kernel: kernel, projection: projection, bias: bias, peepholes: peepholes,
      initialState: initialState.map(part), initialCell: initialCell.map(part), mask: mask.map(part),
      dropout: dropout.map(part), sequence: part(sequence), finalState: part(finalState), finalCell: part(finalCell))
  }
}

/// What a run forward and the one backward gave.
struct RecurrentOutcome<Scalar: ReferenceScalar> {
  var sequence, finalState, finalCell: [Scalar]
  /// The gradients of the operands, those of the weights summed from what the run backward leaves to be summed.
  var gradients: [(name: String, values: [Scalar])]

  /// Σ of the outputs, each times its gradient.
  func loss(_ operands: RecurrentOperands<Scalar>) -> Scalar {
    let pairs = [
      (sequence, operands.sequence), (finalState, operands.finalState), (finalCell, operands.finalCell),
    ]
    return pairs.reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}

/// Arrays between guards, filled with NaN before they are written.
private final class GuardedArrays<Scalar: ReferenceScalar> {
  private static var guardCount: Int { 32 }
  private var blocks: [UnsafeMutableBufferPointer<Scalar>] = []

  func unwritten(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    let block = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: count + 2 * Self.guardCount)
    block.initialize(repeating: .nan)
    blocks.append(block)
    return block.baseAddress! + Self.guardCount
  }

  func holding(_ values: [Scalar]) -> UnsafeMutablePointer<Scalar> {
    let place = unwritten(values.count)
    place.update(from: values, count: values.count)
    return place
  }

  /// - Parameter matrices: how many stand side by side from `first` on.
  func panels(
    _ matrix: [Scalar], first: Int = 0, stride: Int, inner: Int, columns: Int, matrices: Int = 1,
    isTransposed: Bool = false
  ) -> UnsafeMutablePointer<Scalar> {
    let words = Kernels.panelWords(inner: inner, columns: columns)
    let place = unwritten(matrices * words)
    matrix.withUnsafeBufferPointer { matrix in
      for index in 0..<matrices {
        let start = matrix.baseAddress! + first + index * (isTransposed ? inner : columns)
        let own = place + index * words
        if isTransposed {
          ReferenceKernels.packTransposed(matrix: start, rowStride: stride, inner: inner, columns: columns, into: own)
        } else {
          ReferenceKernels.pack(matrix: start, rowStride: stride, inner: inner, columns: columns, into: own)
        }
      }
    }
    return place
  }

  var guardsAreWhole: Bool {
    blocks.allSatisfy { block in
      block.prefix(Self.guardCount).allSatisfy(\.isNaN) && block.suffix(Self.guardCount).allSatisfy(\.isNaN)
    }
  }

  deinit { for block in blocks { block.deallocate() } }
}

extension RecurrentOperands {
  typealias Pointer = UnsafeMutablePointer<Scalar>

  /// Runs forward and backward.
  ///
  /// - Parameter sharesPlaces: whether the gates are where the inputs were, and their gradients where the gates were.
  func run(
    sharingPlaces: Bool = false, forward: (RecurrentSequence<Pointer>) -> Void,
    backward: (RecurrentSequenceGradient<Pointer>) -> Void
  ) -> RecurrentOutcome<Scalar> {
    let arrays = GuardedArrays<Scalar>()
    let g = geometry
    let (rows, units, state) = (g.examples * g.time, g.units, g.stateWords)
    let isLSTM = g.cell == .lstm
    let hasHidden = isLSTM ? g.projection != nil : g.cell != .simple

    let inputs = arrays.holding(inputs)
    var sequence = RecurrentSequence(
      inputs: inputs,
      weights: RecurrentWeights(
        recurrent: g.hasDropout
          ? arrays.panels(kernel, stride: g.gateWords, inner: state, columns: units, matrices: g.firstGates)
          : arrays.panels(kernel, stride: g.gateWords, inner: state, columns: g.firstGateWords),
        candidate: g.cell == .gru(resetAfter: false)
          ? arrays.panels(kernel, first: 2 * units, stride: g.gateWords, inner: units, columns: units) : nil,
        projection: projection.map { arrays.panels($0, stride: state, inner: units, columns: state) },
        bias: bias.map(arrays.holding), peepholes: peepholes.map(arrays.holding)),
      initialState: initialState.map(arrays.holding), initialCell: initialCell.map(arrays.holding),
      mask: mask.map(arrays.holding), dropout: dropout.map(arrays.holding),
      sequence: arrays.unwritten(rows * state), finalState: arrays.unwritten(g.examples * state),
      finalCell: isLSTM ? arrays.unwritten(g.examples * units) : nil, scratch: arrays.unwritten(g.scratchWords))
    let record = RecurrentRecord(
      gates: sharingPlaces ? inputs : arrays.unwritten(rows * g.gateWords),
      sums: g.needsSums ? arrays.unwritten(rows * g.gateWords) : nil, states: arrays.unwritten(rows * state),
      cells: isLSTM ? arrays.unwritten(rows * units) : nil, hidden: hasHidden ? arrays.unwritten(rows * units) : nil,
      dropped: dropout == nil ? nil : arrays.unwritten(rows * g.droppedWords))
    sequence.record = record
    forward(sequence)

    func values(_ place: Pointer?, _ count: Int) -> [Scalar] {
      place.map { Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
    }
    var outcome = RecurrentOutcome(
      sequence: values(sequence.sequence, rows * state), finalState: values(sequence.finalState, g.examples * state),
      finalCell: values(sequence.finalCell, g.examples * units), gradients: [])

    let gradient = RecurrentSequenceGradient(
      weights: RecurrentWeights(
        recurrent: g.hasDropout
          ? arrays.panels(
            kernel, stride: g.gateWords, inner: units, columns: state, matrices: g.firstGates, isTransposed: true)
          : arrays.panels(
            kernel, stride: g.gateWords, inner: g.firstGateWords, columns: state, isTransposed: true),
        candidate: g.cell == .gru(resetAfter: false)
          ? arrays.panels(
            kernel, first: 2 * units, stride: g.gateWords, inner: units, columns: units, isTransposed: true) : nil,
        projection: projection.map {
          arrays.panels($0, stride: state, inner: state, columns: units, isTransposed: true)
        },
        peepholes: sequence.weights.peepholes),
      initialCell: sequence.initialCell, mask: sequence.mask, dropout: sequence.dropout, record: record,
      sequence: arrays.holding(self.sequence), finalState: arrays.holding(finalState),
      finalCell: isLSTM ? arrays.holding(finalCell) : nil,
      inputs: sharingPlaces ? record.gates : arrays.unwritten(rows * g.gateWords),
      recurrent: g.cell == .gru(resetAfter: true) ? arrays.unwritten(rows * g.gateWords) : nil,
      peepholes: peepholes == nil ? nil : arrays.unwritten(rows * 3 * units),
      projected: projection == nil ? nil : arrays.unwritten(rows * state),
      initialStateGradient: initialState == nil ? nil : arrays.unwritten(g.examples * state),
      initialCellGradient: initialCell == nil ? nil : arrays.unwritten(g.examples * units),
      scratch: arrays.unwritten(g.gradientScratchWords))
    backward(gradient)
    #expect(arrays.guardsAreWhole)

    let product = values(gradient.recurrent ?? gradient.inputs, rows * g.gateWords)
    outcome.gradients = [
      ("inputs", values(gradient.inputs, rows * g.gateWords)),
      ("initial state", values(gradient.initialStateGradient, g.examples * state)),
      ("initial cell", values(gradient.initialCellGradient, g.examples * units)),
      ("kernel", kernelGradient(product, record, values)),
    ]
    if bias != nil { outcome.gradients.append(("bias", columnSums(product, columns: g.gateWords))) }
    if let place = gradient.peepholes {
      outcome.gradients.append(("peepholes", columnSums(values(place, rows * 3 * units), columns: 3 * units)))
    }
    if let place = gradient.projected {
      let hidden = values(record.hidden, rows * units)
      outcome.gradients.append(
        ("projection", products(hidden, width: units, values(place, rows * state), first: 0, columns: state)))
    }
    return outcome
  }

  private func columnSums(_ matrix: [Scalar], columns: Int) -> [Scalar] {
    (0..<columns).map { column in
      stride(from: column, to: matrix.count, by: columns).reduce(0) { $0 + matrix[$1] }
    }
  }

  /// leftᵀ · right, of the columns of `right` from `first` on.
  private func products(
    _ left: [Scalar], width: Int, _ right: [Scalar], first: Int, columns: Int
  ) -> [Scalar] {
    let stride = right.count / (left.count / width)
    var result = [Scalar](repeating: 0, count: width * columns)
    for row in 0..<left.count / width {
      for i in 0..<width {
        let value = left[row * width + i]
        for column in 0..<columns {
          result[i * columns + column] += value * right[row * stride + first + column]
        }
      }
    }
    return result
  }

  private func kernelGradient(
    _ product: [Scalar], _ record: RecurrentRecord<Pointer>, _ values: (Pointer?, Int) -> [Scalar]
  ) -> [Scalar] {
    let g = geometry
    let rows = g.examples * g.time
    // One gate after the other, each from what it has read.
    let parts = (0..<g.cell.gates).map { gate in
      let read: [Scalar]
      if gate >= g.firstGates {
        read = values(record.hidden, rows * g.units)
      } else if let dropped = record.dropped {
        let all = values(dropped, rows * g.droppedWords)
        read = (0..<rows).flatMap { row in
          let first = row * g.droppedWords + gate * g.stateWords
          return all[first..<first + g.stateWords]
        }
      } else {
        read = values(record.states, rows * g.stateWords)
      }
      return products(read, width: g.stateWords, product, first: gate * g.units, columns: g.units)
    }
    return (0..<g.stateWords).flatMap { row in
      parts.flatMap { $0[row * g.units..<(row + 1) * g.units] }
    }
  }
}

extension RecurrentOperands where Scalar == Float {
  func runFast(sharingPlaces: Bool = false) -> RecurrentOutcome<Float> {
    runFast(sharingPlaces: sharingPlaces, pool: serial)
  }

  func runFast(sharingPlaces: Bool = false, pool: borrowing ThreadPool) -> RecurrentOutcome<Float> {
    run(sharingPlaces: sharingPlaces) {
      Kernels.recurrentSequence($0, geometry: geometry, pool: pool)
    } backward: {
      Kernels.recurrentSequenceGradient($0, geometry: geometry, pool: pool)
    }
  }
}

extension RecurrentOperands where Scalar == Double {
  func runReference() -> RecurrentOutcome<Double> {
    run {
      ReferenceKernels.recurrentSequence($0, geometry: geometry)
    } backward: {
      ReferenceKernels.recurrentSequenceGradient($0, geometry: geometry)
    }
  }
}
