import NNCCRuntime

/// A file of generated Swift.
package enum GeneratedFile {
  /// There is a file already that somebody wrote, or that was made from another spec.
  package struct Taken: Error, CustomStringConvertible {
    /// Its path.
    package var path: String

    package var description: String {
      "\(path) is there already, and was not made from this spec: remove it if it may go, or write somewhere else"
    }
  }

  /// Writes a file unless it has these contents, and only over one that was made from the same spec: their first lines
  /// say what each was made from.
  ///
  /// - Returns: whether anything was written.
  /// - Throws: `Taken`, `FileError`.
  @discardableResult
  package static func update(_ source: [UInt8], at path: String) throws -> Bool {
    if let there = try? FileContents.bytes(of: path, limit: 1 << 30) {
      if there == source { return false }
      let newline = UInt8(ascii: "\n")
      guard there.prefix(while: { $0 != newline }) == source.prefix(while: { $0 != newline }) else {
        throw Taken(path: path)
      }
    }
    try AtomicFile.write(source, to: path)
    return true
  }
}
