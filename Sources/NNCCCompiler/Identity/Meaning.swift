import NNCCRuntime

/// What of a spec decides which numbers come out, as text that files hold and that can be compared.
///
/// It is a list of keys and values under the spec's own spellings, as `layer conv1's filters` and `32`. A value that is
/// the default is no part of the text: a file stays comparable when a layer gets a new hyperparameter.
package struct Meaning: Sendable {
  /// Raised where the text of unchanged specs changes, as when a default does.
  package static let version = 2

  private(set) var lines: [Line] = []

  struct Line: Sendable {
    var key: String
    var value: String
    /// What a spec means that does not name the key.
    var defaultValue: String?

    var isDefault: Bool { value == defaultValue }
  }

  init() {}

  mutating func add(_ key: String, _ value: String, default defaultValue: String? = nil) {
    func inOneField(_ text: String) -> String { text.replacing(#/[\n\t]/#, with: " ") }
    lines.append(Line(key: inOneField(key), value: inOneField(value), defaultValue: defaultValue.map(inOneField)))
  }

  /// All that another says.
  mutating func add(_ other: Meaning) { lines += other.lines }

  /// The options of one entry, but for those that decide less than what is asked for.
  ///
  /// - Parameter prefix: what their keys begin with, such as `layer conv1's ` or `train.`.
  mutating func add(_ options: Options, _ prefix: String, _ least: Consequence) {
    for option in options.values where option.hyperparameter.decides >= least {
      let hyperparameter = option.hyperparameter
      add(
        prefix + option.name, hyperparameter.meaning(of: option.value, least),
        default: hyperparameter.defaultValue.map { hyperparameter.meaning(of: $0, least) })
    }
  }

  /// The part of it whose keys begin so, or else the others.
  func part(_ prefix: String, _ begins: Bool = true) -> Meaning {
    var part = self
    part.lines.removeAll { $0.key.hasPrefix(prefix) != begins }
    return part
  }

  // MARK: In files

  /// All of it that is no default, a line for each key after one that gives the version.
  package var text: String {
    (["version\t\(Self.version)"] + lines.filter { !$0.isDefault }.map { "\($0.key)\t\($0.value)" })
      .joined(separator: "\n")
  }

  /// Sixteen hex digits that stand for all of it.
  package var hash: String {
    let digits = String(fingerprint(text.utf8), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Whether this, or another version, can have written a text.
  package static func wrote(_ text: String) -> Bool { text.hasPrefix("version\t") || text.hasPrefix("input ") }

  /// What an earlier `text` said; nil where that is of another version, and cannot be compared.
  package init?(text: String) {
    var lines = text.split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      return Line(key: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
    }
    guard let first = lines.first, first.key == "version", first.value == String(Self.version) else { return nil }
    lines.removeFirst()
    self.lines = lines
  }

  /// How this differs from what it was before, a sentence for each key.
  package func changes(since old: Meaning) -> [String] {
    func lines(_ meaning: Meaning) -> [String: Line] {
      Dictionary(meaning.lines.map { ($0.key, $0) }) { first, _ in first }
    }
    let (before, now) = (lines(old), lines(self))
    var changes = self.lines.compactMap { line -> String? in
      guard let old = before[line.key]?.value ?? line.defaultValue else { return "\(line.key) is new" }
      return old == line.value ? nil : "\(line.key) was \(old), and is now \(line.value)"
    }
    changes += old.lines.filter { now[$0.key] == nil }.map { "\($0.key) was \($0.value), and is gone" }
    return changes
  }
}

extension Hyperparameter {
  /// What a value means here: `2` is `[2, 2]` where each axis has a number.
  fileprivate func meaning(of value: OptionValue, _ least: Consequence) -> String {
    guard kind.isOneForEachAxis else { return value.meaning(least) }
    switch value {
    case .list(let items): return Self.only(items)?.value.yaml ?? value.yaml
    case .padding(.explicit(let pairs)): return Self.only(pairs).map { "\($0)" } ?? value.yaml
    default: return value.yaml
    }
  }

  private static func only<Element: Equatable>(_ items: [Element]) -> Element? {
    items.first.flatMap { first in items.allSatisfy { $0 == first } ? first : nil }
  }
}

extension Hyperparameter.Kind {
  fileprivate var isOneForEachAxis: Bool {
    switch self {
    case .extents, .padding: true
    case .optional(let kind): kind.isOneForEachAxis
    default: false
    }
  }
}

extension OptionValue {
  /// A value as the spec would write it, without what is a default or decides less than what is asked for.
  fileprivate func meaning(_ least: Consequence) -> String {
    switch self {
    case .list(let items): "[\(items.map { $0.value.meaning(least) }.joined(separator: ", "))]"
    case .record(let options): "{\(options.meaning(least))}"
    case .dictionary(let items):
      "{\(items.map { "\($0.name): \($0.value.value.meaning(least))" }.joined(separator: ", "))}"
    case .named(let choice):
      choice.name + (choice.given.map { $0.meaning(least) }.flatMap { $0.isEmpty ? nil : " {\($0)}" } ?? "")
    case .null, .boolean, .integer, .number, .string, .padding: yaml
    }
  }
}

extension Options {
  fileprivate func meaning(_ least: Consequence) -> String {
    var own = Meaning()
    own.add(self, "", least)
    return own.lines.filter { !$0.isDefault }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }
}
