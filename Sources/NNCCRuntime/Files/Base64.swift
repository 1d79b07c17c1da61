/// Bytes as text of 64 characters (RFC 4648, section 4): what a Swift source can hold of a weight file without a
/// literal for every number, which the compiler would take minutes for.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")
  /// For each byte, its six bits; 255 for one that is no character of the alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The text, without line breaks.
  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for position in 0..<4 {
        bits &= 0xFF_FFFF
        text.append(position <= group.count ? alphabet[Int(bits >> 18)] : padding)
        bits <<= 6
      }
    }
    return text
  }

  /// The bytes; line breaks and other characters that are not of the alphabet are passed over.
  package static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count = 0
    for character in text {
      let value = values[Int(character)]
      guard value < 64 else { continue }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}

extension WeightFile {
  /// A file whose bytes stand in a program's text, in base64.
  ///
  /// - Throws: `WeightFileError`.
  public init(base64 text: StaticString) throws {
    let characters = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    try self.init(bytes: Base64.decode(characters))
  }
}
