import NNCCRuntime

/// A piece of Swift that knows where it may break over lines: between the items of its lists.
indirect enum SwiftCode: Sendable, ExpressibleByStringInterpolation {
  case text(String)
  /// `opening`, items with commas between, `closing`: `f(` … `)`
  case list(String, [SwiftCode], String)
  case joined([SwiftCode])

  init(stringLiteral text: String) { self = .text(text) }

  static func call(_ function: String, _ arguments: [SwiftCode]) -> SwiftCode { .list(function + "(", arguments, ")") }

  static func + (left: SwiftCode, right: SwiftCode) -> SwiftCode { .joined([left, right]) }

  /// All of it on one line.
  var text: String { pieces.map(\.text).joined() }

  /// Code up to where a line may break, and how deep it begins in brackets.
  struct Piece {
    var text = ""
    var nesting = 0
    /// Where within it brackets open: there too a line may break, where there is no other way.
    var openings: [Int] = []
  }

  var pieces: [Piece] {
    var pieces = [Piece()]
    appendPieces(to: &pieces, nesting: 0)
    return pieces
  }

  private func appendPieces(to pieces: inout [Piece], nesting: Int) {
    switch self {
    case .text(let text): pieces[pieces.count - 1].text += text
    case .joined(let parts): for part in parts { part.appendPieces(to: &pieces, nesting: nesting) }
    case .list(let opening, let items, let closing):
      pieces[pieces.count - 1].text += opening
      if opening.last.map("([".contains) ?? false {
        pieces[pieces.count - 1].openings.append(pieces[pieces.count - 1].text.count)
      }
      for (index, item) in items.enumerated() {
        if index > 0 {
          pieces[pieces.count - 1].text += ", "
          pieces.append(Piece(nesting: nesting + 1))
        }
        item.appendPieces(to: &pieces, nesting: nesting + 1)
      }
      pieces[pieces.count - 1].text += closing
    }
  }
}

extension Literal {
  /// As Swift.
  ///
  /// - Parameter constant: gives the name of a value that is made once.
  func code(constant: (String, Literal) -> String) -> SwiftCode {
    switch self {
    case .integer(let number): .text(String(number))
    case .token(let token): .text(token)
    case .rows(times: 1): "rows"
    case .rows(let times): .text("rows * \(times)")
    case .array(let items): .list("[", items.map { $0.code(constant: constant) }, "]")
    case .unwrapped(let value): value.code(constant: constant) + "!"
    case .constant(let name, let value): .text(constant(name, value))
    case .call(let function, let arguments):
      .call(
        function,
        arguments.map { argument in
          let value = argument.value.code(constant: constant)
          return argument.label.map { .text($0 + ": ") + value } ?? value
        })
    }
  }

  /// As Swift, with what is made once made on the spot.
  var code: SwiftCode { code { $1.text } }

  /// On one line.
  var text: String { code.text }
}
