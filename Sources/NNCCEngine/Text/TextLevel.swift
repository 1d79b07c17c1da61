import NNCCRuntime

/// What a text model takes for one character.
package enum TextLevel: String, Sendable, Hashable {
  /// A Unicode scalar: `é` is one or two of them, as it is written.
  case char
  /// A byte of UTF-8, or of anything else.
  case byte

  /// The characters of a file: code points, or bytes. A byte order mark is none.
  ///
  /// - Throws: `FileError` where it cannot be read, `TextError` where `char` finds that it is not UTF-8.
  package func characters(ofFile path: String) throws -> [UInt32] {
    let bytes = try FileContents.bytes(of: path, limit: Self.largestFile)
    switch self {
    case .byte: return bytes.map(UInt32.init)
    case .char:
      let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
      return try Self.scalars(of: bytes.dropFirst(hasMark ? 3 : 0), origin: path)
    }
  }

  /// The characters of a text that is known to be one.
  package func characters(of text: String) -> [UInt32] {
    switch self {
    case .char: text.unicodeScalars.map(\.value)
    case .byte: text.utf8.map(UInt32.init)
    }
  }

  /// A character takes eight bytes of memory, in an input and as a target.
  private static let largestFile = 256 << 20

  private static func scalars(of bytes: ArraySlice<UInt8>, origin: String) throws -> [UInt32] {
    var scalars: [UInt32] = []
    scalars.reserveCapacity(bytes.count)
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = bytes.startIndex
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        scalars.append(Unicode.UTF8.decode(encoded).value)
        offset += encoded.count
      case .emptyInput: return scalars
      case .error: throw TextError.invalidUTF8(origin: origin, offset: offset, byte: bytes[offset])
      }
    }
  }
}
