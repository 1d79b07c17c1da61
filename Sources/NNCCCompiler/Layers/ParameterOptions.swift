import NNCCRuntime

/// Hyperparameters that several layers share, and what they mean.
enum ParameterOptions {
  /// `activation`, `use_bias`, and how the kernel and the bias start, are penalized and constrained.
  static let kernelAndBias: [Hyperparameter] =
    [
      Hyperparameter(
        "activation", .optional(.named { .activations }), default: .null, "applied to the output; null is linear"),
      Hyperparameter("use_bias", .boolean, default: .boolean(true), "whether a bias is added"),
      initializer("kernel", default: "glorot_uniform"), initializer("bias", default: "zeros"),
      regularizer("kernel"), regularizer("bias"), activityRegularizer, constraint("kernel"), constraint("bias"),
    ]

  static func initializer(_ parameter: String, default name: String) -> Hyperparameter {
    Hyperparameter(
      "\(parameter)_initializer", .named { .initializers }, default: .word(name), "what the \(parameter) starts from")
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
  /// Checks what `activation:` and `activity_regularizer:` say about an output of this shape.
  mutating func readOutputOptions(shape: [Int]) {
    if let activation = options.named("activation") { checkAxis(ActivationChoice(activation), shape: shape, key: "activation") }
    activityRegularizer = regularizer("activity_regularizer", shape: [1] + shape)
  }

  /// Reports a softmax over an axis that a shape does not have. The batch is axis 0, and no axis to sum over.
  mutating func checkAxis(_ activation: ActivationChoice, shape: [Int], key: String) {
    let axis: Int
    switch activation {
    case .softmax(let given), .logSoftmax(let given): axis = given
    case .elementwise: return
    }
    let rank = shape.count + 1
    if axis == 0 || axis == -rank || !(-rank..<rank).contains(axis) {
      error(
        "wrong-axis", key,
        "softmax over axis \(axis), but with the batch as axis 0 the output \(shape) has axes 1 to \(rank - 1)")
    }
  }
}
