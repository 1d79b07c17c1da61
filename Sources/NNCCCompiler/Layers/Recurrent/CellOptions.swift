import NNCCRuntime

/// What a spec says of the cell of a recurrent layer: its formulas and their parameters.
struct CellOptions: Sendable {
  let formulas: RecurrentCell
  let units: Int
  let usesBias: Bool
  let activation: ActivationChoice
  /// Of the gates, where there are some.
  private(set) var gateActivation = ActivationChoice.linear
  /// The chance that a feature of the input is dropped.
  let dropRate: Double
  /// The chance that a unit of h is dropped.
  let recurrentDropRate: Double
  let seed: UInt64?

  // Of an LSTM.
  private(set) var forgetsLessAtFirst = false
  private(set) var hasPeepholes = false
  /// The largest magnitude of the cell.
  private(set) var clip = Float.infinity
  /// The size that the output is projected to, if it is.
  private(set) var projection: Int?

  /// The extents of the states, in their order: h, and c of an LSTM.
  var states: [Int] { formulas == .lstm ? [projection ?? units, units] : [units] }

  /// The names of the states.
  var stateNames: [String] { formulas == .lstm ? ["h", "c"] : ["h"] }

  private init(_ formulas: RecurrentCell, _ options: Options) {
    self.formulas = formulas
    units = options[Self.units]
    usesBias = options[ParameterKeys.usesBias]
    activation = options[Self.activation]?.value ?? .linear
    dropRate = options[Self.keepRate].map { 1 - $0 } ?? options[Self.dropRate]
    recurrentDropRate = options[Self.recurrentKeepRate].map { 1 - $0 } ?? options[Self.recurrentDropRate]
    seed = options[Initializers.seed]
  }

  static func simple(_ options: Options) -> CellOptions { CellOptions(.simple, options) }

  static func lstm(_ options: Options) -> CellOptions {
    var cell = CellOptions(.lstm, options)
    cell.gateActivation = options[gateActivation]?.value ?? .linear
    cell.forgetsLessAtFirst = options[forgetsLessAtFirst]
    cell.hasPeepholes = options[hasPeepholes]
    cell.clip = options[clip] ?? .infinity
    cell.projection = options[projection]
    return cell
  }

  static func gru(_ options: Options) -> CellOptions {
    var cell = CellOptions(.gru(resetAfter: options[resetsAfter]), options)
    cell.gateActivation = options[gateActivation]?.value ?? .linear
    return cell
  }
}

// MARK: Keys

extension CellOptions {
  static let simpleKeys: [any DeclaredKey] =
    [units, activation, ParameterKeys.usesBias] + ParameterKeys.table(.kernel, .recurrent, .bias)
    + [dropRate, keepRate, recurrentDropRate, recurrentKeepRate, Initializers.seed]
  static let lstmKeys = simpleKeys + gatedKeys + [forgetsLessAtFirst, hasPeepholes, clip, projection]
  static let gruKeys = simpleKeys + gatedKeys + [resetsAfter]

  static let units = Key("units", .integer(atLeast: 1), aliases: ["num_units"], "the size of the state")

  private static let gatedKeys: [any DeclaredKey] = [
    gateActivation,
    Key(
      "implementation", .integer(atLeast: 0, atMost: 2), default: .integer(2),
      "accepted, as in Keras: the numbers are the same"
    ).deciding(.nothing),
  ]

  fileprivate static let activation = Key(
    "activation", .optional(.named { Activations.family }), default: .word("tanh"),
    "applied to the candidate, and to an LSTM's cell where it is read; null is linear")
  fileprivate static let gateActivation = Key(
    "recurrent_activation", .optional(.named { Activations.family }), default: .word("sigmoid"),
    "applied to the gates; null is linear")

