#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads whole files into memory.
///
/// Files are read, not mapped: a mapped file that another program shortens kills the process that reads it.
public enum FileContents {
  /// The bytes of memory this machine has, the most a file may hold by default.
  public static let physicalMemory: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: pageSize)
    return pages > 0 && pageSize > 0 && !overflow ? bytes : .max
  }()

  /// Whether there is anything of that name.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 || errno != ENOENT }

  /// The bytes of a regular file.
  ///
  /// - Parameter limit: the most bytes the file may hold; checked before anything is allocated.
  /// - Throws: `FileError` where the file is missing, unreadable, not a regular file or beyond the limit.
  public static func bytes(of path: String, limit: Int = physicalMemory) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(.open, path, errno: errno) }
    defer { close(descriptor) }

    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(.read, path, errno: EISDIR) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.read, path, reason: "not a regular file")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw FileError(.read, path, reason: "\(size) bytes are more than the limit of \(limit)")
    }
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = read(descriptor, buffer.baseAddress! + filled, size - filled)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileError(.read, path, errno: errno) }
        if count == 0 { break }
        filled += count
      }
    }
  }
}
