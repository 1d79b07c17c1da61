import NNCCRuntime

extension Vocabulary {
  /// The activations, as an `activation:` hyperparameter takes them; defaults are those of
  /// `keras.activations`.
  static let activations = Vocabulary(what: "an activation", entries: activationEntries)

  private static let activationEntries: [Entry] = [
    Entry("linear", "x itself"),
    Entry("relu", "max(x, 0)", reluOptions),
    Entry("leaky_relu", "x, or negative_slope · x below 0", [negativeSlope(0.2)]),
    Entry("relu6", "min(max(x, 0), 6)"),
    Entry("sigmoid", "1 / (1 + e⁻ˣ)"),
    Entry("tanh", "the hyperbolic tangent"),
    Entry("softmax", "eˣ over its sum along an axis", [axis]),
    Entry("log_softmax", "the logarithm of softmax", [axis]),
    Entry("elu", "x, or alpha · (eˣ − 1) below 0", [alpha]),
    Entry("selu", "the self-normalizing scaled elu"),
    Entry("gelu", "x · Φ(x)", [approximate]),
    Entry("silu", aliases: ["swish"], "x · sigmoid(x)"),
    Entry("softplus", "log(1 + eˣ)"),
    Entry("softsign", "x / (1 + |x|)"),
    Entry("exponential", "eˣ"),
    Entry("hard_sigmoid", "min(max(x/6 + 1/2, 0), 1)"),
  ]

  static let reluOptions = [
    negativeSlope(0),
    Hyperparameter(
      "max_value", .optional(.number(.nonNegative)), default: .null, "the largest output; null for no limit"),
    Hyperparameter(
      "threshold", .number(.nonNegative), default: .number(0), "inputs below it count as negative"),
  ]

  static func negativeSlope(_ value: Double) -> Hyperparameter {
    Hyperparameter(
      "negative_slope", .number(.nonNegative), default: .number(value), "the slope below the threshold")
  }

  static let axis = Hyperparameter(
    "axis", .extents(rank: nil, atLeast: .min), default: .integers([-1]),
    "the axis, or axes together, the batch counting as axis 0")
  static let alpha = Hyperparameter("alpha", .number(), default: .number(1), "the scale of the negative part")
  static let approximate = Hyperparameter(
    "approximate", .boolean, default: .boolean(false), "by tanh instead of erf")
}

/// What an activation's name and options mean.
enum ActivationChoice: Sendable, Hashable {
  case elementwise(Activation)
  /// Over axes as the spec counts them: the batch is axis 0, −1 is the last.
  case softmax(axes: [Int])
  case logSoftmax(axes: [Int])

  init(_ name: String, _ options: Options) {
    switch name {
    case "softmax": self = .softmax(axes: options.integers("axis"))
    case "log_softmax": self = .logSoftmax(axes: options.integers("axis"))
    default: self = .elementwise(Activation(name: name, options))
    }
  }

  /// The activation that a hyperparameter names; null is linear.
  init(_ option: NamedOption?) {
    guard let option else {
      self = .elementwise(.linear)
      return
    }
    self.init(option.name, option.options(in: .activations))
  }
}

extension Activation {
  /// The elementwise activation of a name of the vocabulary.
  fileprivate init(name: String, _ options: Options) {
    switch name {
    case "linear": self = .linear
    case "relu":
      let slope = options.float("negative_slope")
      let maximum = options.optionalNumber("max_value").map { Float($0) } ?? .infinity
      let threshold = options.float("threshold")
      if threshold == 0 && maximum == .infinity {
        self = slope == 0 ? .relu : .leakyRelu(slope: slope)
      } else {
        self = .thresholdedRelu(negativeSlope: slope, maxValue: maximum, threshold: threshold)
      }
    case "leaky_relu": self = .leakyRelu(slope: options.float("negative_slope"))
    case "relu6": self = .relu6
    case "sigmoid": self = .sigmoid
    case "tanh": self = .tanh
    case "elu": self = .elu(alpha: options.float("alpha"))
    case "selu": self = .selu
    case "gelu": self = options.boolean("approximate") ? .geluTanh : .gelu
    case "silu": self = .silu
    case "softplus": self = .softplus
    case "softsign": self = .softsign
    case "exponential": self = .exponential
    case "hard_sigmoid": self = .hardSigmoid
    default: preconditionFailure("no elementwise activation is called '\(name)'")
    }
  }
}
