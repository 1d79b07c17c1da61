import NNCCRuntime

/// NumPy's archive of named arrays: a zip file of .npy files.
///
/// Opening one reads the directory alone; an array is decompressed when it is asked for, and never further
/// than its own header declares.
package struct NPZArchive: Sendable {
  private static let suffix = ".npy"

  private let file: String
  private let directory: ZipDirectory

  /// Opens a file.
  ///
  /// - Throws: `FormatError`.
  package init(_ path: String) throws {
    try self.init(bytes: FormatError.bytes(of: path), file: path)
  }

  /// Opens a file's bytes; `file` is its name in errors.
  ///
  /// - Throws: `FormatError`.
  package init(bytes: [UInt8], file: String) throws {
    self.file = file
    directory = try ZipDirectory(bytes, file: file)
  }

  /// The names of the arrays, in the archive's order.
  package var keys: [String] { directory.entries.compactMap { Self.key(of: $0.name) } }

  /// The array of that name.
  ///
  /// - Parameters:
  ///   - limit: the most bytes its elements may take in memory.
  ///   - checkShape: throws where the shape does not suit the caller; called before any element is read.
  /// - Throws: `FormatError`, or what `checkShape` throws.
  package func array(
    _ key: String, limit: Int = FormatError.defaultLimit, checkShape: ([Int]) throws -> Void = { _ in }
  ) throws -> NDArray {
    guard let entry = directory.entries.first(where: { Self.key(of: $0.name) == key }) else {
      let names = keys.map { "'\($0)'" }.joined(separator: ", ")
      throw FormatError(
        .missingEntry, file: file, "there is no array '\(key)'" + (names.isEmpty ? "" : "; it has \(names)"))
    }
    let name = "\(file):\(key)"
    let data = try directory.data(of: entry)
    var reader =
      switch entry.method {
      case .stored: ByteReader(data, file: name)
      case .deflated: try ByteReader(inflating: data, wrapping: .none, file: name)
      }
    let array = try NPY.decode(from: &reader, limit: limit, checkShape: checkShape)
    try reader.expectEnd()
    guard reader.bytesRead == entry.size else {
      throw FormatError(
        .corrupt, file: name, "the archive declares \(entry.size) bytes, the array has \(reader.bytesRead)")
    }
    guard reader.checksum == entry.checksum else {
      throw FormatError(.corrupt, file: name, "the checksum is wrong: the data are damaged")
    }
    return array
  }

  private static func key(of entryName: String) -> String? {
    entryName.hasSuffix(suffix) ? String(entryName.dropLast(suffix.count)) : nil
  }

  /// Replaces a file atomically by an archive of the arrays, uncompressed.
  ///
  /// - Throws: `FormatError`.
  package static func write(_ arrays: [(key: String, array: NDArray)], to path: String) throws {
    try FormatError.write(encode(arrays, file: path), to: path)
  }

  /// The bytes of an archive of the arrays, uncompressed; `file` is its name in errors.
  ///
  /// - Throws: `FormatError` where it would take more than the 4 GiB of a plain zip file.
  package static func encode(_ arrays: [(key: String, array: NDArray)], file: String) throws -> [UInt8] {
    var writer = ZipWriter(file: file)
    for (key, array) in arrays { try writer.append(NPY.encode(array), name: key + suffix) }
    return try writer.finish()
  }
}
