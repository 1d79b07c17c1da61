import NNCCRuntime

/// The activations; options and defaults are those of `keras.activations`.
enum Activations {
  static let family = Family("an activation", members(leakySlope: 0.2))

  /// What every layer with an activation of the vocabulary calls it.
  static let activation = Key(
    "activation", .optional(.named { family }), default: .null, "applied to the output; null is linear")

  /// - Parameter leakySlope: the slope of `leaky_relu`, for which Keras's layer has another default.
  static func members(leakySlope: Double) -> [Family<ActivationChoice>.Member] {
    [
      .init("linear", "x itself") { .linear },
      .init("relu", "max(x, 0)", slope(0), maximum, threshold) {
        .elementwise(.relu(slope: $0, maximum: $1 ?? .infinity, threshold: $2))
      },
      .init("leaky_relu", "x, or negative_slope · x below 0", slope(leakySlope)) {
        .elementwise(.leakyRelu(slope: $0))
      },
      .init("relu6", "min(max(x, 0), 6)") { .elementwise(.relu6) },
      .init("sigmoid", "1 / (1 + e⁻ˣ)") { .elementwise(.sigmoid) },
      .init("tanh", "the hyperbolic tangent") { .elementwise(.tanh) },
      .init("softmax", "eˣ over its sum along an axis", axis) { .softmax(axes: $0) },
      .init("log_softmax", "the logarithm of softmax", axis) { .logSoftmax(axes: $0) },
      .init("elu", "x, or alpha · (eˣ − 1) below 0", alpha) { .elementwise(.elu(alpha: $0)) },
      .init("selu", "the self-normalizing scaled elu") { .elementwise(.selu) },
      .init("gelu", "x · Φ(x)", isApproximate) { .elementwise($0 ? .geluTanh : .gelu) },
      .init("silu", aliases: ["swish"], "x · sigmoid(x)") { .elementwise(.silu) },
      .init("softplus", "log(1 + eˣ)") { .elementwise(.softplus) },
      .init("softsign", "x / (1 + |x|)") { .elementwise(.softsign) },
      .init("exponential", "eˣ") { .elementwise(.exponential) },
      .init("hard_sigmoid", "min(max(x/6 + 1/2, 0), 1)") { .elementwise(.hardSigmoid) },
    ]
  }

  static let axis = Key(
    "axis", .extents(rank: nil, atLeast: .min), default: .integers([-1]),
    "the axis, or axes together, the batch counting as axis 0")
  private static let alpha = Key("alpha", .float(), default: .number(1), "the scale of the negative part")
  private static let isApproximate = Key("approximate", .boolean, default: .boolean(false), "by tanh instead of erf")
  private static let maximum = Key(
    "max_value", .optional(.float(.nonNegative)), default: .null, "the largest output; null for no limit")
  private static let threshold = Key(
    "threshold", .float(.nonNegative), default: .number(0), "inputs below it count as negative")

  private static func slope(_ value: Double) -> Key<Float> {
    Key("negative_slope", .float(.nonNegative), default: .number(value), "the slope below the threshold")
  }
}

/// What an activation's name and options mean.
enum ActivationChoice: Sendable, Hashable {
  case elementwise(Activation)
  /// Over axes as the spec counts them: the batch is axis 0, −1 is the last.
  case softmax(axes: [Int])
  case logSoftmax(axes: [Int])

  static let linear = ActivationChoice.elementwise(.linear)

  /// The axes that it runs along; nil where no element depends on another.
  var axes: [Int]? {
    switch self {
    case .softmax(let axes), .logSoftmax(let axes): axes
    case .elementwise: nil
    }
  }
}

extension Activation {
  /// The form of Keras's general relu that takes the least.
  fileprivate static func relu(slope: Float, maximum: Float, threshold: Float) -> Activation {
    guard threshold == 0 && maximum == .infinity else {
      return .thresholdedRelu(negativeSlope: slope, maxValue: maximum, threshold: threshold)
    }
    return slope == 0 ? .relu : .leakyRelu(slope: slope)
  }
}

extension LayerInference {
  /// Checks what `activation:` says about an output of this shape.
  mutating func checkActivation(shape: [Int]) {
    guard let chosen = options[Activations.activation] else { return }
    let range = chosen.options.givenRange(of: Activations.axis) ?? options.range(of: Activations.activation)
    checkAxes(of: chosen.value, shape: shape, at: range)
  }

  /// Reports a softmax over an axis that a shape does not have. The batch is axis 0, and no axis to sum over.
  mutating func checkAxes(of activation: ActivationChoice, shape: [Int], at range: SourceRange?) {
    guard let axes = activation.axes else { return }
    let rank = shape.count + 1
    for axis in axes where axis == 0 || axis == -rank || !(-rank..<rank).contains(axis) {
      diagnostics.error(
        "wrong-axis", at: range,
        axis == 0 || axis == -rank
          ? "'\(name)': a softmax cannot run over axis \(axis), the batch; \(shape) has \(axesWording(rank: rank - 1))"
          : "'\(name)': a softmax over axis \(axis), but with the batch as axis 0 \(shape) has \(axesWording(rank: rank - 1))"
      )
    }
    guard !diagnostics.hasErrors else { return }
    if Set(axes.map { $0 < 0 ? $0 + rank : $0 }).count != axes.count || axes.isEmpty {
      diagnostics.error(
        "wrong-axis", at: range,
        "'\(name)': a softmax over axes \(axes) of \(shape) names \(axes.isEmpty ? "none" : "one axis twice")")
    }
  }
}
