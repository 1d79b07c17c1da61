/// A file of generated Swift.
package struct GeneratedFile: Sendable {
  package var path: String
  package var source: [UInt8]

  package init(_ source: [UInt8], at path: String) {
    self.path = path
    self.source = source
  }

  /// There is a file already that somebody wrote, or that was made from a spec of another name.
  package struct Taken: Error, CustomStringConvertible {
    /// Its path.
    package var path: String

    package init(path: String) { self.path = path }

    package var description: String {
      "\(path) is there already, and was not made from this spec: remove it if it may go, or write somewhere else"
    }
  }

  /// Looks at what is there: only a file of the same first line, which says what it was made from, gives way.
  ///
  /// - Returns: whether it has other contents, or there is none.
  /// - Throws: `Taken`, `FileError`.
  package func requirePlace() throws -> Bool {
    guard FileContents.exists(path) else { return true }
    let there = try FileContents.bytes(of: path, limit: 1 << 30)
    let newline = UInt8(ascii: "\n")
    guard there.prefix(while: { $0 != newline }) == source.prefix(while: { $0 != newline }) else {
      throw Taken(path: path)
    }
    return there != source
  }

  /// Writes it, unless it is there.
  ///
  /// - Throws: `Taken`, `FileError`.
  package func write() throws {
    if try requirePlace() { try AtomicFile.write(source, to: path) }
  }
}
