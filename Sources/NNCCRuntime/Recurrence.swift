/// What a recurrent layer computes at each time step, with the formulas of Keras 3.
public enum RecurrentCell: Sendable, Hashable {
  /// h = activation(x + h·U)
  case simple
  /// Hochreiter and Schmidhuber 1997, gates i f c o; with peepholes Graves's of ICASSP 2013
  case lstm
  /// Cho et al. 2014, gates z r h; the reset gate acts on h·U, or before that product on h
  case gru(resetAfter: Bool)

  /// Columns of the recurrent kernel for each unit.
  public var gates: Int {
    switch self {
    case .simple: 1
    case .lstm: 4
    case .gru: 3
    }
  }
}

/// An activation of a recurrent layer, on the units of one example.
public enum RecurrentActivation: Sendable, Hashable {
  /// Unit by unit
  case elementwise(Activation)
  /// Over the units of a gate
  case softmax
  /// The logarithm of that
  case logSoftmax

  /// Whether the gradient can be computed from the output alone.
  public var hasGradientFromOutput: Bool {
    if case .elementwise(let activation) = self { activation.hasGradientFromOutput } else { true }
  }
}

/// What a recurrent layer gives at a step that is left out.
public enum MaskedOutput: Sendable, Hashable {
  /// What it gave at the step before, or 0 where there is none, as Keras's recurrent layers do
  case before
  /// 0, as Keras's Bidirectional and TensorFlow's static_rnn do
  case zeros
  /// The state, which is what the step before gave, also where that was in another run: of a stream
  case state
}

/// The sizes and options of a recurrent layer's run over a batch of sequences.
///
/// Sequences are [examples, time, …]. What belongs to a time step lies at that step's place, also where
/// the layer runs backward in time.
public struct RecurrentGeometry: Sendable, Hashable {
  /// Sequences in the batch.
  public var examples: Int
  /// Steps of each.
  public var time: Int
  /// Units of the cell.
  public var units: Int
  /// The size of the LSTM's state h where it is projected; nil where it is not.
  public var projection: Int?
  /// The formulas.
  public var cell: RecurrentCell
  /// Whether the last step is the first to be computed.
  public var isReversed: Bool
  /// Of the candidate, and of the LSTM's cell where it is read.
  public var activation: RecurrentActivation
  /// Of the gates.
  public var recurrentActivation: RecurrentActivation
  /// The largest magnitude of an LSTM's cell; infinite for no limit.
  public var cellClip: Float
  /// What a returned sequence is at a step that is left out.
  public var maskedOutput: MaskedOutput
  /// Whether units of h are dropped where gates read it, for each gate others, as in Keras. The recurrent kernel is
  /// then packed gate by gate.
  public var hasDropout: Bool

  // @_noAllocation
  /// Memberwise.
  public init(
    examples: Int, time: Int, units: Int, projection: Int? = nil, cell: RecurrentCell,
    isReversed: Bool = false, activation: RecurrentActivation = .elementwise(.tanh),
    recurrentActivation: RecurrentActivation = .elementwise(.sigmoid),
    cellClip: Float = .infinity, maskedOutput: MaskedOutput = .before, hasDropout: Bool = false
  ) {
    self.examples = examples
    self.time = time
    self.units = units
    self.projection = projection
    self.cell = cell
    self.isReversed = isReversed
    self.activation = activation
    self.recurrentActivation = recurrentActivation
    self.cellClip = cellClip
    self.maskedOutput = maskedOutput
    self.hasDropout = hasDropout
  }

  /// The size of the state h.
  public var stateWords: Int { projection ?? units }
  /// The gates of one step.
  public var gateWords: Int { cell.gates * units }
  /// The gates that read h itself, in one product: a GRU that resets h first has a second, of the candidate.
  public var firstGateWords: Int { cell == .gru(resetAfter: false) ? 2 * units : gateWords }
  /// The gates in that product.
  public var firstGates: Int { firstGateWords / units }
  /// h as each gate reads it: `gates` times the state where some of it is dropped.
  public var droppedWords: Int { hasDropout ? cell.gates * stateWords : 0 }
  /// Whether the gradient of some activation needs its input.
  public var needsSums: Bool {
    !activation.hasGradientFromOutput || cell != .simple && !recurrentActivation.hasGradientFromOutput
  }
  /// Words of workspace of a run forward.
  public var scratchWords: Int { examples * (2 * stateWords + droppedWords + gateWords + 2 * units) }
  /// Words of workspace of a run backward.
  public var gradientScratchWords: Int { examples * (4 * stateWords + gateWords + 4 * units) }

