/// Swift source that grows line by line, with indentation.
struct SwiftWriter {
  private(set) var text = ""
  private var depth = 0
  /// No line is longer.
  static let width = 110

  private var indent: String { String(repeating: "  ", count: depth) }

  /// Appends an empty line.
  mutating func line() { text += "\n" }

  /// Appends a line of code. Where it is too long it breaks between the items of its lists, the outermost first: one
  /// that has room on a line stays whole.
  mutating func line(_ code: SwiftCode) {
    var current = indent
    let pieces = code.pieces
    let length = pieces.reduce(current.count) { $0 + $1.text.count }
    if length <= Self.width {
      for piece in pieces { current += piece.text }
    } else {
      fill(pieces[...], &current)
    }
    text += current + "\n"
  }

  mutating func line(_ code: String) { line(.text(code)) }

  /// Appends pieces to the line at hand, and to new ones from where it is full.
  private mutating func fill(_ pieces: ArraySlice<SwiftCode.Piece>, _ current: inout String) {
    let outermost = pieces.dropFirst().map(\.nesting).min()
    var rest = pieces
    while let first = rest.first {
      let group = rest.prefix(1) + rest.dropFirst().prefix { $0.nesting != outermost }
      rest = rest.dropFirst(group.count)
      // A space before a break is left out.
      let length = group.reduce(group.last?.text.last == " " ? -1 : 0) { $0 + $1.text.count }
      if current.count + length > Self.width, current.contains(where: { $0 != " " }) {
        breakLine(&current, nesting: first.nesting)
      }
      if current.count + length <= Self.width {
        for piece in group { current += piece.text }
      } else if group.count > 1 {
        fill(group, &current)
      } else {
        append(first, &current)
      }
    }
  }

  /// Appends a piece that has no room on a line, broken behind the last bracket that it may be broken behind.
  private mutating func append(_ piece: SwiftCode.Piece, _ current: inout String) {
    var rest = Substring(piece.text)
    let column = current.count
    if let opening = piece.openings.last(where: { column + $0 <= Self.width }) {
      current += rest.prefix(opening)
      rest = rest.dropFirst(opening)
      breakLine(&current, nesting: piece.nesting + 1)
    }
    current += rest
  }

  private mutating func breakLine(_ current: inout String, nesting: Int) {
    text += current.dropLast(current.last == " " ? 1 : 0) + "\n"
    current = indent + String(repeating: "  ", count: nesting)
  }

  /// Appends comment lines, each broken between words where it is too long. Whatever they say, it stays in the comment.
  mutating func comment(_ lines: String..., mark: String = "//") {
    for line in lines {
      var current = indent + mark
      for word in printable(line).split(separator: " ", omittingEmptySubsequences: true) {
        if current.count + 1 + word.count > Self.width, current.count > indent.count + mark.count {
          text += current + "\n"
          current = indent + mark
        }
        current += " " + word
      }
      text += current + "\n"
    }
  }

  /// Appends a documentation comment.
  mutating func documentation(_ lines: String...) { for line in lines { comment(line, mark: "///") } }

  /// Appends a head, an indented body and a closing brace.
  mutating func block(_ head: SwiftCode, closing: String = "}", _ body: (inout SwiftWriter) -> Void) {
    line(head)
    depth += 1
    body(&self)
    depth -= 1
    line(closing)
  }

  mutating func block(_ head: String, closing: String = "}", _ body: (inout SwiftWriter) -> Void) {
    block(.text(head), closing: closing, body)
  }
}
