import NNCCCompiler

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps a run's folder for one process: the system gives the lock back when the process ends, however it does.
package final class RunLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a folder that is there.
  ///
  /// A file system without locks keeps nobody out.
  ///
  /// - Throws: `RunError` where another run has it, or the lock's file cannot be made.
  package init(_ folder: RunFolder) throws {
    let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RunError("run-folder", "cannot write to the run folder \(folder.path): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(descriptor)
      throw RunError(
        "run-folder-in-use", "another run is writing to \(folder.path)",
        notes: [.init("wait for it to end, or give this one a folder of its own: --run-dir")])
    }
    // Last, for from here on `deinit` closes it, also where this throws.
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
