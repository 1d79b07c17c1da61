/// The reference page of the spec language in Markdown, made from the tables that the decoder reads by.
package enum SpecReference {
  /// The whole page, ending in a line break.
  package static var text: String {
    let spec = SpecDecoder.topLevel
    var page = """
      # Reference of the spec language

      Every key that a spec can have, made from the tables that `nncc` reads specs by
      (`nncc schema --format reference`). A *name* is a bare word, or `{word: {options}}`. Keys in brackets
      mean the same.

      ## A spec

      \(table(of: spec))

      """
    for entry in [SpecDecoder.inputEntry, SpecDecoder.blockEntry] {
      page += "\n### \(entry.name)\n\n\(entry.summary.capitalizedFirst).\n\n\(table(of: entry))\n"
    }
    page += "\n## Layers\n\nEvery layer takes these keys:\n\n\(table(LayerRegistry.commonKeys.map(\.hyperparameter)))\n"
    let common = Set(LayerRegistry.commonKeys.map(\.hyperparameter.name))
    for entry in LayerRegistry.vocabulary.entries {
      page += "\n### \(title(entry))\n\n\(entry.summary.capitalizedFirst).\n"
      let own = entry.hyperparameters.filter { !common.contains($0.name) }
      if !own.isEmpty { page += "\n\(table(own))\n" }
    }
    for entry in sections {
      page += "\n## \(entry.name)\n\n\(entry.summary.capitalizedFirst).\n\n\(table(of: entry))\n"
      page += records(within: entry)
    }
    for (title, vocabulary) in vocabularies { page += "\n## \(title)\n\(list(vocabulary))" }
    return page
  }

  /// What layers and sections choose from, each under its heading.
  package static var vocabularies: [(title: String, vocabulary: Vocabulary)] {
    [
      ("Activations", Activations.family.vocabulary), ("Initializers", Initializers.family.vocabulary),
      ("Regularizers", Regularizers.family.vocabulary), ("Constraints", Constraints.family.vocabulary),
      ("Losses", Losses.family.vocabulary), ("Optimizers", Optimizers.family.vocabulary),
      ("Learning-rate schedules", Schedules.family.vocabulary), ("Metrics", Metrics.family.vocabulary),
      ("Data sources", DataSources.family.vocabulary),
    ]
  }

  package static var sections: [Vocabulary.Entry] { [TrainSection.entry, DataSection.entry] }

  /// The layers.
  package static var layers: Vocabulary { LayerRegistry.vocabulary }

  private static func title(_ entry: Vocabulary.Entry) -> String {
    entry.name + (entry.aliases.isEmpty ? "" : " [" + entry.aliases.joined(separator: ", ") + "]")
  }

  /// One table of the words without options, then one for each word that has some.
  private static func list(_ vocabulary: Vocabulary) -> String {
    var text = "\n| word | what it is |\n|---|---|\n"
    for entry in vocabulary.entries { text += "| \(cell(title(entry))) | \(cell(entry.summary)) |\n" }
    for entry in vocabulary.entries where !entry.hyperparameters.isEmpty {
      text += "\n### \(title(entry)) options\n\n\(table(of: entry))\n\(records(within: entry))"
    }
    return text
  }

  /// A table for each mapping that keys of an entry take, and for those within it.
  private static func records(within entry: Vocabulary.Entry) -> String {
    entry.hyperparameters.flatMap { key in key.kind.records.map { (key.name, $0) } }.map { name, record in
      "\n### `\(name)` of `\(entry.name)`\n\n\(record.summary.capitalizedFirst).\n\n\(table(of: record))\n"
        + records(within: record)
    }.joined()
  }

  private static func table(of entry: Vocabulary.Entry) -> String { table(entry.hyperparameters) }

  private static func table(_ hyperparameters: [Hyperparameter]) -> String {
    var lines = ["| key | value | default | meaning |", "|---|---|---|---|"]
    for item in hyperparameters {
      let name = "`\(item.name)`" + item.aliases.map { " [`\($0)`]" }.joined()
      let standard = item.defaultValue.map { defaultText($0, as: item.kind) } ?? "required"
      lines.append("| \(name) | \(cell(item.kind.wording)) | \(cell(standard)) | \(cell(item.summary)) |")
    }
    return lines.joined(separator: "\n")
  }

  private static func defaultText(_ value: OptionValue, as kind: Hyperparameter.Kind) -> String {
    switch (value, kind) {
    case (.null, .optional): return "`null`"
    case (.null, _), (.list([]), _), (.dictionary([]), _): return ""
    case (.list(let items), .extents) where items.count == 1: return "`\(items[0].value.yaml)`"
    default: return "`\(value.yaml)`"
    }
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}

extension Hyperparameter.Kind {
  /// The mappings with tables of their own that a value may be, or hold.
  fileprivate var records: [Vocabulary.Entry] {
    switch self {
    case .record(let entry): [entry()]
    case .optional(let inner), .list(let inner, _), .dictionary(let inner): inner.records
    case .either(let first, let second): first.records + second.records
    case .boolean, .integer, .number, .string, .word, .extents, .integers, .padding, .named: []
    }
  }

  /// What a value may be, in words.
  fileprivate var wording: String {
    switch self {
    case .boolean: return "true or false"
    case .integer(let atLeast, let atMost):
      let lower =
        atLeast == .min ? "" : atMost == .max ? ", at least \(atLeast)" : " from \(atLeast) to \(atMost)"
      return "whole number" + lower
    case .number(let bounds): return bounds == .any ? "number" : "number, \(bounds.wording)"
    case .string: return "text"
    case .word(let words): return words.map { "`\($0)`" }.joined(separator: ", ")
    case .extents(let rank, let atLeast):
      let list = rank.map { "a list of \($0)" } ?? "a list"
      return "whole number" + (atLeast == .min ? "" : ", at least \(atLeast)") + ", or \(list)"
    case .integers: return "list of whole numbers"
    case .padding: return "`valid`, `same`, a number, or a list"
    case .named(let vocabulary): return "name of \(vocabulary().what)"
    case .record(let entry): return "mapping: \(entry().name)"
    case .optional(let inner): return inner.wording + ", or `null`"
    case .list(let inner, let orOne): return "list of: \(inner.wording)" + (orOne ? "; or one" : "")
    case .dictionary(let inner): return "mapping from names to: \(inner.wording)"
    case .either(let first, let second): return first.wording + ", or " + second.wording
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
