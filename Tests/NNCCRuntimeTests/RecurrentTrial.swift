import NNCCReference
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
      maskedOutput: maskedOutput)
  }
}

/// What goes into a run forward and the run backward after it, in the forms that weight files have. The raw value is its
/// seed.
enum RecurrentArray: UInt64, CaseIterable {
  /// [examples, time, gateWords], [stateWords, gateWords]
  case inputs = 1, kernel
  /// [units, stateWords], [gateWords], [3, units]
  case projection, bias, peepholes
  case initialState, initialCell, mask, dropout
  /// The gradients of what the run forward gives under these names.
  case sequence, finalState, finalCell

  static let outputs = [sequence, finalState, finalCell]
  static let differentiated = [inputs, kernel, projection, bias, peepholes, initialState, initialCell]

  /// Whether all examples have the same.
  var isWeight: Bool { [.kernel, .projection, .bias, .peepholes].contains(self) }
}

/// The outputs of a run forward, and the gradients that came of the one backward, those of the weights summed from what
/// it leaves to be summed.
typealias RecurrentOutcome<Scalar> = [RecurrentArray: [Scalar]]

struct RecurrentOperands<Scalar: ReferenceScalar> {
  var geometry: RecurrentGeometry
  var arrays: [RecurrentArray: [Scalar]]
}

extension RecurrentOperands where Scalar == Float {
  init(_ variant: RecurrentVariant, units: Int, examples: Int, time: Int) {
    let g = variant.geometry(units: units, examples: examples, time: time)
    var arrays: [RecurrentArray: [Float]] = [:]
    func draw(_ array: RecurrentArray, _ count: Int, _ low: Float = -1, _ high: Float = 1, if isThere: Bool = true) {
      if isThere { arrays[array] = Samples.uniform(count, low, high, seed: array.rawValue) }
    }
    // Weights that keep the state's size, so that no activation leaves its telling range.
    func drawWeights(_ array: RecurrentArray, inner: Int, columns: Int, if isThere: Bool = true) {
      let most = 1.5 / Float(inner).squareRoot()
      draw(array, inner * columns, -most, most, if: isThere)
    }
    let (hasCells, hasStates) = (variant.cell == .lstm, variant.hasInitialStates)
    draw(.inputs, examples * time * g.gateWords)
    drawWeights(.kernel, inner: g.stateWords, columns: g.gateWords)
    drawWeights(.projection, inner: units, columns: g.stateWords, if: variant.isProjected)
    draw(.bias, g.gateWords, -0.5, 0.5, if: variant.hasBias)
    draw(.peepholes, 3 * units, -0.7, 0.7, if: variant.hasPeepholes)
    draw(.initialState, examples * g.stateWords, if: hasStates)
    draw(.initialCell, examples * units, -0.9, 0.9, if: hasStates && hasCells)
    draw(.mask, examples * time, 0, 1, if: variant.isMasked)
    draw(.dropout, examples * g.droppedWords, 0, 1, if: variant.hasDropout)
    draw(.sequence, examples * time * g.stateWords)
    draw(.finalState, examples * g.stateWords)
    draw(.finalCell, examples * units, if: hasCells)
    arrays[.mask] = arrays[.mask]?.map { $0 < 0.6 ? 1 : 0 }
    arrays[.dropout] = arrays[.dropout]?.map { $0 < 0.75 ? 1 / 0.75 : 0 }
    self.init(geometry: g, arrays: arrays)
  }

  var doubles: RecurrentOperands<Double> { .init(geometry: geometry, arrays: arrays.mapValues(\.doubles)) }

  /// One example alone.
  func example(_ index: Int) -> RecurrentOperands {
    var one = self
    one.geometry.examples = 1
    for (array, values) in arrays where !array.isWeight { one.arrays[array] = part(values, index) }
    return one
  }

  /// What one example has of values for all.
  func part(_ values: [Float], _ index: Int) -> [Float] {
    let words = values.count / geometry.examples
    return Array(values[index * words..<(index + 1) * words])
  }