  fileprivate static let dropRate = Key(
    "dropout", .number(.rate), default: .integer(0),
    "the chance that a feature of the input is dropped in training, from all steps of a sequence; with recurrent_dropout too, for each gate others"
  ).deciding(.training).orElse(keepRate)
  fileprivate static let keepRate = Key(
    "keep_prob", .optional(.number(.keepProbability)), default: .null, "1 − dropout, as in tf.nn.rnn_cell"
  ).deciding(.training)
  fileprivate static let recurrentDropRate = Key(
    "recurrent_dropout", .number(.rate), default: .integer(0),
    "the chance that a unit of h is dropped in training where a gate of the next step reads it, at all steps of a sequence, for each gate others"
  ).deciding(.training).orElse(recurrentKeepRate)
  fileprivate static let recurrentKeepRate = Key(
    "recurrent_keep_prob", .optional(.number(.keepProbability)), default: .null, "1 − recurrent_dropout"
  ).deciding(.training)

  private static let forgetsLessAtFirst = Key(
    "unit_forget_bias", .boolean, default: .boolean(true), "whether the forget gate's bias starts from 1"
  ).deciding(.training)
  private static let hasPeepholes = Key(
    "use_peepholes", .boolean, default: .boolean(false),
    "whether the gates see the cell, each through a diagonal weight (Graves 2013)")
  private static let clip = Key(
    "cell_clip", .optional(.float(.positive)), default: .null, "the largest magnitude of the cell")
  private static let projection = Key(
    "num_proj", .optional(.integer(atLeast: 1)), default: .null,
    "the size that the output, and so the state h, is projected to")
  private static let resetsAfter = Key(
    "reset_after", .boolean, default: .boolean(true),
    "whether the reset gate acts after the recurrent product, as in cuDNN, or on the state before it")
}

// MARK: Shape rule

extension CellOptions {
  /// Which of a layer's parameters are a cell's.
  struct Parameters {
    let kernel: ParameterIndex
    let recurrent: ParameterIndex
    let bias: ParameterIndex?
    let peepholes: ParameterIndex?
    let projection: ParameterIndex?
  }

  /// Declares the parameters over inputs [time, features]; nil after a report.
  func declare(in inference: inout LayerInference) -> Parameters? {
    let (time, features) = (inference.shape[0], inference.shape[1])
    guard Shapes.volume([formulas.gates, units, max(time, features, units)]) != nil else {
      inference.error("too-large", Self.units, "\(units) units over \(time) steps are beyond any memory")
      return nil
    }
    check(&inference)
    let (state, gateWords) = (states[0], formulas.gates * units)
    let kernel = inference.declare("kernel", [features, gateWords], .kernel)
    let recurrent = inference.declare("recurrent_kernel", [state, gateWords], .recurrent)
    var bias: ParameterIndex?
    if usesBias {
      let rows = formulas == .gru(resetAfter: true) ? [2] : []
      bias = inference.declare("bias", rows + [gateWords], .bias)
      if forgetsLessAtFirst, let last = inference.parameters.indices.last {
        inference.parameters[last].initializer = .unitForgetBias(inference.parameters[last].initializer)
      }
    }
    let peepholes =
      hasPeepholes ? inference.declare("peephole_kernel", [3, units], .kernel, hasPenalties: false) : nil
    let projected = projection.map {
      inference.declare("projection_kernel", [units, $0], .kernel, hasPenalties: false)
    }
    if inference.diagnostics.hasErrors { return nil }
    return Parameters(kernel: kernel, recurrent: recurrent, bias: bias, peepholes: peepholes, projection: projected)
  }

  private func check(_ inference: inout LayerInference) {
    let options = inference.options
    for (rate, keep) in [(Self.dropRate, Self.keepRate), (Self.recurrentDropRate, Self.recurrentKeepRate)]
    where options.isGiven(rate) && options.isGiven(keep) {
      inference.error(
        "conflicting-keys", keep, "takes '\(rate.name)' or '\(keep.name)', not both: the one is 1 − the other")
    }
    for (key, activation) in [(Self.activation, activation), (Self.gateActivation, gateActivation)] {
      inference.checkAxes(of: activation, shape: [units], at: options.range(of: key))
    }
  }
}
