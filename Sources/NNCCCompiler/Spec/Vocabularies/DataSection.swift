/// The `data:` section.
package enum DataSection {
  static let entry = Vocabulary.Entry(
    "data", "where examples come from", parts as [any DeclaredKey] + [scale, normalization])

  package static let training = Key(
    "train", .optional(.named { DataSources.family }), default: .null, "what is trained on"
  ).deciding(.nothing)
  package static let validation = Key(
    "validation", .optional(.named { DataSources.family }), default: .null, "what each epoch is measured on"
  ).deciding(.nothing)
  package static let test = Key(
    "test", .optional(.named { DataSources.family }), default: .null, "what the end result is measured on"
  ).deciding(.nothing)
  package static let parts = [training, validation, test]

  static let scale = Key("scale", .number(), default: .number(1), "a factor on every input")
  package static let normalization = Key(
    "normalize", .optional(.word(["standard": "standard", "minmax": "minmax"])), default: .null,
    "by the training part's mean and deviation, or its range")
}

/// What `data:` says of numbers before a network reads them.
extension Options {
  /// The factor on every float input.
  package var inputScale: Float { Float(self[DataSection.scale]) }

  /// How inputs are normalized; nil where they are not.
  package var normalization: String? { self[DataSection.normalization] }

  /// The sources of its parts.
  package var sources: [DataSource] { DataSection.parts.compactMap { self[$0]?.value } }

  /// Whether its examples are rows of a table, whose targets are normalized too.
  package var isTable: Bool { if case .csv? = sources.first { true } else { false } }
}
