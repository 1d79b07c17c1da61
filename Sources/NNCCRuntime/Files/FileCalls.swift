#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system calls that `AtomicFile` makes, so that tests can let any one of them fail.
///
/// Each returns what the C function returns, and leaves its error in `errno`.
package struct FileCalls {
  package var openFile: (_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32
  package var changeMode: (_ descriptor: Int32, _ mode: mode_t) -> Int32
  package var writeBytes: (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
  package var syncFile: (_ descriptor: Int32) -> Int32
  package var closeFile: (_ descriptor: Int32) -> Int32
  package var renameFile: (_ source: String, _ destination: String) -> Int32
  package var removeFile: (_ path: String) -> Int32

  /// The operating system's own.
  package static var system: FileCalls {
    FileCalls(
      openFile: { open($0, $1, $2) },
      changeMode: { fchmod($0, $1) },
      writeBytes: { write($0, $1.baseAddress, $1.count) },
      syncFile: { fsync($0) },
      closeFile: { close($0) },
      renameFile: { rename($0, $1) },
      removeFile: { unlink($0) })
  }
}
