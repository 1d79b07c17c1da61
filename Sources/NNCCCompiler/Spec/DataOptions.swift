/// What `data:` says of numbers before a network reads them.
extension Options {
  /// The factor on every float input.
  package var inputScale: Float { Float(number("scale")) }

  /// How inputs are normalized; nil where they are not.
  package var normalization: String? { if case .string(let method) = self["normalize"] { method } else { nil } }

  /// The kinds of source of its parts.
  package var sources: [String] { ["train", "validation", "test"].compactMap { named($0)?.name } }

  /// Whether its examples are rows of a table, whose targets are normalized too.
  package var isTable: Bool { sources.first == "csv" }
}
