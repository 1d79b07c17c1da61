/// Every layer that a spec can name.
enum LayerRegistry {
  static let family = Family<any Layer>(
    "a layer",
    (pointwise + MergeLayer.members + ConcatenateLayer.members + OneHotLayer.members + EmbeddingLayer.members
      + sequential + BidirectionalLayer.members
      + TimeDistributedLayer.members).map { $0.changing(with: commonKeys) })

  static var vocabulary: Vocabulary { family.vocabulary }

  /// Those that read one tensor of floats and hold no other layers.
  static let ofOneTensor = pointwise + sequential

  private static let pointwise =
    DenseLayer.members + ConvolutionLayer.members + PoolingLayer.members + GlobalPoolingLayer.members
    + DropoutLayer.members
    + FlattenLayer.members + ReshapeLayer.members + ActivationLayer.members + PReLULayer.members

  private static let sequential = RecurrentLayer.members.map { $0.map { $0 as any Layer } } + MaskingLayer.members

  // MARK: What every layer takes

  static let name = Key(
    "name", .optional(.string), default: .null, "the layer's name; by default its type, numbered")
  static let inputs = Key(
    "inputs", .optional(.references), default: .null,
    "the layers or inputs it reads; by default the layer above")
  static let reuse = Key(
    "reuse", .optional(.string), default: .null, "a layer above whose parameters this one shares")

  static let commonKeys: [any DeclaredKey] = [
    name, inputs, ParameterKeys.isTrainable, Regularizers.activity, reuse,
  ]

  /// What a use of a block takes.
  static let blockUse: [any DeclaredKey] = [name, inputs, ParameterKeys.isTrainable, reuse]
}