  func runFast(sharingPlaces: Bool = false, on machine: Kernels.Machine = serial) -> RecurrentOutcome<Float> {
    run(sharingPlaces: sharingPlaces) {
      $0.run(on: machine)
    } backward: {
      $0.run(on: machine)
    }
  }
}

extension RecurrentOperands where Scalar == Double {
  func runReference() -> RecurrentOutcome<Double> {
    let machine = ReferenceMachine<Double>()
    return run {
      machine.visit($0)
    } backward: {
      machine.visit($0)
    }
  }

  /// Σ of the outputs, each times its gradient.
  func loss() -> Double {
    let outcome = runReference()
    return RecurrentArray.outputs.reduce(0) { sum, array in
      zip(outcome[array] ?? [], arrays[array] ?? []).reduce(sum) { $0 + $1.0 * $1.1 }
    }
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

  func unwritten(_ count: Int, if isThere: Bool) -> UnsafeMutablePointer<Scalar>? { isThere ? unwritten(count) : nil }

  func holding(_ values: [Scalar]) -> UnsafeMutablePointer<Scalar> {
    let place = unwritten(values.count)
    place.update(from: values, count: values.count)
    return place
  }

  func packed(_ matrix: [Scalar], as layout: PackLayout) -> UnsafeMutablePointer<Scalar> {
    let panels = unwritten(layout.words)
    ReferenceMachine<Scalar>().visit(Kernels.Pack(holding(matrix), as: layout, into: panels))
    return panels
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
    sharingPlaces sharesPlaces: Bool = false, forward: (Kernels.RecurrentSequence<Pointer>) -> Void,
    backward: (Kernels.RecurrentSequenceGradient<Pointer>) -> Void
  ) -> RecurrentOutcome<Scalar> {
    let memory = GuardedArrays<Scalar>()
    let g = geometry
    let (rows, units, state) = (g.examples * g.time, g.units, g.stateWords)
    let isLSTM = g.cell == .lstm
    func place(_ array: RecurrentArray) -> Pointer? { arrays[array].map(memory.holding) }

    let inputs = memory.holding(arrays[.inputs]!)
    let record = Kernels.RecurrentRecord(
      gates: sharesPlaces ? inputs : memory.unwritten(rows * g.gateWords),
      sums: memory.unwritten(rows * g.gateWords, if: g.needsSums), states: memory.unwritten(rows * state),
      cells: memory.unwritten(rows * units, if: isLSTM),
      hidden: memory.unwritten(rows * units, if: isLSTM ? g.projection != nil : g.cell != .simple),
      dropped: memory.unwritten(rows * g.droppedWords, if: arrays[.dropout] != nil))
    let sequence = Kernels.RecurrentSequence(
      inputs: inputs, weights: weights(in: memory), initialState: place(.initialState),
      initialCell: place(.initialCell), mask: place(.mask), dropout: place(.dropout),
      sequence: memory.unwritten(rows * state), finalState: memory.unwritten(g.examples * state),
      finalCell: memory.unwritten(g.examples * units, if: isLSTM), record: record,
      scratch: memory.unwritten(g.scratchWords(hasDropout: arrays[.dropout] != nil)), geometry: g)
    forward(sequence)

    let gradient = Kernels.RecurrentSequenceGradient(
      weights: weights(in: memory, areTransposed: true), initialCell: sequence.initialCell, mask: sequence.mask,
      dropout: sequence.dropout, record: record, sequence: place(.sequence), finalState: place(.finalState),
      finalCell: place(.finalCell), inputs: sharesPlaces ? record.gates : memory.unwritten(rows * g.gateWords),
      recurrent: memory.unwritten(rows * g.gateWords, if: g.cell == .gru(resetAfter: true)),
      peepholes: memory.unwritten(rows * 3 * units, if: arrays[.peepholes] != nil),
      projected: memory.unwritten(rows * state, if: g.projection != nil),
      initialStateGradient: memory.unwritten(g.examples * state, if: arrays[.initialState] != nil),
      initialCellGradient: memory.unwritten(g.examples * units, if: arrays[.initialCell] != nil),
      scratch: memory.unwritten(g.gradientScratchWords), geometry: g)
    backward(gradient)

    var outcome: RecurrentOutcome<Scalar> = [:]
    func keep(_ array: RecurrentArray, _ place: Pointer?, _ count: Int) {
      outcome[array] = place.map { Array(UnsafeBufferPointer(start: $0, count: count)) }
    }
    keep(.sequence, sequence.sequence, rows * state)
    keep(.finalState, sequence.finalState, g.examples * state)
    keep(.finalCell, sequence.finalCell, g.examples * units)
    keep(.inputs, gradient.inputs, rows * g.gateWords)
    keep(.initialState, gradient.initialStateGradient, g.examples * state)
    keep(.initialCell, gradient.initialCellGradient, g.examples * units)

    let machine = ReferenceMachine<Scalar>()
    func keepSums(_ array: RecurrentArray, of matrix: Pointer, columns: Int) {
      let sums = memory.unwritten(columns)
      machine.visit(Kernels.ColumnSums(matrix, sums, rows: rows, columns: columns, scratch: sums))
      keep(array, sums, columns)
    }
    let products = gradient.recurrent ?? gradient.inputs
    keep(.kernel, kernelGradient(products, record, in: memory), state * g.gateWords)
    if arrays[.bias] != nil { keepSums(.bias, of: products, columns: g.gateWords) }
    if let products = gradient.peepholes { keepSums(.peepholes, of: products, columns: 3 * units) }
    if let projected = gradient.projected, let hidden = record.hidden {
      let share = memory.unwritten(units * state)
      machine.visit(
        Kernels.MatmulTransposedLeft(
          left: hidden, right: projected, into: share, geometry: .init(rows: rows, inner: units, columns: state)))
      keep(.projection, share, units * state)
    }
    #expect(memory.guardsAreWhole)
    return outcome
  }

  private func weights(
    in memory: GuardedArrays<Scalar>, areTransposed: Bool = false
  ) -> Kernels.RecurrentWeights<Pointer> {
    let (units, state, gateWords) = (geometry.units, geometry.stateWords, geometry.gateWords)
    func packed(
      _ matrix: [Scalar], stride: Int, first: Int = 0, inner: Int, columns: Int, matrices: Int = 1
    ) -> Pointer {
      memory.packed(
        matrix,
        as: areTransposed
          ? .transposedBlock(stride: stride, first: first, inner: columns, columns: inner, matrices: matrices)
          : .block(stride: stride, first: first, inner: inner, columns: columns, matrices: matrices))
    }
    let kernel = arrays[.kernel]!
    return .init(
      recurrent: arrays[.dropout] == nil
        ? packed(kernel, stride: gateWords, inner: state, columns: geometry.firstGateWords)
        : packed(kernel, stride: gateWords, inner: state, columns: units, matrices: geometry.firstGates),
      candidate: geometry.cell == .gru(resetAfter: false)
        ? packed(kernel, stride: gateWords, first: 2 * units, inner: units, columns: units) : nil,
      projection: arrays[.projection].map { packed($0, stride: state, inner: units, columns: state) },
      bias: areTransposed ? nil : arrays[.bias].map(memory.holding), peepholes: arrays[.peepholes].map(memory.holding))
  }

  /// One gate after the other, each from what it has read.
  private func kernelGradient(
    _ products: Pointer, _ record: Kernels.RecurrentRecord<Pointer>, in memory: GuardedArrays<Scalar>
  ) -> Pointer {
    let g = geometry
    let gradient = memory.unwritten(g.stateWords * g.gateWords)
    for gate in 0..<g.cell.gates {
      let readsDropped = gate < g.firstGates && record.dropped != nil
      let read = gate < g.firstGates ? record.dropped ?? record.states : record.hidden!
      ReferenceMachine<Scalar>().visit(
        Kernels.MatmulTransposedLeft(
          left: read, leftStart: readsDropped ? gate * g.stateWords : 0,
          leftRowStride: readsDropped ? g.droppedWords : nil, right: products, into: gradient, start: gate * g.units,
          rowStride: g.gateWords, geometry: .init(rows: g.examples * g.time, inner: g.stateWords, columns: g.units)))
    }
    return gradient
  }
}