  /// The time of the `step`-th step that is computed.
  func time(ofStep step: Int) -> Int { isReversed ? time - 1 - step : step }
}

/// The weights that a recurrent layer's state meets; the input's are in the product before it.
///
/// Matrices are packed in panels; for the run backward their transposes are.
public struct RecurrentWeights<Place> {
  /// [stateWords, firstGateWords], or with dropout [stateWords, units] for each of the gates
  public var recurrent: Place
  /// [units, units], of a GRU that resets h before the product
  public var candidate: Place?
  /// [units, projection], of an LSTM with a projection
  public var projection: Place?
  /// [gateWords], added to the recurrent product; nil for zeros
  public var bias: Place?
  /// [3, units], of an LSTM with peepholes
  public var peepholes: Place?

  /// Memberwise.
  @inlinable
  public init(
    recurrent: Place, candidate: Place? = nil, projection: Place? = nil, bias: Place? = nil,
    peepholes: Place? = nil
  ) {
    self.recurrent = recurrent
    self.candidate = candidate
    self.projection = projection
    self.bias = bias
    self.peepholes = peepholes
  }

  /// The same operands in other terms.
  public func map<Other>(_ transform: (Place) -> Other) -> RecurrentWeights<Other> {
    RecurrentWeights<Other>(
      recurrent: transform(recurrent), candidate: candidate.map(transform),
      projection: projection.map(transform), bias: bias.map(transform), peepholes: peepholes.map(transform))
  }

  /// Those that are there.
  public var places: [Place] { [recurrent] + [candidate, projection, bias, peepholes].compactMap { $0 } }
}

/// What a run forward keeps for the run backward; everything is [examples, time, …].
public struct RecurrentRecord<Place> {
  /// [gateWords]: the gates, activated. May be where the inputs are.
  public var gates: Place
  /// [gateWords]: the gates before activation, where `needsSums`
  public var sums: Place?
  /// [stateWords]: h before each step
  public var states: Place
  /// [units]: c after each step, of an LSTM
  public var cells: Place?
  /// [units]: what the candidate's product, or the projection, read or gave: a GRU's h·U before the reset
  /// acts on it, or its reset h; a projected LSTM's output before the projection
  public var hidden: Place?
  /// [droppedWords]: h before each step as each gate read it, where recurrent dropout makes that another
  public var dropped: Place?

  /// Memberwise.
  @inlinable
  public init(
    gates: Place, sums: Place? = nil, states: Place, cells: Place? = nil, hidden: Place? = nil,
    dropped: Place? = nil
  ) {
    self.gates = gates
    self.sums = sums
    self.states = states
    self.cells = cells
    self.hidden = hidden
    self.dropped = dropped
  }

  /// The same operands in other terms.
  public func map<Other>(_ transform: (Place) -> Other) -> RecurrentRecord<Other> {
    RecurrentRecord<Other>(
      gates: transform(gates), sums: sums.map(transform), states: transform(states),
      cells: cells.map(transform), hidden: hidden.map(transform), dropped: dropped.map(transform))
  }

  /// Those that are there.
  public var places: [Place] { [gates] + [sums, states, cells, hidden, dropped].compactMap { $0 } }
}

/// The operands of a recurrent layer's run over whole sequences.
public struct RecurrentSequence<Place> {
  /// [examples, time, gateWords]: the product of the input and the kernel, with the input's bias
  public var inputs: Place
  /// How the state is weighed.
  public var weights: RecurrentWeights<Place>
  /// [examples, stateWords]: h before the first step; nil for zeros
  public var initialState: Place?
  /// [examples, units]: c before the first step; nil for zeros
  public var initialCell: Place?
  /// [examples, time]: 1 for the steps that count. At one that does not, the state stays as it is, and the
  /// sequence is what the geometry says. nil where all count
  public var mask: Place?
  /// [examples, droppedWords]: what h is multiplied by before each gate's product: the masks of recurrent dropout, the
  /// same at all steps; nil for ones
  public var dropout: Place?
  /// [examples, time, stateWords]: h after each step, if wanted
  public var sequence: Place?
  /// [examples, stateWords]: h after the last step, if wanted
  public var finalState: Place?
  /// [examples, units]: c after the last step, if wanted
  public var finalCell: Place?
  /// What the run backward needs; nil where there is none.
  public var record: RecurrentRecord<Place>?
  /// `scratchWords`
  public var scratch: Place

