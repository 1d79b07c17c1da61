extension Vocabulary {
  /// The optimizers, with the options and defaults of `keras.optimizers`.
  static let optimizers = Vocabulary(
    what: "an optimizer",
    entries: [
      Entry(
        "sgd", "gradient descent, with momentum if given",
        [
          rate(0.01),
          Hyperparameter("momentum", .number(.unit), default: .number(0), "how much velocity stays"),
          Hyperparameter("nesterov", .boolean, default: .boolean(false), "look ahead along the velocity"),
        ] + common()),
      Entry("adam", "adaptive moments (Kingma 2015)", adamOptions + common()),
      Entry(
        "adamw", "adam with decoupled weight decay (Loshchilov 2019)",
        adamOptions + common(weightDecay: 0.004)),
      Entry("adamax", "adam by the infinity norm", [rate(0.001), beta1, beta2, epsilon] + common()),
      Entry(
        "nadam", "adam with Nesterov momentum (Dozat 2016)", [rate(0.001), beta1, beta2, epsilon] + common()),
      Entry(
        "rmsprop", "gradients over the root of their mean square (Hinton 2012)",
        [
          rate(0.001), rho(0.9),
          Hyperparameter("momentum", .number(.unit), default: .number(0), "how much velocity stays"), epsilon,
          Hyperparameter(
            "centered", .boolean, default: .boolean(false), "by the variance, not the mean square"),
        ] + common()),
      Entry(
        "adagrad", "gradients over the root of their sum of squares (Duchi 2011)",
        [rate(0.001), accumulator, epsilon] + common()),
      Entry(
        "adadelta", "steps by a window of past steps (Zeiler 2012)",
        [rate(0.001), rho(0.95), epsilon] + common()),
      Entry(
        "ftrl", "follow the regularized leader (McMahan 2013)",
        [
          rate(0.001),
          Hyperparameter(
            "learning_rate_power",
            .number(.init(lower: -.infinity, upper: 0, lowerIsOpen: true, upperIsOpen: false)),
            default: .number(-0.5), "how the rate falls"),
          accumulator, strength("l1_regularization_strength"), strength("l2_regularization_strength"),
          strength("l2_shrinkage_regularization_strength"), strength("beta"),
        ] + common()),
    ])

  private static let adamOptions = [
    rate(0.001), beta1, beta2, epsilon,
    Hyperparameter(
      "amsgrad", .boolean, default: .boolean(false), "divide by the largest second moment so far"),
  ]

  private static let beta1 = Hyperparameter(
    "beta_1", .number(.rate), default: .number(0.9), "decay of the first moment")
  private static let beta2 = Hyperparameter(
    "beta_2", .number(.rate), default: .number(0.999), "decay of the second moment")
  private static let epsilon = Hyperparameter(
    "epsilon", .number(.nonNegative), default: .number(1e-7), "keeps divisors from 0")
  private static let accumulator = Hyperparameter(
    "initial_accumulator_value", .number(.nonNegative), default: .number(0.1),
    "what the sum of squares starts from")

  private static func rho(_ value: Double) -> Hyperparameter {
    Hyperparameter("rho", .number(.rate), default: .number(value), "decay of the mean square")
  }

  private static func strength(_ name: String) -> Hyperparameter {
    Hyperparameter(name, .number(.nonNegative), default: .number(0), "as in Keras")
  }

  private static func rate(_ value: Double) -> Hyperparameter {
    Hyperparameter(
      "learning_rate", .either(.number(.nonNegative), .named { .schedules }), default: .number(value),
      "a number or a schedule")
  }

  private static func common(weightDecay: Double? = nil) -> [Hyperparameter] {
    [
      Hyperparameter(
        "weight_decay", .optional(.number(.nonNegative)),
        default: weightDecay.map(OptionValue.number) ?? .null,
        "each update first shrinks a parameter by learning_rate · weight_decay of itself"),
      Hyperparameter(
        "clipnorm", .optional(.number(.positive)), default: .null,
        "the highest norm of one parameter's gradient"),
      Hyperparameter(
        "global_clipnorm", .optional(.number(.positive)), default: .null,
        "the highest norm of all gradients together"),
      Hyperparameter(
        "clipvalue", .optional(.number(.positive)), default: .null,
        "the highest magnitude of a gradient's element"),
    ]
  }

  /// Learning rates that change with the step; options and defaults are those of
  /// `keras.optimizers.schedules`.
  static let schedules = Vocabulary(
    what: "a learning-rate schedule",
    entries: [
      Entry(
        "exponential_decay", "initial · decay_rate^(step / decay_steps)",
        [initialRate, decaySteps, decayRate, staircase]),
      Entry(
        "piecewise_constant", aliases: ["piecewise_constant_decay"], "one value up to each boundary",
        [
          Hyperparameter("boundaries", .integers(atLeast: 0), "the last step of each value but the last"),
          Hyperparameter("values", .list(.number(.nonNegative)), "one more than boundaries"),
        ]),
      Entry(
        "cosine_decay", "half a cosine from initial to alpha · initial, after a linear warm-up if given",
        [
          initialRate, decaySteps,
          Hyperparameter("alpha", .number(.unit), default: .number(0), "the fraction that remains"),
          Hyperparameter(
            "warmup_target", .optional(.number(.nonNegative)), default: .null, "where the warm-up ends"),
          Hyperparameter("warmup_steps", .integer(atLeast: 0), default: .integer(0), "how long it takes"),
        ]),
      Entry(
        "inverse_time_decay", "initial / (1 + decay_rate · step / decay_steps)",
        [initialRate, decaySteps, decayRate, staircase]),
      Entry(
        "polynomial_decay", "from initial to end by a power",
        [
          initialRate, decaySteps,
          Hyperparameter(
            "end_learning_rate", .number(.nonNegative), default: .number(0.0001), "the last rate"),
          Hyperparameter("power", .number(.positive), default: .number(1), "the power"),
          Hyperparameter("cycle", .boolean, default: .boolean(false), "start again beyond decay_steps"),
        ]),
    ])

  private static let initialRate = Hyperparameter(
    "initial_learning_rate", .number(.nonNegative), "the first rate")
  private static let decaySteps = Hyperparameter("decay_steps", .integer(atLeast: 1), "steps of one decay")
  private static let decayRate = Hyperparameter(
    "decay_rate", .number(.nonNegative), "the factor of one decay")
  private static let staircase = Hyperparameter(
    "staircase", .boolean, default: .boolean(false), "decay in whole steps alone")
}
