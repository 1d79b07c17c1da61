extension AtomicFile {
  /// Replaces the file at `path` unless it holds these bytes already: then it is not touched, so that what was built
  /// from it is not built again.
  ///
  /// - Throws: `FileError`.
  package static func update(_ bytes: [UInt8], at path: String) throws {
    // A file that cannot be read is a reason to write it, or to fail at that.
    if let present = try? FileContents.bytes(of: path, limit: bytes.count), present == bytes { return }
    try write(bytes, to: path)
  }
}
