/// The `data:` section.
package enum DataSection {
  static let entry = Vocabulary.Entry(
    "data", "where examples come from", parts as [any DeclaredKey] + [scale, normalization, classes])

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

  /// What classes are called.
  package enum Classes: Sendable {
    case names([Located<String>])
    /// A name on each line.
    case file(String)
  }

  /// Files of weights hold the names themselves, which a spec may have in a file.
  package static let classes = Key<Classes?>(
    "classes",
    .optional(
      .either(
        Form<[Located<String>]>.locatedList(.string).map { .names($0) }, Form<String>.string.map { .file($0) })),
    default: .null, "the names of the classes in the order of their numbers, or a file with a name on each line"
  ).deciding(.nothing)
}

/// What `data:` says of numbers before a network reads them.
extension Options {
  /// The factor on every float input.
  package var inputScale: Float { Float(self[DataSection.scale]) }

  /// How inputs are normalized; nil where they are not.
  package var normalization: String? { self[DataSection.normalization] }

  /// The names of the classes, where the spec itself lists them.
  package var classNames: [String]? {
    if case .names(let names)? = self[DataSection.classes] { names.map(\.value) } else { nil }
  }

  /// All files that it names, and where.
  package var files: [(path: String, range: SourceRange?)] {
    var files = DataSection.parts.flatMap { self[$0]?.files ?? [] }
    if case .file(let path)? = self[DataSection.classes] { files.append((path, givenRange(of: DataSection.classes))) }
    return files
  }

  /// The columns of a table that targets come from; none of other data.
  package var targetColumns: [String] { if case .csv(let table)? = sources.first { table.targets } else { [] } }

  /// The sources of its parts.
  package var sources: [DataSource] { DataSection.parts.compactMap { self[$0]?.value } }

  /// Whether its examples are rows of a table, whose targets are normalized too.
  package var isTable: Bool { if case .csv? = sources.first { true } else { false } }
}
