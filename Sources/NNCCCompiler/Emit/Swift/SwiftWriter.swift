/// Swift source that grows line by line, with indentation.
struct SwiftWriter {
  private(set) var text = ""
  private var depth = 0
  /// A kernel call is to be one line wherever an editor can show it.
  private static let width = 180

  /// Appends an empty line.
  mutating func line() { text += "\n" }

  /// Appends a line of code. Where it is too long it breaks between arguments, the outermost first: one that has room
  /// on a line stays whole.
  mutating func line(_ code: String) {
    let indent = String(repeating: "  ", count: depth)
    guard indent.count + code.count > Self.width else { return text += indent + code + "\n" }
    var current = indent
    fill(Self.arguments(of: code)[...], &current, indent: indent)
    text += current + "\n"
  }

  /// Appends arguments to the line at hand, and to new ones from where it is full.
  private mutating func fill(_ arguments: ArraySlice<Argument>, _ current: inout String, indent: String) {
    let outermost = arguments.dropFirst().map(\.nesting).min()
    var rest = arguments
    while let first = rest.first {
      let group = rest.prefix(1) + rest.dropFirst().prefix { $0.nesting != outermost }
      rest = rest.dropFirst(group.count)
      let length = group.reduce(0) { $0 + $1.text.count }
      // A space before a break is left out.
      if current.count + length > Self.width + 1, current.contains(where: { $0 != " " }) {
        text += current.dropLast(current.last == " " ? 1 : 0) + "\n"
        current = indent + String(repeating: "  ", count: first.nesting)
      }
      if current.count + length > Self.width + 1, group.count > 1 {
        fill(group, &current, indent: indent)
      } else {
        for argument in group { current += argument.text }
      }
    }
  }

  /// Appends kernel calls, one a line, each with the indentation that it has.
  mutating func calls(_ lines: [String]) {
    for statement in lines.flatMap({ $0.split(separator: "\n") }) {
      let spaces = statement.prefix { $0 == " " }.count
      depth += spaces / 2
      line(String(statement.dropFirst(spaces)))
      depth -= spaces / 2
    }
  }

  /// Appends comment lines. Whatever they say, it stays in the comment.
  mutating func comment(_ lines: String..., mark: String = "//") {
    for line in lines {
      let text = line.isEmpty ? mark : "\(mark) \(printable(line))"
      self.text += String(repeating: "  ", count: depth) + text + "\n"
    }
  }

  /// Appends a documentation comment.
  mutating func documentation(_ lines: String...) { for line in lines { comment(line, mark: "///") } }

  /// Appends a head, an indented body and a closing brace.
  mutating func block(_ head: String, closing: String = "}", _ body: (inout SwiftWriter) -> Void) {
    line(head)
    depth += 1
    body(&self)
    depth -= 1
    line(closing)
  }

  /// Code up to a comma, and how deep it begins in brackets.
  private struct Argument {
    var text: String
    var nesting: Int
  }

  /// The parts of a call between which a line may break.
  private static func arguments(of code: String) -> [Argument] {
    var arguments: [Argument] = []
    var part = ""
    var nesting = 0
    var start = 0
    var isInText = false
    var last: Character = " "
    for character in code {
      part.append(character)
      if character == "\"", last != "\\" { isInText.toggle() }
      if !isInText {
        switch character {
        case "(", "[", "{": nesting += 1
        case ")", "]", "}": nesting -= 1
        case " " where last == ",":
          arguments.append(Argument(text: part, nesting: start))
          part = ""
          start = max(1, nesting)
        default: break
        }
      }
      last = character
    }
    arguments.append(Argument(text: part, nesting: start))
    return arguments
  }
}