  /// Memberwise.
  @inlinable
  public init(
    inputs: Place, weights: RecurrentWeights<Place>, initialState: Place? = nil, initialCell: Place? = nil,
    mask: Place? = nil, dropout: Place? = nil, sequence: Place? = nil, finalState: Place? = nil,
    finalCell: Place? = nil,
    record: RecurrentRecord<Place>? = nil, scratch: Place
  ) {
    self.inputs = inputs
    self.weights = weights
    self.initialState = initialState
    self.initialCell = initialCell
    self.mask = mask
    self.dropout = dropout
    self.sequence = sequence
    self.finalState = finalState
    self.finalCell = finalCell
    self.record = record
    self.scratch = scratch
  }

  /// The same operands in other terms.
  public func map<Other>(_ transform: (Place) -> Other) -> RecurrentSequence<Other> {
    RecurrentSequence<Other>(
      inputs: transform(inputs), weights: weights.map(transform), initialState: initialState.map(transform),
      initialCell: initialCell.map(transform), mask: mask.map(transform), dropout: dropout.map(transform),
      sequence: sequence.map(transform),
      finalState: finalState.map(transform), finalCell: finalCell.map(transform),
      record: record?.map(transform), scratch: transform(scratch))
  }
}

/// The operands of the run backward.
public struct RecurrentSequenceGradient<Place> {
  /// The transposes of those of the run forward; no bias.
  public var weights: RecurrentWeights<Place>
  /// [examples, units]: c before the first step; nil for zeros
  public var initialCell: Place?
  /// As in the run forward.
  public var mask: Place?
  /// As in the run forward.
  public var dropout: Place?
  /// What the run forward kept.
  public var record: RecurrentRecord<Place>
  /// [examples, time, stateWords]: the gradient of h after each step, if any
  public var sequence: Place?
  /// [examples, stateWords]: of h after the last step, if any
  public var finalState: Place?
  /// [examples, units]: of c after the last step, if any
  public var finalCell: Place?
  /// [examples, time, gateWords]: the result, the gradient of the inputs. May be where the gates are.
  public var inputs: Place
  /// [examples, time, gateWords]: the gradient of the recurrent product, of a GRU that resets after it; for
  /// all others it is that of the inputs
  public var recurrent: Place?
  /// [examples, time, 3, units]: what sums to the gradient of the peepholes
  public var peepholes: Place?
  /// [examples, time, projection]: the gradient of the projected state
  public var projected: Place?
  /// [examples, stateWords]: the gradient of h before the first step, if wanted
  public var initialStateGradient: Place?
  /// [examples, units]: the gradient of c before the first step, if wanted
  public var initialCellGradient: Place?
  /// `gradientScratchWords`
  public var scratch: Place

  /// Memberwise.
  @inlinable
  public init(
    weights: RecurrentWeights<Place>, initialCell: Place? = nil, mask: Place? = nil, dropout: Place? = nil,
    record: RecurrentRecord<Place>, sequence: Place? = nil, finalState: Place? = nil, finalCell: Place? = nil,
    inputs: Place,
    recurrent: Place? = nil, peepholes: Place? = nil, projected: Place? = nil,
    initialStateGradient: Place? = nil, initialCellGradient: Place? = nil, scratch: Place
  ) {
    self.weights = weights
    self.initialCell = initialCell
    self.mask = mask
    self.dropout = dropout
    self.record = record
    self.sequence = sequence
    self.finalState = finalState
    self.finalCell = finalCell
    self.inputs = inputs
    self.recurrent = recurrent
    self.peepholes = peepholes
    self.projected = projected
    self.initialStateGradient = initialStateGradient
    self.initialCellGradient = initialCellGradient
    self.scratch = scratch
  }

  /// The same operands in other terms.
  public func map<Other>(_ transform: (Place) -> Other) -> RecurrentSequenceGradient<Other> {
    RecurrentSequenceGradient<Other>(
      weights: weights.map(transform), initialCell: initialCell.map(transform), mask: mask.map(transform),
      dropout: dropout.map(transform), record: record.map(transform), sequence: sequence.map(transform),
      finalState: finalState.map(transform), finalCell: finalCell.map(transform), inputs: transform(inputs),
      recurrent: recurrent.map(transform), peepholes: peepholes.map(transform),
      projected: projected.map(transform), initialStateGradient: initialStateGradient.map(transform),
      initialCellGradient: initialCellGradient.map(transform), scratch: transform(scratch))
  }
}

extension RecurrentWeights: Sendable where Place: Sendable {}
extension RecurrentRecord: Sendable where Place: Sendable {}
extension RecurrentSequence: Sendable where Place: Sendable {}
extension RecurrentSequenceGradient: Sendable where Place: Sendable {}
