/// Makes text of characters that come one by one.
///
/// At the level of bytes, those of a character that is not complete yet are held back, and what is no UTF-8 becomes U+FFFD.
package struct TextAssembler: Sendable {
  private let level: TextLevel
  private var held: [UInt8] = []

  package init(_ level: TextLevel) { self.level = level }

  /// The text that a character completes; empty while one is not complete.
  package mutating func append(_ character: UInt32) -> String {
    switch level {
    case .char: return Unicode.Scalar(character).map { String($0) } ?? "\u{FFFD}"
    case .byte:
      held.append(UInt8(truncatingIfNeeded: character))
      let rest = held.count - lengthOfBeginning
      defer { held.removeFirst(rest) }
      return String(decoding: held[..<rest], as: UTF8.self)
    }
  }

  /// What is held back at the end.
  package mutating func finish() -> String {
    defer { held = [] }
    return String(decoding: held, as: UTF8.self)
  }

  /// How many of the last bytes held begin a character that more bytes may complete.
  private var lengthOfBeginning: Int {
    for length in stride(from: min(3, held.count), to: 0, by: -1) {
      let tail = held.suffix(length)
      let expected = Self.length(after: tail.first!)
      guard expected > length else { continue }
      // Completed by the least continuation bytes, or the greatest: some second bytes are not allowed.
      let isBeginning = [0x80, 0xBF].contains { (filler: UInt8) in
        let whole = Array(tail) + Array(repeating: filler, count: expected - length)
        return String(validating: whole, as: UTF8.self) != nil
      }
      if isBeginning { return length }
    }
    return 0
  }

  /// The bytes of a character that begins with this one; 1 where none of several does.
  private static func length(after first: UInt8) -> Int {
    switch first {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }
}
