/// Every layer that a spec can name.
enum LayerRegistry {
  static let definitions: [LayerDefinition] =
    unwrapped + BidirectionalLayer.definitions + TimeDistributedLayer.definitions

  /// Those that hold no other layers.
  static let unwrapped: [LayerDefinition] =
    DenseLayer.definitions + ConvolutionLayers.definitions + PoolingLayers.definitions
    + GlobalPoolingLayers.definitions + DropoutLayers.definitions + ShapeLayers.definitions
    + ActivationLayers.definitions + MergeLayers.definitions + LookupLayers.definitions
    + RecurrentLayers.definitions + RecurrentCells.definitions + MaskingLayer.definitions

  /// The layers' words, each with its own hyperparameters and those that all layers take.
  static let vocabulary = Vocabulary(
    what: "a layer",
    entries: definitions.map { definition in
      var entry = definition.entry
      entry.hyperparameters += commonKeys
      return entry
    })

  private static let byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.entry.name, $0) })

  static subscript(_ name: String) -> LayerDefinition {
    guard let definition = byName[name] else { preconditionFailure("no layer is called '\(name)'") }
    return definition
  }

  /// What every layer takes beside its own hyperparameters.
  static let commonKeys = [
    Hyperparameter("name", .optional(.string), default: .null, "the layer's name; by default its type, numbered"),
    Hyperparameter(
      "inputs", .optional(.list(.string, orOne: true)), default: .null,
      "the layers or inputs it reads; by default the layer above"),
    trainable,
    ParameterOptions.activityRegularizer,
    Hyperparameter("reuse", .optional(.string), default: .null, "a layer above whose parameters this one shares"),
  ]

  static let trainable = Hyperparameter(
    "trainable", .boolean, default: .boolean(true), "whether training changes its parameters")

  /// What a use of a block takes.
  static let blockUseKeys = commonKeys.filter { $0.name != ParameterOptions.activityRegularizer.name }
}
