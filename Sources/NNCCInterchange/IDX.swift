/// The format of the MNIST database, plain or compressed by gzip: big-endian arrays of bytes, integers or
/// floats.
///
/// Format: two zero bytes, the type, the number of axes, their sizes in 32 bits each, the elements.
package enum IDX {
  private static let gzipMagic: [UInt8] = [0x1F, 0x8B]

  /// Reads a file, compressed or not whatever its name.
  ///
  /// - Parameters:
  ///   - limit: the most bytes its elements may take in memory.
  ///   - checkShape: throws where the shape does not suit the caller; called before any element is read.
  /// - Throws: `FormatError`, or what `checkShape` throws.
  package static func read(
    _ path: String, limit: Int = FormatError.defaultLimit, checkShape: ([Int]) throws -> Void = { _ in }
  ) throws -> NDArray {
    try decode(FormatError.bytes(of: path), file: path, limit: limit, checkShape: checkShape)
  }

  /// Reads a file's bytes; `file` is its name in errors.
  ///
  /// - Throws: `FormatError`, or what `checkShape` throws.
  package static func decode(
    _ bytes: [UInt8], file: String, limit: Int = FormatError.defaultLimit,
    checkShape: ([Int]) throws -> Void = { _ in }
  ) throws -> NDArray {
    var reader =
      if bytes.starts(with: gzipMagic) {
        try ByteReader(inflating: bytes[...], wrapping: .gzip, file: file)
      } else {
        ByteReader(bytes[...], file: file)
      }
    let magic = try reader.read(4, of: UInt8.self, "the magic number")
    guard magic[0] == 0, magic[1] == 0, let descriptor = descriptor(of: magic[2]),
      let type = NumericType(descriptor: descriptor)
    else {
      let digits = magic.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      throw FormatError(.wrongFormat, file: file, "not an IDX file: its magic number is 0x\(digits)")
    }
    let sizes = try reader.read(Int(magic[3]), of: UInt32.self, "the sizes of \(magic[3]) axes")
    let shape = sizes.map { Int(UInt32(bigEndian: $0)) }
    try checkShape(shape)
    let count = try type.checkedCount(shape: shape, limit: limit, file: file)
    let elements = try type.readElements(count, from: &reader)
    try reader.expectEnd()
    return NDArray(shape: shape, elements)
  }

  private static func descriptor(of code: UInt8) -> String? {
    switch code {
    case 0x08: "|u1"
    case 0x09: "|i1"
    case 0x0B: ">i2"
    case 0x0C: ">i4"
    case 0x0D: ">f4"
    case 0x0E: ">f8"
    default: nil
    }
  }
}
