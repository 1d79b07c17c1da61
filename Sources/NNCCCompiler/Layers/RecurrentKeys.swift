import NNCCRuntime

/// The hyperparameters of recurrent layers and cells.
enum RecurrentKeys {
  /// What a layer adds to its cell's: how it walks along the sequence.
  static let sequence: [Hyperparameter] = [
    Hyperparameter(
      "return_sequences", .boolean, default: .boolean(false),
      "whether the output is the state after every step, not after the last alone"),
    Hyperparameter(
      "return_state", .boolean, default: .boolean(false),
      "whether the states after the last step have names too: `<layer>/h`, and `<layer>/c` of an LSTM"),
    Hyperparameter(
      "go_backwards", .boolean, default: .boolean(false),
      "whether the sequence is read from its end; a returned sequence is in the order of reading"),
    Hyperparameter(
      "stateful", .boolean, default: .boolean(false),
      "whether each batch starts from the states that the one before ended with, example by example"),
    Hyperparameter(
      "unroll", .boolean, default: .boolean(false), "accepted, as in Keras: the numbers are the same"),
    initialState,
  ]

  static let initialState = Hyperparameter(
    "initial_state", .optional(.list(.string, orOne: true)), default: .null,
    "the layers or inputs that give the states before the first step: h, and c of an LSTM; by default zeros")

  static let simple: [Hyperparameter] =
    [
      Hyperparameter("units", .integer(atLeast: 1), aliases: ["num_units"], "the size of the state"),
      activation("activation", "tanh", "applied to the candidate, and to an LSTM's cell where it is read"),
      Hyperparameter("use_bias", .boolean, default: .boolean(true), "whether a bias is added"),
      ParameterOptions.initializer("kernel", default: "glorot_uniform"),
      ParameterOptions.initializer("recurrent", default: "orthogonal"),
      ParameterOptions.initializer("bias", default: "zeros"),
    ] + ["kernel", "recurrent", "bias"].map(ParameterOptions.regularizer)
    + ["kernel", "recurrent", "bias"].map(ParameterOptions.constraint) + dropout

  static let lstm =
    simple + gated + [
      Hyperparameter(
        "unit_forget_bias", .boolean, default: .boolean(true), "whether the forget gate's bias starts from 1"),
      Hyperparameter(
        "use_peepholes", .boolean, default: .boolean(false),
        "whether the gates see the cell, each through a diagonal weight (Graves 2013)"),
      Hyperparameter(
        "cell_clip", .optional(.number(.positive)), default: .null, "the largest magnitude of the cell"),
      Hyperparameter(
        "num_proj", .optional(.integer(atLeast: 1)), default: .null,
        "the size that the output, and so the state h, is projected to"),
    ]

  static let gru =
    simple + gated + [
      Hyperparameter(
        "reset_after", .boolean, default: .boolean(true),
        "whether the reset gate acts after the recurrent product, as in cuDNN, or on the state before it")
    ]

  private static let gated = [
    activation("recurrent_activation", "sigmoid", "applied to the gates"),
    Hyperparameter(
      "implementation", .integer(atLeast: 0, atMost: 2), default: .integer(2),
      "accepted, as in Keras: the numbers are the same"),
  ]

  private static let dropout = [
    Hyperparameter(
      "dropout", .number(.rate), default: .integer(0),
      "the chance that a feature of the input is dropped in training, from all steps of a sequence; with recurrent_dropout too, for each gate others"
    ),
    Hyperparameter(
      "keep_prob", .optional(.number(.keepProbability)), default: .null, "1 − dropout, as in tf.nn.rnn_cell"),
    Hyperparameter(
      "recurrent_dropout", .number(.rate), default: .integer(0),
      "the chance that a unit of h is dropped in training where a gate of the next step reads it, at all steps of a sequence, for each gate others"
    ),
    Hyperparameter(
      "recurrent_keep_prob", .optional(.number(.keepProbability)), default: .null, "1 − recurrent_dropout"),
    Vocabulary.seed,
  ]

  private static func activation(_ name: String, _ word: String, _ summary: String) -> Hyperparameter {
    Hyperparameter(
      name, .optional(.named { .activations }), default: .word(word), summary + "; null is linear")
  }
}

extension Options {
  /// The size that an LSTM's output is projected to, if it is.
  var projection: Int? { declares("num_proj") ? optionalInteger("num_proj") : nil }

  /// The activation that a hyperparameter names, on the units of a gate.
  func recurrentActivation(_ key: String) -> RecurrentActivation {
    guard declares(key) else { return .elementwise(.linear) }
    return switch ActivationChoice(named(key)) {
    case .elementwise(let activation): .elementwise(activation)
    case .softmax: .softmax
    case .logSoftmax: .logSoftmax
    }
  }

  /// The chance that something is dropped, said as that or as the chance that it is kept.
  func dropRate(_ rate: String, _ keep: String) -> Double {
    optionalNumber(keep).map { 1 - $0 } ?? number(rate)
  }
}

extension RecurrentCell {
  /// The formulas of a layer or cell of this name.
  init(_ type: String, _ options: Options) {
    switch type {
    case "lstm", "lstm_cell": self = .lstm
    case "gru", "gru_cell": self = .gru(resetAfter: options.boolean("reset_after"))
    default: self = .simple
    }
  }

  /// The names of the states.
  var stateNames: [String] { self == .lstm ? ["h", "c"] : ["h"] }
}
