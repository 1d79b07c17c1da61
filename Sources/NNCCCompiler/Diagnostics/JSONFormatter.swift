/// Diagnostics for scripts and editors, as an array of
/// `{id, severity, file, line, column, end_line, end_column, message, notes, fix_its}` by position.
///
/// Lines and columns count from 1, columns count Unicode scalars, and the end is one past the last. Where a diagnostic
/// is about no place, `file` and the numbers are absent. Notes have a message and perhaps a place; fix-its have a
/// message, a place and its `replacement`.
package enum JSONFormatter {
  /// The array as a value, to stand in a larger document.
  package static func value(_ diagnostics: some Sequence<Diagnostic>, in sources: SourceMap) -> JSONValue {
    .array(diagnostics.sortedByPosition().map { value($0, in: sources) })
  }

  /// The array as text, ending in a line break.
  package static func format(_ diagnostics: some Sequence<Diagnostic>, in sources: SourceMap) -> String {
    value(diagnostics, in: sources).formatted + "\n"
  }

  private static func value(_ diagnostic: Diagnostic, in sources: SourceMap) -> JSONValue {
    .members(
      [("id", .string(diagnostic.id)), ("severity", .string(diagnostic.severity.rawValue))]
        + place(diagnostic.range, in: sources)
        + [
          ("message", .string(diagnostic.message)),
          (
            "notes",
            .array(
              diagnostic.notes.map {
                .members([("message", .string($0.message))] + place($0.range, in: sources))
              })
          ),
          (
            "fix_its",
            .array(
              diagnostic.fixIts.map {
                .members(
                  [("message", .string($0.message))] + place($0.range, in: sources)
                    + [("replacement", .string($0.replacement))])
              })
          ),
        ])
  }

  private static func place(_ range: SourceRange?, in sources: SourceMap) -> [(
    name: String, value: JSONValue?
  )] {
    guard let place = sources.place(of: range) else { return [] }
    return [
      ("file", .string(place.source.name)),
      ("line", .int(place.start.line)), ("column", .int(place.start.column)),
      ("end_line", .int(place.end.line)), ("end_column", .int(place.end.column)),
    ]
  }
}
