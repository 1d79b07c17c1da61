/// Swift source that grows line by line, with indentation.
struct SwiftWriter {
  private(set) var text = ""
  private var depth = 0
  /// A kernel call is to be one line wherever an editor can show it.
  private static let width = 180

  /// Appends an empty line.
  mutating func line() { text += "\n" }

  /// Appends a line of code, wrapped at the commas of its arguments where it is too long.
  mutating func line(_ code: String) {
    let indent = String(repeating: "  ", count: depth)
    guard indent.count + code.count > Self.width else { return text += indent + code + "\n" }
    var current = indent
    var isFirst = true
    for (part, nesting) in Self.arguments(of: code) {
      if current.count + part.count > Self.width + 1, !isFirst {
        // A space before the break would be left over.
        text += current.dropLast(current.last == " " ? 1 : 0) + "\n"
        current = indent + String(repeating: "  ", count: nesting)
      }
      current += part
      isFirst = false
    }
    text += current + "\n"
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

  /// The parts of a call between which a line may break, each with how deep it lies in brackets.
  private static func arguments(of code: String) -> [(String, Int)] {
    var parts: [(String, Int)] = []
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
          parts.append((part, start))
          part = ""
          start = max(1, nesting)
        default: break
        }
      }
      last = character
    }
    parts.append((part, start))
    return parts
  }
}
