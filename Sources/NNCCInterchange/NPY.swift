import NNCCRuntime

/// NumPy's file format for one array.
package enum NPY {
  /// Reads a file: any boolean, integer or floating-point type of up to 64 bits, either byte order, C or
  /// Fortran order.
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
    var reader = ByteReader(bytes[...], file: file)
    let array = try decode(from: &reader, limit: limit, checkShape: checkShape)
    try reader.expectEnd()
    return array
  }

  /// Replaces a file atomically by the array.
  ///
  /// - Throws: `FormatError`.
  package static func write(_ array: NDArray, to path: String) throws {
    try FormatError.write(encode(array), to: path)
  }

  /// The file's bytes, the same that NumPy writes.
  package static func encode(_ array: NDArray) -> [UInt8] {
    let header = NPYHeader(
      descriptor: array.elements.descriptor, isFortranOrder: false, shape: array.shape)
    return header.bytes + array.elements.littleEndianBytes
  }

  /// Reads header and elements and leaves what follows them.
  static func decode(
    from reader: inout ByteReader, limit: Int, checkShape: ([Int]) throws -> Void
  ) throws -> NDArray {
    let header = try NPYHeader(from: &reader)
    try checkShape(header.shape)
    guard let type = NumericType(descriptor: header.descriptor) else {
      throw FormatError(
        .unsupported, file: reader.file,
        "elements of type '\(header.descriptor)' are not supported: only booleans, integers and floats are")
    }
    let count = try type.checkedCount(shape: header.shape, limit: limit, file: reader.file)
    let elements = try type.readElements(count, from: &reader)
    guard header.isFortranOrder else { return NDArray(shape: header.shape, elements) }
    return NDArray(shape: header.shape, elements.reorderedFromFortran(shape: header.shape))
  }
}
