extension SourceMap {
  /// A range as editors count it: lines and columns from 1, the end one past the last character.
  struct Place {
    var source: Source
    var start: Source.Location
    var end: Source.Location
    /// The range within the bytes of the source.
    var bytes: Range<Int>
  }

  /// Where a range is, or nil where it is in no source. Whatever lies outside the text is moved into it.
  func place(of range: SourceRange?) -> Place? {
    guard let range, let source = self[range.source] else { return nil }
    let start = min(max(range.start, 0), source.bytes.count)
    let end = min(max(range.end, start), source.bytes.count)
    return Place(
      source: source, start: source.location(of: start), end: source.location(of: end), bytes: start..<end)
  }
}

extension Sequence<Diagnostic> {
  /// In the order in which a reader meets them: by source, then by place. Those about no place come last.
  package func sortedByPosition() -> [Diagnostic] {
    func key(_ diagnostic: Diagnostic) -> (Int, Int, Int) {
      diagnostic.range.map { ($0.source, $0.start, $0.end) } ?? (.max, .max, .max)
    }
    // The standard library's sort is stable, though it does not promise to be; the offset makes sure.
    return enumerated().sorted {
      key($0.element) != key($1.element) ? key($0.element) < key($1.element) : $0.offset < $1.offset
    }.map(\.element)
  }

  /// `2 errors, 1 warning generated.`, or nil where there is nothing to count.
  package var summary: String? {
    let errors = count { $0.severity == .error }
    let warnings = count { $0.severity == .warning }
    let parts = [(errors, "error"), (warnings, "warning")]
      .filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return parts.isEmpty ? nil : parts.joined(separator: ", ") + " generated."
  }
}
