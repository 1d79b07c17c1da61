/// The decoded value of a hyperparameter.
package indirect enum OptionValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case list([Located<OptionValue>])
  case named(NamedOption)
  case record(Options)
  case dictionary([NamedValue<OptionValue>])
  case padding(Padding)

  /// The words that it chooses from vocabularies.
  var choices: [NamedOption] {
    switch self {
    case .named(let choice): [choice]
    case .list(let items): items.flatMap(\.value.choices)
    case .null, .boolean, .integer, .number, .string, .record, .dictionary, .padding: []
    }
  }

  static func integers(_ values: [Int]) -> OptionValue {
    .list(values.map { Located(value: .integer($0), range: nil) })
  }

  static func word(_ name: String) -> OptionValue { .named(NamedOption(name: name)) }

  /// The value as a spec would write it, for messages, the schema and the reference page.
  package var yaml: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value):
      value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    case .string(let value): value
    case .list(let values): "[" + values.map(\.value.yaml).joined(separator: ", ") + "]"
    case .named(let choice): choice.yaml
    case .record(let options): options.yaml
    case .dictionary(let items):
      "{" + items.map { "\($0.name): \($0.value.value.yaml)" }.joined(separator: ", ") + "}"
    case .padding(let padding): padding.yaml
    }
  }
}

/// An element of a list, and where it was written; equal values are equal wherever they stand.
package struct Located<Value: Sendable>: Sendable {
  package var value: Value
  package var range: SourceRange?
  /// Whether it was written by itself, as a list of one may be.
  var isAlone = false
}

extension Located: Equatable where Value: Equatable {
  package static func == (a: Located, b: Located) -> Bool { a.value == b.value }
}

/// One `name: value` of a mapping with names of the user's own; equal ones are equal wherever they stand.
package struct NamedValue<Value: Sendable>: Sendable {
  package var name: String
  /// Of the name.
  package var range: SourceRange
  package var value: Located<Value>
}

extension NamedValue: Equatable where Value: Equatable {
  package static func == (a: NamedValue, b: NamedValue) -> Bool { a.name == b.name && a.value == b.value }
}

/// A choice from a vocabulary with its options, such as `{l2: {l2: 0.001}}`.
package struct NamedOption: Sendable, Equatable {
  package var name: String
  /// nil for a default that a table names by its word alone: every option then has its own default.
  package var given: Options?
  package var range: SourceRange?

  /// Equal choices are equal wherever they stand.
  package static func == (a: NamedOption, b: NamedOption) -> Bool { a.name == b.name && a.given == b.given }

  var yaml: String {
    guard let given, given.values.contains(where: { $0.range != nil }) else { return name }
    return "{\(name): \(given.yaml)}"
  }
}

/// How a windowed axis is padded.
package enum Padding: Sendable, Equatable {
  case valid
  case same
  /// Explicit zeros, [before, after] for each spatial axis; a single pair holds for every axis.
  case explicit([[Int]])

  var yaml: String {
    switch self {
    case .valid: "valid"
    case .same: "same"
    case .explicit(let pairs): "\(pairs)"
    }
  }
}

/// The decoded hyperparameters of one entry: what the spec gave, and the table's defaults for the rest.
package struct Options: Sendable, Equatable {
  /// A value, and where it was given; nil for a default.
  package struct Value: Sendable {
    package let hyperparameter: Hyperparameter
    package var value: OptionValue
    package var range: SourceRange?
    package var keyRange: SourceRange?

    package var name: String { hyperparameter.name }
  }

  package let entryName: String
  /// Every hyperparameter of the table, in its order. One that was wrong or missing holds its default, or null.
  package private(set) var values: [Value]
  /// The whole mapping, or the bare word.
  package let range: SourceRange?
  /// Whether each value was read without an error: a layer with broken options has an unknown shape.
  package var isValid = true

  init(entry: Vocabulary.Entry, values given: [Value], range: SourceRange?) {
    self.entryName = entry.name
    self.range = range
    self.values = entry.hyperparameters.map { hyperparameter in
      given.first { $0.name == hyperparameter.name }
        ?? Value(hyperparameter: hyperparameter, value: hyperparameter.defaultValue ?? .null)
    }
  }

  package static func == (a: Options, b: Options) -> Bool {
    a.entryName == b.entryName && a.values.map(\.value) == b.values.map(\.value)
  }

  var yaml: String {
    "{" + values.filter { $0.range != nil }.map { "\($0.name): \($0.value.yaml)" }.joined(separator: ", ")
      + "}"
  }
}
