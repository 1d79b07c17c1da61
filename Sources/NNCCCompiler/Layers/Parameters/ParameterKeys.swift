import NNCCRuntime

/// How a parameter of a layer starts, is penalized and is constrained.
struct ParameterKeys: Sendable {
  let initializer: Key<Chosen<Initializers.Choice>>
  let regularizer: Key<Chosen<Regularizer>?>
  let constraint: Key<Chosen<Constraints.Choice>?>

  /// - Parameter word: the initializer by default.
  init(_ parameter: String, initializer word: String) {
    initializer =
      Key(
        "\(parameter)_initializer", .named { Initializers.family }, default: .word(word),
        "what the \(parameter) starts from"
      ).ofParameters
    regularizer =
      Key(
        "\(parameter)_regularizer", .optional(.named { Regularizers.family }), default: .null,
        "a penalty on the \(parameter), added to the loss"
      ).ofParameters
    constraint =
      Key(
        "\(parameter)_constraint", .optional(.named { Constraints.family }), default: .null,
        "what each update leaves of the \(parameter)"
      ).ofParameters
  }

  static let kernel = ParameterKeys("kernel", initializer: "glorot_uniform")
  static let recurrent = ParameterKeys("recurrent", initializer: "orthogonal")
  static let bias = ParameterKeys("bias", initializer: "zeros")

  static let usesBias = Key("use_bias", .boolean, default: .boolean(true), "whether a bias is added")
  static let isTrainable = Key(
    "trainable", .boolean, default: .boolean(true), "whether training changes its parameters"
  ).ofParameters

  /// Of a layer that multiplies by a kernel: its activation, and how kernel and bias start, are penalized and
  /// constrained.
  static let kernelAndBias: [any DeclaredKey] = [Activations.activation, usesBias] + table(.kernel, .bias)

  /// The keys of some parameters, as tables list them.
  static func table(_ parameters: ParameterKeys...) -> [any DeclaredKey] {
    parameters.map(\.initializer) as [any DeclaredKey] + parameters.map(\.regularizer) + parameters.map(\.constraint)
  }
}

/// Which of the parameters that a layer declares.
struct ParameterIndex {
  let position: Int
}

extension LayerInference {
  /// Declares a parameter.
  ///
  /// - Parameter hasPenalties: whether regularizer and constraint are for this one too, not for another alone that
  ///   starts in the same way.
  @discardableResult
  mutating func declare(
    _ name: String, _ shape: [Int], _ keys: ParameterKeys, hasPenalties: Bool = true
  ) -> ParameterIndex {
    let index = ParameterIndex(position: parameters.count)
    guard Shapes.volume(shape) != nil else {
      // One that is too large makes the others so.
      if !diagnostics.hasErrors {
        error("too-large", "its \(name) \(shape) has more than \(Shapes.maximumVolume) elements")
      }
      return index
    }
    let start = initializer(keys.initializer, shape: shape)
    parameters.append(
      Graph.Parameter(
        name: name, shape: shape, initializer: start.initializer, initializerSeed: start.seed,
        regularizer: hasPenalties ? regularizer(keys.regularizer, shape: shape) : nil,
        constraint: hasPenalties ? constraint(keys.constraint, shape: shape) : nil,
        isTrainable: options[ParameterKeys.isTrainable], range: range))
    return index
  }
}
