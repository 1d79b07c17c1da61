#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A system call on a file that failed, in the words a shell would use.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was being done to the file.
  public enum Operation: String, Sendable, Hashable {
    case open, read, create, write, sync, rename
  }

  /// The file, as it was named by the caller.
  public var path: String
  /// The step that failed.
  public var operation: Operation
  /// Why, such as `No such file or directory`.
  public var reason: String

  /// An error with a reason of its own.
  public init(_ operation: Operation, _ path: String, reason: String) {
    self.path = path
    self.operation = operation
    self.reason = reason
  }

  /// An error with the system's text for an `errno` value.
  public init(_ operation: Operation, _ path: String, errno code: Int32) {
    self.init(operation, path, reason: String(cString: strerror(code)))
  }

  /// The path, the step and the reason, on one line.
  public var description: String { "\(path): cannot \(operation.rawValue): \(reason)" }
}
