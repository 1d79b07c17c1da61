/// How the parts of a diagnostic are set off on a terminal: the escape sequence before each, and the one after all.
package struct TextStyle: Sendable {
  /// A part of a printed diagnostic.
  package enum Role: Sendable, CaseIterable {
    case error, warning, note, fixIt, emphasis, gutter, caret, insertion
  }

  private var start: [Role: String]
  private var reset: String

  /// No colour.
  package static let plain = TextStyle(start: [:], reset: "")

  /// The sixteen colours of ECMA-48 terminals, as clang uses them.
  package static let ansi = TextStyle(
    start: [
      .error: "\u{1B}[1;31m", .warning: "\u{1B}[1;35m", .note: "\u{1B}[1;36m", .fixIt: "\u{1B}[1;32m",
      .emphasis: "\u{1B}[1m", .gutter: "\u{1B}[2m", .caret: "\u{1B}[1;32m", .insertion: "\u{1B}[32m",
    ],
    reset: "\u{1B}[0m")

  func paint(_ text: String, as role: Role) -> String {
    guard let code = start[role], !text.isEmpty else { return text }
    return code + text + reset
  }
}
