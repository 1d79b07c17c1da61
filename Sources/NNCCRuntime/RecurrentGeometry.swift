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

  // @_noAllocation
  /// Memberwise.
  public init(
    examples: Int, time: Int, units: Int, projection: Int? = nil, cell: RecurrentCell,
    isReversed: Bool = false, activation: RecurrentActivation = .elementwise(.tanh),
    recurrentActivation: RecurrentActivation = .elementwise(.sigmoid),
    cellClip: Float = .infinity, maskedOutput: MaskedOutput = .before
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
  }

  /// The size of the state h.
  public var stateWords: Int { projection ?? units }
  /// The gates of one step.
  public var gateWords: Int { cell.gates * units }
  /// The gates that read h itself, in one product: a GRU that resets h first has a second, of the candidate.
  public var firstGateWords: Int { cell == .gru(resetAfter: false) ? 2 * units : gateWords }
  /// The gates in that product.
  public var firstGates: Int { firstGateWords / units }
  /// h as recurrent dropout leaves it, for each gate another: `gates` times the state.
  public var droppedWords: Int { cell.gates * stateWords }
  /// Whether the gradient of some activation needs its input.
  public var needsSums: Bool {
    !activation.hasGradientFromOutput || cell != .simple && !recurrentActivation.hasGradientFromOutput
  }
  /// Words of workspace of a run forward.
  public func scratchWords(hasDropout: Bool) -> Int {
    examples * (2 * stateWords + (hasDropout ? droppedWords : 0) + gateWords + 2 * units)
  }
  /// Words of workspace of a run backward.
  public var gradientScratchWords: Int { examples * (4 * stateWords + gateWords + 4 * units) }

  /// The time of the `step`-th step that is computed.
  package func time(ofStep step: Int) -> Int { isReversed ? time - 1 - step : step }
}

// MARK: As Swift writes them

extension RecurrentCell: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .simple: .token(".simple")
    case .lstm: .token(".lstm")
    case .gru(let resetAfter): .call(".gru", .init("resetAfter", resetAfter))
    }
  }
}

extension RecurrentActivation: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .elementwise(let activation): .call(".elementwise", .init(nil, activation))
    case .softmax: .token(".softmax")
    case .logSoftmax: .token(".logSoftmax")
    }
  }
}

extension MaskedOutput: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .before: .token(".before")
    case .zeros: .token(".zeros")
    case .state: .token(".state")
    }
  }
}

extension RecurrentGeometry: LiteralConvertible {
  package var literal: Literal {
    .call(
      ".init", .init("examples", examples), .init("time", time), .init("units", units),
      .init("projection", projection), .init("cell", cell), .init("isReversed", isReversed, default: false),
      .init("activation", activation, default: .elementwise(.tanh)),
      .init("recurrentActivation", recurrentActivation, default: .elementwise(.sigmoid)),
      .init("cellClip", cellClip, default: .infinity), .init("maskedOutput", maskedOutput, default: .before))
  }
}
