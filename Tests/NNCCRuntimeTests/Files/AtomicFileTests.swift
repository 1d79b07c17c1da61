import Foundation
import NNCCRuntime
import Testing

#if canImport(Glibc)
  import Glibc
#endif

struct AtomicFileTests {
  let directory: TemporaryDirectory
  let old = Array("the old contents".utf8)
  let new = Array("the new contents, longer than the old".utf8)

  init() throws { directory = try TemporaryDirectory() }

  @Test func aNewFileHoldsTheBytesAndNothingElseIsLeft() throws {
    try AtomicFile.write(new, to: directory("weights"))
    #expect(try FileContents.bytes(of: directory("weights")) == new)
    #expect(directory.names == ["weights"])
  }

  @Test func aReplacedFileKeepsItsMode() throws {
    let path = directory("weights")
    try AtomicFile.write(old, to: path)
    #expect(chmod(path, 0o640) == 0)
    try AtomicFile.write(new, to: path)
    #expect(try directory.mode(of: "weights") == 0o640)
    #expect(try FileContents.bytes(of: path) == new)
  }

  @Test func aNewFileIsReadableByOthersAsFarAsTheUmaskAllows() throws {
    try AtomicFile.write(new, to: directory("weights"))
    let mask = umask(0)
    umask(mask)
    #expect(try directory.mode(of: "weights") == Int(0o644 & ~mask))
  }

  @Test func aSymbolicLinkStaysAndItsTargetIsReplaced() throws {
    try AtomicFile.write(old, to: directory("target"))
    #expect(symlink(directory("target"), directory("link")) == 0)
    try AtomicFile.write(new, to: directory("link"))
    #expect(try FileContents.bytes(of: directory("target")) == new)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: directory("link")) == directory("target"))
  }

  @Test func theErrorNamesTheFileAndTheReason() {
    let path = directory("absent/weights")
    #expect(throws: FileError(.create, path, errno: ENOENT)) { try AtomicFile.write(new, to: path) }
    #expect(
      FileError(.create, path, errno: ENOENT).description
        == "\(path): cannot create: No such file or directory")
  }

  @Test func anErrorOfTheBodyLeavesTheOldFile() throws {
    struct Interrupted: Error {}
    let path = directory("weights")
    try AtomicFile.write(old, to: path)
    #expect(throws: Interrupted.self) {
      try AtomicFile.write(to: path) { output in
        try output.append(new[...])
        throw Interrupted()
      }
    }
    #expect(try FileContents.bytes(of: path) == old)
    #expect(directory.names == ["weights"])
  }

  @Test func shortAndInterruptedWritesAreContinued() throws {
    var calls = FileCalls.system
    var interruptNext = false
    let write = calls.writeBytes
    calls.writeBytes = { descriptor, bytes in
      interruptNext.toggle()
      if interruptNext {
        errno = EINTR
        return -1
      }
      return write(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(3)))
    }
    try AtomicFile.write(to: directory("weights"), calls: calls) { try $0.append(new[...]) }
    #expect(try FileContents.bytes(of: directory("weights")) == new)
  }

  /// Lets the first, second, … call fail until a write goes through without a failure.
  @Test func whateverCallFailsTheFileIsWholeAndNoTemporaryIsLeft() throws {
    let path = directory("weights")
    var failures = 0
    for failing in 0..<20 {
      try AtomicFile.write(old, to: path)
      let counter = CallCounter(failing: failing)
      do {
        try AtomicFile.write(to: path, calls: counter.calls) { try $0.append(new[...]) }
        #expect(try FileContents.bytes(of: path) == new)
        // The second close is the directory's: its failure loses nothing.
        if counter.made <= failing { break }
      } catch let error as FileError {
        #expect(error.reason == String(cString: strerror(EIO)))
        let contents = try FileContents.bytes(of: path)
        #expect(contents == (counter.hasRenamed ? new : old))
        failures += 1
      }
      #expect(directory.names == ["weights"])
    }
    // open, fchmod, write, fsync, close, rename; open and fsync of the directory.
    #expect(failures == 8)
  }
}

/// The system's calls, of which one fails.
private final class CallCounter {
  let failing: Int
  private(set) var made = 0
  private(set) var hasRenamed = false

  init(failing: Int) { self.failing = failing }

  private func fails() -> Bool {
    defer { made += 1 }
    guard made == failing else { return false }
    errno = EIO
    return true
  }

  var calls: FileCalls {
    let system = FileCalls.system
    var calls = system
    calls.openFile = { [self] in fails() ? -1 : system.openFile($0, $1, $2) }
    calls.changeMode = { [self] in fails() ? -1 : system.changeMode($0, $1) }
    calls.writeBytes = { [self] in fails() ? -1 : system.writeBytes($0, $1) }
    calls.syncFile = { [self] in fails() ? -1 : system.syncFile($0) }
    calls.closeFile = { [self] descriptor in
      let result = system.closeFile(descriptor)
      return fails() ? -1 : result
    }
    calls.renameFile = { [self] source, destination in
      if fails() { return -1 }
      hasRenamed = true
      return system.renameFile(source, destination)
    }
    return calls
  }
}
