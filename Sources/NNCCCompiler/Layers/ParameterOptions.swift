import NNCCRuntime

/// Hyperparameters that several layers share, and what they mean.
enum ParameterOptions {
  /// `activation`, `use_bias`, and how the kernel and the bias start, are penalized and constrained.
  static let kernelAndBias: [Hyperparameter] =
    [
      Hyperparameter(
        "activation", .optional(.named { .activations }), default: .null,
        "applied to the output; null is linear"),
      Hyperparameter("use_bias", .boolean, default: .boolean(true), "whether a bias is added"),
      initializer("kernel", default: "glorot_uniform"), initializer("bias", default: "zeros"),
      regularizer("kernel"), regularizer("bias"), constraint("kernel"), constraint("bias"),
    ]

  static func initializer(_ parameter: String, default name: String) -> Hyperparameter {
    Hyperparameter(
      "\(parameter)_initializer", .named { .initializers }, default: .word(name),
      "what the \(parameter) starts from")
  }

  static func regularizer(_ parameter: String) -> Hyperparameter {
    Hyperparameter(
      "\(parameter)_regularizer", .optional(.named { .regularizers }), default: .null,
      "a penalty on the \(parameter), added to the loss")
  }

  static func constraint(_ parameter: String) -> Hyperparameter {
    Hyperparameter(
      "\(parameter)_constraint", .optional(.named { .constraints }), default: .null,
      "what each update leaves of the \(parameter)")
  }

  static let activityRegularizer = Hyperparameter(
    "activity_regularizer", .optional(.named { .regularizers }), default: .null,
    "a penalty on the output, divided by the batch size and added to the loss")

  static let dataFormat = Hyperparameter(
    "data_format", .optional(.word(["channels_last", "channels_first"])), default: .null,
    "where the channels stand; null is channels_last")
}

extension LayerInference {
  /// Checks what `activation:` says about an output of this shape.
  mutating func readOutputOptions(shape: [Int]) {
    if let activation = options.named("activation") {
      let own = activation.given?.values.first { $0.name == "axis" }
      checkAxis(ActivationChoice(activation), shape: shape, at: own?.range ?? options.range(of: "activation"))
    }
  }

  /// Reports a softmax over an axis that a shape does not have. The batch is axis 0, and no axis to sum over.
  mutating func checkAxis(_ activation: ActivationChoice, shape: [Int], at range: SourceRange?) {
    let axes: [Int]
    switch activation {
    case .softmax(let given), .logSoftmax(let given): axes = given
    case .elementwise: return
    }
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

extension LayerInference {
  /// The initializer that a hyperparameter names; reports one that cannot fill this shape.
  mutating func initializer(_ key: String, shape: [Int]) -> Initializer {
    guard let choice = options.named(key) else { return .zeros }
    let initializer = Initializer(choice.name, choice.options(in: .initializers))
    if !initializer.accepts(shape: shape) {
      error("shape-mismatch", key, "'\(choice.name)' makes matrices, and cannot fill a parameter of shape \(shape)")
    }
    return initializer
  }

  /// The regularizer that a hyperparameter names, if any; reports one that does not suit the shape.
  mutating func regularizer(_ key: String, shape: [Int]) -> Regularizer? {
    guard let choice = options.named(key) else { return nil }
    let own = choice.options(in: .regularizers)
    switch choice.name {
    case "l1": return .l1l2(l1: own.float("l1"), l2: 0)
    case "l2": return .l1l2(l1: 0, l2: own.float("l2"))
    case "l1_l2": return .l1l2(l1: own.float("l1"), l2: own.float("l2"))
    default:
      if shape.count != 2 {
        error("shape-mismatch", key, "'orthogonal_regularizer' is for matrices, not for a shape \(shape)")
        return nil
      }
      return .orthogonal(
        factor: own.float("factor"), mode: own.string("mode") == "columns" ? .columns : .rows)
    }
  }

  /// The constraint that a hyperparameter names, if any; reports an axis that the shape does not have.
  mutating func constraint(_ key: String, shape: [Int]) -> Constraint? {
    guard let choice = options.named(key) else { return nil }
    let own = choice.options(in: .constraints)
    if choice.name == "non_neg" { return .nonNegative }
    let axes = own.integers("axis").map { $0 < 0 ? $0 + shape.count : $0 }
    if let wrong = zip(axes, own.integers("axis")).first(where: { !shape.indices.contains($0.0) }) {
      diagnostics.error(
        "wrong-axis", at: own.range(of: "axis") ?? options.range(of: key),
        "'\(name)': '\(choice.name)' sums over axis \(wrong.1), but its parameter \(shape) has axes 0 to \(shape.count - 1)"
      )
      return nil
    }
    if Set(axes).count != axes.count {
      diagnostics.error(
        "wrong-axis", at: own.range(of: "axis") ?? options.range(of: key),
        "'\(name)': '\(choice.name)' names an axis of \(shape) twice: \(own.integers("axis"))")
      return nil
    }
    guard let reduced = Axes(axes) else {
      diagnostics.error(
        "wrong-axis", at: own.range(of: "axis") ?? options.range(of: key),
        "'\(name)': '\(choice.name)' sums over \(axes.count) axes; it can over \(Axes.most)")
      return nil
    }
    switch choice.name {
    case "max_norm": return .maxNorm(maximum: own.float("max_value"), axes: reduced)
    case "unit_norm": return .unitNorm(axes: reduced)
    default:
      if own.number("min_value") > own.number("max_value") {
        diagnostics.error(
          "out-of-range", at: own.range(of: "min_value") ?? options.range(of: key),
          "'\(name)': 'min_value' \(own["min_value"].yaml) of 'min_max_norm' is above 'max_value' \(own["max_value"].yaml)"
        )
      }
      return .minMaxNorm(
        minimum: own.float("min_value"), maximum: own.float("max_value"), rate: own.float("rate"), axes: reduced)
    }
  }
}

extension Initializer {
  /// The initializer of a name of the vocabulary.
  fileprivate init(_ name: String, _ options: Options) {
    switch name {
    case "zeros": self = .zeros
    case "ones": self = .ones
    case "constant": self = .constant(options.float("value"))
    case "random_normal":
      self = .randomNormal(mean: options.float("mean"), standardDeviation: options.float("stddev"))
    case "truncated_normal":
      self = .truncatedNormal(mean: options.float("mean"), standardDeviation: options.float("stddev"))
    case "random_uniform":
      self = .randomUniform(minimum: options.float("minval"), maximum: options.float("maxval"))
    case "glorot_normal": self = .glorotNormal
    case "glorot_uniform": self = .glorotUniform
    case "he_normal": self = .heNormal
    case "he_uniform": self = .heUniform
    case "lecun_normal": self = .lecunNormal
    case "lecun_uniform": self = .lecunUniform
    case "variance_scaling":
      let mode: FanMode =
        switch options.string("mode") {
        case "fan_out": .fanOut
        case "fan_avg": .fanAverage
        default: .fanIn
        }
      let distribution: Distribution =
        switch options.string("distribution") {
        case "uniform": .uniform
        case "untruncated_normal": .untruncatedNormal
        default: .truncatedNormal
        }
      self = .varianceScaling(scale: options.float("scale"), mode: mode, distribution: distribution)
    case "orthogonal": self = .orthogonal(gain: options.float("gain"))
    case "identity": self = .identity(gain: options.float("gain"))
    default: preconditionFailure("no initializer is called '\(name)'")
    }
  }
}
