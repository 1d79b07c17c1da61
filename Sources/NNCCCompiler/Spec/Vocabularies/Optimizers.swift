import NNCCRuntime

/// The optimizers; options and defaults are those of `keras.optimizers`.
enum Optimizers {
  static let family = Family<Optimizer>(
    "an optimizer",
    [
      .init("sgd", "gradient descent, with momentum if given", keys: [rate(0.01), momentum, isNesterov] + common()) {
        .sgd(momentum: $0[momentum], nesterov: $0[isNesterov])
      },
      .init("adam", "adaptive moments (Kingma 2015)", keys: adamKeys + common(), meaning: adam),
      .init(
        "adamw", "adam with decoupled weight decay (Loshchilov 2019)", keys: adamKeys + common(weightDecay: 0.004),
        meaning: adam),
      .init("adamax", "adam by the infinity norm", keys: [rate(0.001), beta1, beta2, epsilon] + common()) {
        .adamax(beta1: $0[beta1], beta2: $0[beta2], epsilon: $0[epsilon])
      },
      .init(
        "nadam", "adam with Nesterov momentum (Dozat 2016)", keys: [rate(0.001), beta1, beta2, epsilon] + common()
      ) { .nadam(beta1: $0[beta1], beta2: $0[beta2], epsilon: $0[epsilon]) },
      .init(
        "rmsprop", "gradients over the root of their mean square (Hinton 2012)",
        keys: [rate(0.001), rho(0.9), momentum, epsilon, isCentered] + common()
      ) {
        .rmsprop(rho: $0[rho(0.9)], momentum: $0[momentum], epsilon: $0[epsilon], centered: $0[isCentered])
      },
      .init(
        "adagrad", "gradients over the root of their sum of squares (Duchi 2011)",
        keys: [rate(0.001), accumulator, epsilon] + common()
      ) { .adagrad(initialAccumulator: $0[accumulator], epsilon: $0[epsilon]) },
      .init(
        "adadelta", "steps by a window of past steps (Zeiler 2012)",
        keys: [rate(0.001), rho(0.95), epsilon] + common()
      ) { .adadelta(rho: $0[rho(0.95)], epsilon: $0[epsilon]) },
      .init(
        "ftrl", "follow the regularized leader (McMahan 2013)",
        keys: [rate(0.001), ratePower, accumulator, l1, l2, l2Shrinkage, beta] + common()
      ) {
        .ftrl(
          learningRatePower: $0[ratePower], initialAccumulator: $0[accumulator], l1: $0[l1], l2: $0[l2],
          l2Shrinkage: $0[l2Shrinkage], beta: $0[beta])
      },
    ])

  // MARK: What every optimizer takes

  /// A number or a schedule.
  enum Rate: Sendable {
    case constant(Double)
    case schedule(Chosen<LearningRate>)
  }

  static let learningRate = rate(0.001)
  static let weightDecay = weightDecay(nil)
  static let clipNorm = Key(
    "clipnorm", .optional(.float(.positive)), default: .null, "the highest norm of one parameter's gradient")
  static let globalClipNorm = Key(
    "global_clipnorm", .optional(.float(.positive)), default: .null,
    "the highest norm of all gradients together")
  static let clipValue = Key(
    "clipvalue", .optional(.float(.positive)), default: .null, "the highest magnitude of a gradient's element")

  private static func common(weightDecay: Double? = nil) -> [any DeclaredKey] {
    [self.weightDecay(weightDecay), clipNorm, globalClipNorm, clipValue]
  }

  private static func weightDecay(_ value: Double?) -> Key<Float?> {
    Key(
      "weight_decay", .optional(.float(.nonNegative)), default: value.map(OptionValue.number) ?? .null,
      "each update first shrinks a parameter by learning_rate · weight_decay of itself")
  }

  private static func rate(_ value: Double) -> Key<Rate> {
    Key(
      "learning_rate",
      .either(
        Form<Double>.number(.nonNegative).map { .constant($0) },
        Form<Chosen<LearningRate>>.named { Schedules.family }.map { .schedule($0) }),
      default: .number(value), "a number or a schedule")
  }

  // MARK: What some take

  private static let adamKeys: [any DeclaredKey] = [rate(0.001), beta1, beta2, epsilon, isAMSGrad]
  private static let adam: @Sendable (Options) -> Optimizer = {
    .adam(beta1: $0[beta1], beta2: $0[beta2], epsilon: $0[epsilon], amsgrad: $0[isAMSGrad])
  }

  private static let beta1 = Key("beta_1", .number(.rate), default: .number(0.9), "decay of the first moment")
  private static let beta2 = Key("beta_2", .number(.rate), default: .number(0.999), "decay of the second moment")
  private static let epsilon = Key(
    "epsilon", .number(.nonNegative), default: .number(1e-7), "keeps divisors from 0")
  private static let momentum = Key(
    "momentum", .number(.unit), default: .number(0), "how much velocity stays")
  private static let accumulator = Key(
    "initial_accumulator_value", .number(.nonNegative), default: .number(0.1),
    "what the sum of squares starts from")
  private static let isNesterov = Key(
    "nesterov", .boolean, default: .boolean(false), "look ahead along the velocity")
  private static let isAMSGrad = Key(
    "amsgrad", .boolean, default: .boolean(false), "divide by the largest second moment so far")
  private static let isCentered = Key(
    "centered", .boolean, default: .boolean(false), "by the variance, not the mean square")
  private static let ratePower = Key(
    "learning_rate_power", .number(.init(lower: -.infinity, upper: 0, lowerIsOpen: true, upperIsOpen: false)),
    default: .number(-0.5), "how the rate falls")
  private static let l1 = strength("l1_regularization_strength")
  private static let l2 = strength("l2_regularization_strength")
  private static let l2Shrinkage = strength("l2_shrinkage_regularization_strength")
  private static let beta = strength("beta")

  private static func rho(_ value: Double) -> Key<Double> {
    Key("rho", .number(.rate), default: .number(value), "decay of the mean square")
  }

  private static func strength(_ name: String) -> Key<Double> {
    Key(name, .number(.nonNegative), default: .number(0), "as in Keras")
  }
}
