/// A strict pull parser for JSON (RFC 8259): the caller asks for the value it expects next.
///
/// No tree is built, so memory is bounded by what the caller keeps. Stricter than most parsers where they
/// disagree: a key may appear once in an object, surrogates come in pairs, and nesting is limited.
package struct JSONScanner {
  /// What is wrong with the text, and at which byte.
  package struct Failure: Error, Hashable {
    package enum Reason: Hashable {
      case syntax(String)
      case notUTF8
      case duplicateKey(String)
      /// The text is valid so far, but another type of value was asked for.
      case wrongType(expected: String, found: String)
      case tooDeep(limit: Int)
    }

    package var offset: Int
    package var reason: Reason
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var depth = 0
  private let depthLimit: Int

  /// A scanner at the start of `bytes`.
  package init(_ bytes: ArraySlice<UInt8>, depthLimit: Int = 64) {
    self.bytes = bytes
    self.position = bytes.startIndex
    self.depthLimit = depthLimit
  }

  /// Reads an object: `body` is given each key and must read its value.
  package mutating func readObject(_ body: (inout JSONScanner, String) throws -> Void) throws {
    try expect("{", .object)
    try enter()
    var keys: Set<String> = []
    skipWhitespace()
    if consume("}") { return leave() }
    repeat {
      skipWhitespace()
      let keyOffset = offset
      let key = try readString()
      guard keys.insert(key).inserted else { throw Failure(offset: keyOffset, reason: .duplicateKey(key)) }
      skipWhitespace()
      guard consume(":") else { throw unexpected("':' after a key") }
      try body(&self, key)
      skipWhitespace()
    } while consume(",")
    guard consume("}") else { throw unexpected("',' or '}'") }
    leave()
  }

  /// Reads an array: `body` must read one element each time it is called.
  package mutating func readArray(_ body: (inout JSONScanner) throws -> Void) throws {
    try expect("[", .array)
    try enter()
    skipWhitespace()
    if consume("]") { return leave() }
    repeat {
      try body(&self)
      skipWhitespace()
    } while consume(",")
    guard consume("]") else { throw unexpected("',' or ']'") }
    leave()
  }

  /// Reads a string and resolves its escapes.
  package mutating func readString() throws -> String {
    try expect("\"", .string)
    let start = position
    var units: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try decodeUTF8(units, from: start)
      case UInt8(ascii: "\\"):
        position += 1
        try readEscape(into: &units)
      case 0..<0x20:
        throw unexpected("a control character in a string to be escaped")
      default:
        units.append(byte)
        position += 1
      }
    }
    throw unexpected("'\"' at the end of a string")
  }

  /// Reads a number that is written as an integer and fits 64 bits.
  package mutating func readInteger() throws -> Int {
    skipWhitespace()
    let start = offset
    guard typeOfNextValue == .number else { throw unexpected("an integer", typeOfNextValue) }
    let literal = try readNumber()
    guard let value = Int(literal), literal != "-0" else {
      throw Failure(offset: start, reason: .wrongType(expected: "an integer", found: literal))
    }
    return value
  }

  /// Passes over one value of any type, and checks it.
  package mutating func skipValue() throws {
    skipWhitespace()
    switch typeOfNextValue {
    case .object: try readObject { scanner, _ in try scanner.skipValue() }
    case .array: try readArray { scanner in try scanner.skipValue() }
    case .string: _ = try readString()
    case .number: _ = try readNumber()
    case .boolean, .null, .none:
      guard consume("true") || consume("false") || consume("null") else { throw unexpected("a value") }
    }
  }

  /// Checks that only white space is left.
  package mutating func readEnd() throws {
    skipWhitespace()
    guard position == bytes.endIndex else { throw unexpected("nothing after the value") }
  }
}

extension JSONScanner {
  /// Bytes from the start of the text.
  private var offset: Int { position - bytes.startIndex }

  private var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private enum ValueType: String {
    case object = "an object"
    case array = "an array"
    case string = "a string"
    case number = "a number"
    case boolean = "a boolean"
    case null = "null"
    case none = "no value"
  }

  private var typeOfNextValue: ValueType {
    guard let current else { return .none }
    return switch current {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    case UInt8(ascii: "n"): .null
    default: .none
    }
  }

  private mutating func skipWhitespace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func consume(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.endIndex - position >= count else { return false }
    for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
    position += count
    return true
  }

  private mutating func expect(_ opening: StaticString, _ type: ValueType) throws {
    skipWhitespace()
    if !consume(opening) { throw unexpected(type.rawValue, typeOfNextValue) }
  }

  private mutating func enter() throws {
    guard depth < depthLimit else { throw Failure(offset: offset, reason: .tooDeep(limit: depthLimit)) }
    depth += 1
  }

  private mutating func leave() { depth -= 1 }

  private func unexpected(_ expected: String) -> Failure {
    let found =
      switch current {
      case nil: "the end of the text"
      case .some(let byte) where byte > 0x20 && byte < 0x7F: "'\(UnicodeScalar(byte))'"
      case .some(let byte): "byte 0x\(String(byte, radix: 16))"
      }
    return Failure(offset: offset, reason: .syntax("expected \(expected), found \(found)"))
  }

  private func unexpected(_ expected: String, _ found: ValueType) -> Failure {
    guard found != .none else { return unexpected(expected) }
    return Failure(offset: offset, reason: .wrongType(expected: expected, found: found.rawValue))
  }

  private func decodeUTF8(_ units: [UInt8], from start: Int) throws -> String {
    let text = String(decoding: units, as: UTF8.self)
    // Decoding replaces what is not UTF-8, so the bytes differ.
    guard text.utf8.elementsEqual(units) else {
      throw Failure(offset: start - bytes.startIndex, reason: .notUTF8)
    }
    return text
  }

  private mutating func readEscape(into units: inout [UInt8]) throws {
    guard let letter = current else { throw unexpected("an escape") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(letter)
    case UInt8(ascii: "b"): units.append(0x08)
    case UInt8(ascii: "f"): units.append(0x0C)
    case UInt8(ascii: "n"): units.append(0x0A)
    case UInt8(ascii: "r"): units.append(0x0D)
    case UInt8(ascii: "t"): units.append(0x09)
    case UInt8(ascii: "u"): units.append(contentsOf: String(try readUnicodeEscape()).utf8)
    default:
      position -= 1
      throw unexpected("one of \" \\ / b f n r t u after a backslash")
    }
  }

  private mutating func readUnicodeEscape() throws -> Character {
    var code = try readHexDigits()
    if code & 0xFC00 == 0xD800 {
      guard consume("\\u") else { throw unexpected("the second half of a surrogate pair") }
      let low = try readHexDigits()
      // Any other value leaves `code` a surrogate, which is no scalar.
      if low & 0xFC00 == 0xDC00 { code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF }
    }
    guard let scalar = UnicodeScalar(code) else { throw unexpected("a pair of surrogates") }
    return Character(scalar)
  }

  private mutating func readHexDigits() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
        throw unexpected("four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  private mutating func readNumber() throws -> String {
    let start = position
    _ = consume("-")
    if !consume("0") { try readDigits() }
    if consume(".") { try readDigits() }
    if consume("e") || consume("E") {
      if !consume("+") { _ = consume("-") }
      try readDigits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func readDigits() throws {
    let start = position
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }
}

extension String {
  /// The text as a JSON string, quotes included. Only what must be is escaped.
  package var jsonLiteral: String {
    var literal = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\u{08}": literal += "\\b"
      case "\u{0C}": literal += "\\f"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      case "\u{00}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
