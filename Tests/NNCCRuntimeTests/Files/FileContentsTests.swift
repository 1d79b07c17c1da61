import Foundation
import NNCCRuntime
import Testing

struct FileContentsTests {
  @Test func emptyFilesHaveNoBytes() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write([], to: directory("empty"))
    #expect(try FileContents.bytes(of: directory("empty")) == [])
  }

  @Test func aFileBeyondTheLimitIsRefusedBeforeItIsRead() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write([1, 2, 3, 4, 5], to: directory("five"))
    #expect(try FileContents.bytes(of: directory("five"), limit: 5).count == 5)
    let error = #expect(throws: FileError.self) { try FileContents.bytes(of: directory("five"), limit: 4) }
    #expect(error?.description == "\(directory("five")): cannot read: 5 bytes are more than the limit of 4")
  }

  @Test func aSparseFileLargerThanMemoryIsRefused() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write([], to: directory("sparse"))
    #expect(truncate(directory("sparse"), 1 << 42) == 0)
    #expect(throws: FileError.self) { try FileContents.bytes(of: directory("sparse")) }
  }

  @Test(arguments: [("", "Is a directory"), ("/absent", "No such file or directory")])
  func whatIsNoFileIsNamedInTheError(suffix: String, reason: String) throws {
    let directory = try TemporaryDirectory()
    let error = #expect(throws: FileError.self) { try FileContents.bytes(of: directory.path + suffix) }
    #expect(error?.reason == reason)
    #expect(error?.path == directory.path + suffix)
  }

  @Test func aDeviceThatNeverEndsIsRefused() {
    let error = #expect(throws: FileError.self) { try FileContents.bytes(of: "/dev/zero") }
    #expect(error?.reason == "not a regular file")
  }
}
