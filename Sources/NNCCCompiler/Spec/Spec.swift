/// A spec as it was written: keys read and typed, names not yet resolved, shapes not yet known.
public struct Spec: Sendable {
  public var name: String
  /// The generated Swift type's name, where the spec gives one.
  public var typeName: String?
  public var inputs: [InputDeclaration]
  public var blocks: [Block]
  public var layers: [LayerSpec]
  /// nil: the last layer.
  public var outputs: [Reference]?
  public var train: Options?
  public var data: Options?

  /// A name that the spec writes, and where.
  public struct Reference: Sendable, Hashable {
    public var name: String
    public var range: SourceRange
  }

  /// An input of the network, or of a block. The shape is without the batch dimension.
  public struct InputDeclaration: Sendable, Hashable {
    public var name: String
    public var shape: [Int]
    public var type: ElementType
    public var range: SourceRange
  }

  /// Layers that the spec names once, to be used several times.
  public struct Block: Sendable {
    public var name: String
    public var range: SourceRange
    public var inputs: [InputDeclaration]
    public var layers: [LayerSpec]
  }

  /// One item of a `layers:` list.
  public struct LayerSpec: Sendable {
    public var type: LayerType
    /// The name given, if one is.
    public var name: Reference?
    /// The inputs given, if they are; nil is the layer above.
    public var inputs: [Reference]?
    public var reuse: Reference?
    public var options: Options
    /// The word that says what layer it is.
    public var range: SourceRange
  }

  /// What a layer's word means.
  public enum LayerType: Sendable, Hashable {
    case layer(String)
    case block(String)

    var word: String {
      switch self {
      case .layer(let word), .block(let word): word
      }
    }
  }
}

/// What an input's elements are. The plan computes in float32 throughout.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
  case float32, int32, uint8
}
