/// A spec as it was written: keys read and typed, names not yet resolved, shapes not yet known.
package struct Spec: Sendable {
  package var name: String
  /// The generated Swift type's name, where the spec gives one.
  package var typeName: String?
  package var inputs: [InputDeclaration]
  package var blocks: [Block]
  package var layers: [LayerSpec]
  /// nil: the last layer.
  package var outputs: [Reference]?
  package var train: Options?
  package var data: Options?

  /// A name that the spec writes, and where.
  package struct Reference: Sendable, Hashable {
    package var name: String
    package var range: SourceRange
  }

  /// An input of the network, or of a block. The shape is without the batch dimension; nil where it could not be
  /// read, so that what depends on it stays silent.
  package struct InputDeclaration: Sendable, Hashable {
    package var name: String
    package var shape: [Int]?
    package var type: ElementType
    /// The input that holds the length of each of this one's sequences.
    package var sequenceLength: Reference?
    package var range: SourceRange
  }

  /// Layers that the spec names once, to be used several times.
  package struct Block: Sendable {
    package var name: String
    package var range: SourceRange
    package var inputs: [InputDeclaration]
    package var layers: [LayerSpec]
  }

  /// One item of a `layers:` list.
  package struct LayerSpec: Sendable {
    package var type: LayerType
    /// The name given, if one is.
    package var name: Reference?
    /// The inputs given, if they are; nil is the layer above.
    package var inputs: [Reference]?
    package var reuse: Reference?
    /// What a recurrent layer starts from, where the spec says.
    package var initialStates: [Reference] = []
    package var options: Options
    /// What they mean; nil of a use of a block, and where they could not be read.
    var layer: (any Layer)?
    /// The word that says what layer it is.
    package var range: SourceRange
  }

  /// What a layer's word means. A word that means nothing stands as a block that is not declared, with invalid
  /// options: the layer is unknown, yet has its place and perhaps its name.
  package enum LayerType: Sendable, Hashable {
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
package enum ElementType: String, Sendable, Hashable, CaseIterable {
  case float32, int32, uint8
}
