/// Prints diagnostics for people, as clang does: the place and message, the line, and a caret under what is meant.
///
///     digits.yaml:5:13: error: dense has no 'unit' [unknown-key]
///      5 |   - dense: {unit: 10}
///        |             ^~~~
///     digits.yaml:5:13: fix-it: did you mean 'units'?
///      5 |   - dense: {units: 10}
///        |             +++++
package struct TextFormatter: Sendable {
  /// How the parts are set off: `.plain` or `.ansi`.
  package var style: TextStyle
  /// Terminal columns; longer source lines are cut to a window around the caret.
  package var width: Int

  /// A formatter; without arguments it is for a file or a pipe.
  package init(style: TextStyle = .plain, width: Int = 100) {
    self.style = style
    self.width = width
  }

  /// The diagnostics by position, each ending in a line break. `summary` gives the line to close with.
  package func format(_ diagnostics: some Sequence<Diagnostic>, in sources: SourceMap) -> String {
    diagnostics.sortedByPosition().map { format($0, in: sources) }.joined()
  }

  private func format(_ diagnostic: Diagnostic, in sources: SourceMap) -> String {
    let severity = diagnostic.severity.rawValue
    let place = sources.place(of: diagnostic.range)
    var text = heading(
      place, severity, as: diagnostic.severity == .error ? .error : .warning, diagnostic.message,
      suffix: " [\(diagnostic.id)]")
    if let place { text += snippet(of: place) }
    for note in diagnostic.notes {
      let place = sources.place(of: note.range)
      text += heading(place, "note", as: .note, note.message)
      if let place { text += snippet(of: place) }
    }
    for fixIt in diagnostic.fixIts {
      guard let place = sources.place(of: fixIt.range) else { continue }
      text += heading(place, "fix-it", as: .fixIt, fixIt.message)
      text += edited(place, replacement: fixIt.replacement)
    }
    return text
  }

  private func heading(
    _ place: SourceMap.Place?, _ label: String, as role: TextStyle.Role, _ message: String,
    suffix: String = ""
  ) -> String {
    let location =
      place.map { place in
        let lineAndColumn = place.source.bytes.isEmpty ? "" : ":\(place.start.line):\(place.start.column)"
        return "\(printable(place.source.name))\(lineAndColumn): "
      } ?? ""
    return style.paint(location, as: .emphasis) + style.paint("\(label): ", as: role)
      + style.paint(printable(message) + suffix, as: .emphasis) + "\n"
  }

  /// The line where a place starts, with its part of that line underlined.
  private func snippet(of place: SourceMap.Place) -> String {
    if place.source.bytes.isEmpty { return "" }
    let line = place.source.byteRange(ofLine: place.start.line)
    let snippet = SnippetLine(place.source.bytes[line], focus: place.bytes, width: width - 8)
    let tildes = String(repeating: "~", count: max(0, snippet.length - 1))
    let gutter = Gutter(lastLine: place.start.line, style: style)
    return gutter.numbered(place.start.line, snippet.text)
      + gutter.unnumbered(spaces(snippet.indent) + style.paint("^" + tildes, as: .caret))
  }

  /// The lines as they would be with the bytes of a place replaced, with what is new underlined.
  private func edited(_ place: SourceMap.Place, replacement: String) -> String {
    let source = place.source
    let before = source.bytes[source.byteRange(ofLine: place.start.line).lowerBound..<place.bytes.lowerBound]
    let after = source.bytes[place.bytes.upperBound...].prefix { !$0.isLineBreak }
    let bytes = before + Array(replacement.utf8) + after
    let new = before.count..<(bytes.count - after.count)

    let lines = Array(bytes).split(separator: .lineFeed, omittingEmptySubsequences: false).prefix(8)
    let gutter = Gutter(lastLine: place.start.line + lines.count - 1, style: style)
    var text = ""
    for (index, line) in lines.enumerated() where !(line.isEmpty && index > 0) {
      let snippet = SnippetLine(line, focus: new, width: width - 8)
      text += gutter.numbered(place.start.line + index, snippet.text)
      if snippet.length > 0 {
        let pluses = String(repeating: "+", count: snippet.length)
        text += gutter.unnumbered(spaces(snippet.indent) + style.paint(pluses, as: .insertion))
      }
    }
    return text
  }
}

/// The numbers left of the source lines.
private struct Gutter {
  private let width: Int
  private let style: TextStyle

  init(lastLine: Int, style: TextStyle) {
    width = max(4, String(lastLine).count + 1)
    self.style = style
  }

  func numbered(_ line: Int, _ text: String) -> String {
    let digits = String(line)
    return style.paint(spaces(width - digits.count) + digits + " |", as: .gutter)
      + (text.isEmpty ? "" : " \(text)")
      + "\n"
  }

  func unnumbered(_ text: String) -> String {
    style.paint(spaces(width) + " |", as: .gutter) + " \(text)\n"
  }
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
