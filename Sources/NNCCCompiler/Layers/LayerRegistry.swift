/// Every layer that a spec can name.
enum LayerRegistry {
  static let family = Family<any Layer>("a layer", members(of: types).map { $0.changing(with: commonKeys) })

  static var vocabulary: Vocabulary { family.vocabulary }

  private static let types: [any Layer.Type] =
    pointwise + [MergeLayer.self, ConcatenateLayer.self, OneHotLayer.self, EmbeddingLayer.self] + sequential
    + [BidirectionalLayer.self, TimeDistributedLayer.self]

  /// Those that read one tensor of floats and hold no other layers.
  static let ofOneTensor = members(of: pointwise + sequential)

  private static let pointwise: [any Layer.Type] = [
    DenseLayer.self, ConvolutionLayer.self, PoolingLayer.self, GlobalPoolingLayer.self, DropoutLayer.self,
    FlattenLayer.self, ReshapeLayer.self, ActivationLayer.self, PReLULayer.self, LocalResponseNormalizationLayer.self,
  ]

  private static let sequential: [any Layer.Type] = [RecurrentLayer.self, MaskingLayer.self]

  private static func members(of types: [any Layer.Type]) -> [LayerMember] { types.flatMap { $0.members } }

  // MARK: What every layer takes

  static let name = Key(
    "name", .optional(.string), default: .null, "the layer's name; by default its type, numbered"
  ).deciding(.nothing)
  static let inputs = Key(
    "inputs", .optional(.references), default: .null,
    "the layers or inputs it reads; by default the layer above"
  ).deciding(.nothing)
  static let reuse = Key(
    "reuse", .optional(.string), default: .null, "a layer above whose parameters this one shares"
  ).deciding(.nothing)

  static let commonKeys: [any DeclaredKey] = [
    name, inputs, ParameterKeys.isTrainable, Regularizers.activity, reuse,
  ]

  /// What a use of a block takes.
  static let blockUse: [any DeclaredKey] = [name, inputs, ParameterKeys.isTrainable, reuse]
}
