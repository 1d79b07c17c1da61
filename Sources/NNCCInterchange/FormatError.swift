import NNCCRuntime

/// Why a data file was refused.
package struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault it is.
  package enum Kind: Sendable, Hashable {
    /// The file cannot be read or written at all.
    case inaccessible
    /// It is not a file of the format.
    case wrongFormat
    /// It ends before its contents do.
    case truncated
    /// It holds more than its contents.
    case trailingBytes
    /// Its parts contradict each other.
    case corrupt
    /// It is valid, but uses what is not supported.
    case unsupported
    /// What it declares is larger than the limit, or than could be in the file.
    case tooLarge
    /// An archive has no such entry.
    case missingEntry
  }

  /// The file, and for an archive the entry in it: `data.npz:x_train`.
  package var file: String
  /// The kind of fault.
  package var kind: Kind
  /// What is wrong, with the numbers.
  package var reason: String

  /// An error about a file.
  package init(_ kind: Kind, file: String, _ reason: String) {
    self.kind = kind
    self.file = file
    self.reason = reason
  }

  /// The file and the reason, on one line.
  package var description: String { "\(file): \(reason)" }
}

extension FormatError {
  /// The bytes a file's arrays may take in memory unless the caller says otherwise: 2 GiB.
  package static let defaultLimit = 2 << 30

  /// The bytes of a file, with `FileError` made a `FormatError`.
  static func bytes(of path: String, limit: Int = FileContents.physicalMemory) throws -> [UInt8] {
    try translatingFileErrors(path) { try FileContents.bytes(of: path, limit: limit) }
  }

  /// Replaces a file atomically, with `FileError` made a `FormatError`.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try translatingFileErrors(path) { try AtomicFile.write(bytes, to: path) }
  }

  private static func translatingFileErrors<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as FileError {
      throw FormatError(.inaccessible, file: path, "cannot \(error.operation.rawValue): \(error.reason)")
    }
  }
}
