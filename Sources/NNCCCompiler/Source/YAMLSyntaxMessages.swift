/// Turns libyaml's complaints, which are about its own state, into what the author of a spec should do.
struct YAMLSyntaxMessages {
  let source: Source
  let number: Int
  let region: Range<Int>

  func diagnostic(for error: YAMLSyntaxError) -> Diagnostic {
    if let tab = tabInIndentation(before: error.offset) { return tab }
    let context = error.contextOffset
    let atEnd = textEnd(before: error.offset) == textEnd(before: region.upperBound)

    switch error.problem {
    case "found unexpected end of stream", "found unexpected document indicator":
      return syntax(at: context ?? error.offset, "this string is never closed; add the quote that ends it")

    case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
      let (opening, closing, name) =
        error.problem.hasSuffix("']'") ? ("[", "]", "list") : ("{", "}", "mapping")
      // A key on a later line shows that the bracket was forgotten, not a comma.
      guard let context, !atEnd, character(at: error.offset) != ":" || line(of: context) == line(of: error.offset)
      else {
        return syntax(at: context ?? error.offset, "this '\(opening)' is never closed; add '\(closing)'")
      }
      return syntax(
        at: error.offset, "expected ',' or '\(closing)' before this",
        notes: [note("in the \(name) that starts here", at: context)])

    case "mapping values are not allowed in this context":
      if let earlier = earlierLine(runningInto: error.offset) { return unfinished(earlier) }
      return syntax(
        at: error.offset,
        "a ':' cannot stand here: quote the text if the ':' is part of it, or start the key on its own line")

    case "could not find expected ':'":
      return syntax(at: context ?? error.offset, "expected ':' after this key")

    case "did not find expected '-' indicator" where character(at: error.offset) != "-":
      return syntax(
        at: error.offset,
        "expected '- ' here, in line with the list's other items; indent it further to put it under the item above",
        notes: context.map { [note("the list starts here", at: $0)] } ?? [])

    case "did not find expected key" where character(at: error.offset) == "-",
      "did not find expected '-' indicator":
      return syntax(
        at: error.offset, "expected '- ' in line with the other items of its list, or a key in its mapping",
        notes: context.map { [note("this is what the line belongs to", at: $0)] } ?? [])

    case "did not find expected node content" where character(at: error.offset) == ":",
      "did not find expected key" where character(at: error.offset) == ":":
      return syntax(at: error.offset, length: 1, "there is no key before this ':'")

    case "did not find expected key":
      return syntax(
        at: error.offset, "expected a key here; line it up with the other keys of its mapping",
        notes: context.map { [note("the mapping starts here", at: $0)] } ?? [])

    case "block sequence entries are not allowed in this context":
      return syntax(at: error.offset, "a list item cannot start here; put '- ' at the start of its own line")

    case "mapping keys are not allowed in this context":
      return syntax(at: error.offset, "a key cannot start here; put it on its own line")

    case "found character that cannot start any token":
      return syntax(
        at: error.offset, length: 1,
        "text cannot start with '\(character(at: error.offset))' unless it is quoted")

    case "did not find expected node content":
      return syntax(at: error.offset, "expected a value here")

    case "did not find expected <document start>":
      return syntax(
        at: error.offset, "expected the end of the file here; does this line belong to what is above it?")

    case "found unknown escape character":
      return syntax(
        at: error.offset,
        "unknown escape in a double-quoted string; write '\\\\' for a backslash, or use single quotes")

    case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
      return syntax(
        at: error.offset, "this is not the code of a Unicode character; '\\u' takes four hex digits")

    case "did not find expected alphabetic or numeric character":
      return syntax(
        at: context ?? error.offset,
        "'&' and '*' stand before an anchor's name, of letters and digits; quote the text if it is none")

    case _ where error.context.hasSuffix("tag") || error.problem == "found undefined tag handle":
      return syntax(at: context ?? error.offset, "this is not a tag; quote the text if it starts with '!'")

    case "found incompatible YAML document":
      return syntax(at: error.offset, "only YAML 1.1 and 1.2 can be read")

    case "found duplicate %YAML directive", "found unknown directive name",
      "could not find expected directive name":
      return syntax(
        at: context ?? error.offset,
        "this line starts with '%' but is no directive; quote the text or remove it")

    default:
      return syntax(
        at: error.offset,
        "this is not YAML: \(error.problem)" + (error.context.isEmpty ? "" : " \(error.context)"))
    }
  }

