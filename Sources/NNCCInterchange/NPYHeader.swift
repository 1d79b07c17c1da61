import NNCCRuntime

/// What a .npy file says of its array before the data: a Python dictionary of `descr`, `fortran_order` and
/// `shape`.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct NPYHeader: Hashable {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy's own limit on axes.
  static let axisLimit = 64
  /// Longer than any header of `axisLimit` axes; NumPy reads at most 10 000 characters.
  static let lengthLimit = 1 << 16

  /// The element type as NumPy writes it, such as `<f4`.
  var descriptor: String
  var isFortranOrder: Bool
  var shape: [Int]
}

extension NPYHeader {
  /// Reads magic, version and dictionary.
  init(from reader: inout ByteReader) throws {
    let file = reader.file
    let prefix = try reader.read(8, of: UInt8.self, "the magic string")
    guard prefix.starts(with: Self.magic) else {
      throw FormatError(.wrongFormat, file: file, "not a .npy file: it does not start with \\x93NUMPY")
    }
    let version = prefix[6]
    guard (1...3).contains(version), prefix[7] == 0 else {
      throw FormatError(
        .unsupported, file: file, "version \(version).\(prefix[7]) of the .npy format is unknown")
    }
    let lengthBytes = try reader.read(version == 1 ? 2 : 4, of: UInt8.self, "the header's length")
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.lengthLimit else {
      throw FormatError(
        .tooLarge, file: file, "a header of \(length) bytes is beyond the limit of \(Self.lengthLimit)")
    }
    var parser = PythonDictionary(try reader.read(length, of: UInt8.self, "the header"), file: file)
    self = try parser.readHeader()
  }

  /// Magic, version 1.0 and dictionary, padded to a multiple of 64 bytes, as NumPy writes them.
  var bytes: [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text =
      "{'descr': '\(descriptor)', 'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(axes)), }"
    // Room for the first axis to grow in place to 21 digits.
    if let first = shape.first { text += String(repeating: " ", count: max(0, 21 - "\(first)".utf8.count)) }
    let prefixCount = Self.magic.count + 4
    let padding = (64 - (prefixCount + text.utf8.count + 1) % 64) % 64
    text += String(repeating: " ", count: padding) + "\n"
    return Self.magic + [1, 0] + LittleEndian.bytes(of: [UInt16(text.utf8.count)]) + Array(text.utf8)
  }
}

/// A parser of the one dictionary that a .npy header holds. It evaluates nothing.
private struct PythonDictionary {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func readHeader() throws -> NPYHeader {
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !consume("}") {
      let key = try readString("a key")
      try expect(":")
      switch key {
      case "descr" where descriptor == nil:
        guard current != UInt8(ascii: "[") else {
          throw FormatError(.unsupported, file: file, "arrays of records are not supported")
        }
        descriptor = try readString("the element type")
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try readBoolean()
      case "shape" where shape == nil: shape = try readTuple()
      default: throw malformed("unexpected or repeated key '\(key)'")
      }
      if !consume(",") && current != UInt8(ascii: "}") { throw malformed("expected ',' or '}'") }
    }
    skipWhitespace()
    guard position == bytes.count else { throw malformed("expected nothing after '}'") }
    guard let descriptor, let isFortranOrder, let shape else {
      throw malformed("it must have 'descr', 'fortran_order' and 'shape'")
    }
    return NPYHeader(descriptor: descriptor, isFortranOrder: isFortranOrder, shape: shape)
  }

  private mutating func readString(_ what: String) throws -> String {
    let isSingle = consume("'")
    guard isSingle || consume("\"") else { throw malformed("expected \(what) in quotes") }
    let quote = isSingle ? UInt8(ascii: "'") : UInt8(ascii: "\"")
    guard let end = bytes[position...].firstIndex(of: quote) else { throw malformed("a string has no end") }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private mutating func readBoolean() throws -> Bool {
    if consume("True") { return true }
    if consume("False") { return false }
    throw malformed("expected True or False")
  }

  private mutating func readTuple() throws -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !consume(")") {
      guard sizes.count < NPYHeader.axisLimit else {
        throw FormatError(
          .unsupported, file: file, "arrays of more than \(NPYHeader.axisLimit) axes are not supported")
      }
      sizes.append(try readInteger())
      // Python 2 wrote long integers.
      _ = consume("L")
      if !consume(",") && current != UInt8(ascii: ")") { throw malformed("expected ',' or ')'") }
    }
    return sizes
  }

  private mutating func readInteger() throws -> Int {
    skipWhitespace()
    let digits = bytes[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw malformed("expected an axis's size of at most 63 bits")
    }
    position += digits.count
    return value
  }

  /// The next byte that is not white space.
  private var current: UInt8? {
    mutating get {
      skipWhitespace()
      return position < bytes.count ? bytes[position] : nil
    }
  }

  private mutating func skipWhitespace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func consume(_ text: String) -> Bool {
    skipWhitespace()
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func expect(_ text: String) throws {
    guard consume(text) else { throw malformed("expected '\(text)'") }
  }

  private func malformed(_ reason: String) -> FormatError {
    FormatError(.corrupt, file: file, "malformed header at byte \(position) of it: \(reason)")
  }
}
