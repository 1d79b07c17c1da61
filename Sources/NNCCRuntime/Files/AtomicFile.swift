#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Replaces files so that a crash at any moment leaves either the old contents or the new, never a mixture.
///
/// The bytes go to a temporary file in the same directory, which is synced, renamed over the destination and
/// made durable by syncing the directory. On any failure the temporary file is removed and the destination
/// stays as it was. A file that was there keeps its mode; a new one gets 0644 less the umask.
public enum AtomicFile {
  /// Replaces the file at `path`, or the file that a symbolic link there points to, by `bytes`.
  ///
  /// - Throws: `FileError`.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { try $0.append(bytes[...]) }
  }

  /// Replaces the file at `path` by what `body` appends, piece by piece.
  ///
  /// - Throws: `FileError`, or what `body` throws.
  public static func write(to path: String, _ body: (inout Output) throws -> Void) throws {
    try write(to: path, calls: .system, body)
  }

  package static func write(
    to path: String, calls: FileCalls, _ body: (inout Output) throws -> Void
  ) throws {
    let destination = resolvingLinks(path)
    var output = try createTemporary(beside: destination, calls: calls)
    do {
      try body(&output)
      try output.finish(as: destination)
    } catch {
      output.discard()
      throw error
    }
    try syncDirectory(of: destination, calls: calls)
  }

  private static func createTemporary(beside destination: String, calls: FileCalls) throws -> Output {
    var status = stat()
    let keptMode = stat(destination, &status) == 0 ? status.st_mode & 0o7777 : nil
    let (directory, name) = splitPath(destination)
    // Another writer, or one that was killed, may hold the first names.
    for attempt in 0..<1000 {
      let temporary = "\(directory)/.\(name).\(getpid())-\(attempt).tmp"
      let descriptor = calls.openFile(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if descriptor < 0 && errno == EEXIST { continue }
      guard descriptor >= 0 else { throw FileError(.create, destination, errno: errno) }
      let output = Output(path: destination, temporary: temporary, descriptor: descriptor, calls: calls)
      if let keptMode, calls.changeMode(descriptor, keptMode) != 0 {
        let code = errno
        output.discard()
        throw FileError(.create, destination, errno: code)
      }
      return output
    }
    throw FileError(.create, destination, errno: EEXIST)
  }

  private static func syncDirectory(of path: String, calls: FileCalls) throws {
    let directory = splitPath(path).directory
    let descriptor = calls.openFile(directory, O_RDONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw FileError(.sync, directory, errno: errno) }
    defer { _ = calls.closeFile(descriptor) }
    // EINVAL: a file system that cannot sync directories.
    if calls.syncFile(descriptor) != 0 && errno != EINVAL { throw FileError(.sync, directory, errno: errno) }
  }

  private static func splitPath(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

extension AtomicFile {
  /// Where the bytes of a file being replaced go.
  public struct Output {
    fileprivate let path: String
    fileprivate let temporary: String
    fileprivate let descriptor: Int32
    fileprivate let calls: FileCalls
    private var isOpen = true

    fileprivate init(path: String, temporary: String, descriptor: Int32, calls: FileCalls) {
      self.path = path
      self.temporary = temporary
      self.descriptor = descriptor
      self.calls = calls
    }

    /// Writes all of `bytes` after what was written before.
    ///
    /// - Throws: `FileError`.
    public mutating func append(_ bytes: ArraySlice<UInt8>) throws {
      try bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
          let count = calls.writeBytes(descriptor, UnsafeRawBufferPointer(rebasing: rest))
          if count < 0 && errno == EINTR { continue }
          guard count >= 0 else { throw FileError(.write, path, errno: errno) }
          rest = rest.dropFirst(count)
        }
      }
    }

    fileprivate mutating func finish(as destination: String) throws {
      guard calls.syncFile(descriptor) == 0 else { throw FileError(.sync, path, errno: errno) }
      isOpen = false
      guard calls.closeFile(descriptor) == 0 else { throw FileError(.write, path, errno: errno) }
      guard calls.renameFile(temporary, destination) == 0 else {
        throw FileError(.rename, path, errno: errno)
      }
    }

    fileprivate func discard() {
      if isOpen { _ = calls.closeFile(descriptor) }
      _ = calls.removeFile(temporary)
    }
  }
}