  /// An underline from `offset` to the end of the word there, or at the end of the text before it.
  private func syntax(
    at offset: Int, length: Int? = nil, _ message: String, notes: [Diagnostic.Note] = []
  ) -> Diagnostic {
    Diagnostic("yaml-syntax", at: word(at: offset, length: length), message, notes: notes)
  }

  private func note(_ message: String, at offset: Int) -> Diagnostic.Note {
    .init(message, at: word(at: offset, length: 1))
  }

  private func word(at offset: Int, length: Int?) -> SourceRange {
    let start = min(max(region.lowerBound, offset), region.upperBound)
    guard start < textEnd(before: region.upperBound) else {
      let end = textEnd(before: start)
      return SourceRange(source: number, start: end, end: end)
    }
    let rest = source.bytes[start..<region.upperBound]
    let end = length.map { start + $0 } ?? rest.firstIndex(where: \.isWhitespace) ?? region.upperBound
    return SourceRange(source: number, start: start, end: end)
  }

  /// One past the last byte before `offset` that is neither a space nor a line break.
  private func textEnd(before offset: Int) -> Int {
    let text = source.bytes[region.lowerBound..<min(max(offset, region.lowerBound), region.upperBound)]
    return text.lastIndex { !$0.isWhitespace }.map { $0 + 1 } ?? region.lowerBound
  }

  private func character(at offset: Int) -> String {
    let rest = source.bytes[min(offset, region.upperBound)..<region.upperBound]
    let length = rest.dropFirst().prefix { !startsScalar($0) }.count + 1
    return String(decoding: rest.prefix(length), as: UTF8.self)
  }

  private func line(of offset: Int) -> Int { source.location(of: offset).line }

  /// The text of the line above that runs on into the line of `offset`, since what precedes `offset` on its own line
  /// is a key and no more; nil where the line stands for itself.
  private func earlierLine(runningInto offset: Int) -> SourceRange? {
    let number = line(of: offset)
    let start = source.byteRange(ofLine: number).lowerBound
    let before = source.bytes[min(max(start, region.lowerBound), offset)..<offset]
    guard start > region.lowerBound, !before.contains(UInt8(ascii: ":")),
      !before.drop(while: \.isWhitespace).starts(with: [UInt8(ascii: "-"), .space])
    else { return nil }
    for above in (1..<number).reversed() {
      let text = source.bytes[source.byteRange(ofLine: above).clamped(to: region)]
      guard let first = text.firstIndex(where: { !$0.isWhitespace }),
        let last = text.lastIndex(where: { !$0.isWhitespace }), text[first] != UInt8(ascii: "#")
      else { continue }
      return SourceRange(source: self.number, start: first, end: last + 1)
    }
    return nil
  }

  /// A line that is neither a key with its value nor an item, so that it runs on into the next.
  private func unfinished(_ range: SourceRange) -> Diagnostic {
    let text = source.bytes[range.start..<range.end]
    let word = String(decoding: text.prefix { !$0.isWhitespace }, as: UTF8.self)
    if word.hasPrefix("-"), word.utf8.count > 1, word != "---" {
      return Diagnostic(
        "missing-space", at: range, "the '-' before an item needs a space: '- \(word.dropFirst())', not '\(word)'")
    }
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
      return Diagnostic("yaml-syntax", at: range, "expected ':' after the key in this line")
    }
    if colon + 1 < text.endIndex, !text[colon + 1].isWhitespace {
      return Diagnostic(
        "missing-space", at: range, "the ':' after a key needs a space",
        fixIts: [
          .init(
            "add a space", range: SourceRange(source: number, start: colon + 1, end: colon + 1), replacement: " ")
        ])
    }
    return Diagnostic(
      "yaml-syntax", at: range, "a key has this value and another below it; line up the line below with this one")
  }

  /// libyaml refuses tabs as indentation in many words, and at many places after the tab.
  private func tabInIndentation(before offset: Int) -> Diagnostic? {
    let line = source.byteRange(ofLine: source.location(of: offset).line)
    let text = source.bytes[line.clamped(to: region)]
    guard let tab = text.prefix(while: { $0 == .space || $0 == .tab }).firstIndex(of: .tab) else {
      return nil
    }
    let tabs = text[tab...].prefix { $0 == .tab }
    let range = SourceRange(source: number, start: tabs.startIndex, end: tabs.endIndex)
    return Diagnostic(
      "yaml-tab", at: range, "tabs cannot indent YAML; use spaces",
      fixIts: [
        .init(
          "use spaces", range: range, replacement: String(repeating: "  ", count: min(tabs.count, 32)))
      ])
  }
}
