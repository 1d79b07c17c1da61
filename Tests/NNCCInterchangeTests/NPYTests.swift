import Foundation
import NNCCInterchange
import Testing

struct NPYTests {
  @Test(arguments: ["float32.npy", "version2.npy", "version3.npy", "float16.npy", "float64_fortran.npy"])
  func floatsOfEveryVersionWidthAndOrderAreRead(name: String) throws {
    let array = try NPY.read(Fixture.path(name))
    #expect(array.shape == Fixture.shape)
    #expect(array.floats() == Fixture.floats)
  }

  @Test func bigEndianIntegersAreSwapped() throws {
    #expect(
      try NPY.read(Fixture.path("int16_big_endian.npy"))
        == NDArray(shape: [2, 3, 4], .int32(Fixture.integers)))
  }

  @Test func booleansAreZerosAndOnes() throws {
    let expected = Fixture.integers.map { UInt8($0 % 3 == 0 ? 1 : 0) }
    #expect(try NPY.read(Fixture.path("bool_fortran.npy")) == NDArray(shape: [2, 3, 4], .uint8(expected)))
  }

  @Test func scalarsAndEmptyArraysAreRead() throws {
    #expect(try NPY.read(Fixture.path("scalar_int64.npy")) == NDArray(shape: [], .int64([-5])))
    #expect(try NPY.read(Fixture.path("empty.npy")) == NDArray(shape: [0, 4], .uint8([])))
  }

  @Test func bytesAreThoseThatNumPyWrites() throws {
    #expect(
      NPY.encode(NDArray(shape: [2, 3, 4], .float32(Fixture.floats))) == (try Fixture.bytes("float32.npy")))
    #expect(NPY.encode(NDArray(shape: [], .int64([-5]))) == (try Fixture.bytes("scalar_int64.npy")))
    #expect(NPY.encode(NDArray(shape: [0, 4], .uint8([]))) == (try Fixture.bytes("empty.npy")))
  }

  @Test(arguments: [
    NDArray(shape: [3], .float32([1, -.infinity, 0.1])), NDArray(shape: [1, 2], .float64([.pi, -0.0])),
    NDArray(shape: [2], .int64([.min, .max])), NDArray(shape: [2, 1], .int32([.min, .max])),
    NDArray(shape: [], .uint8([255])),
  ])
  func whatIsWrittenIsReadBack(array: NDArray) throws {
    #expect(try NPY.decode(NPY.encode(array), file: "a.npy") == array)
  }

  private func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
      + Array(header.utf8) + data
  }

  private func kind(_ header: String, data: [UInt8] = []) -> FormatError.Kind? {
    do {
      _ = try NPY.decode(file(header, data: data), file: "a.npy")
      return nil
    } catch {
      return (error as? FormatError)?.kind
    }
  }

  @Test func headersMayBeWrittenInAnyPythonStyle() {
    #expect(kind(#"{"shape":(2L,),"fortran_order":False,"descr":"|u1"}"#, data: [1, 2]) == nil)
    #expect(
      kind("  {'descr' : '=u1' , 'fortran_order' : True , 'shape' : ( 1 , 2 ) }  \n", data: [1, 2]) == nil)
  }

  @Test(arguments: [
    "", "{", "{}", "[]", "{'descr': '|u1', 'fortran_order': False}",
    "{'descr': '|u1', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': 1}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (1.0,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'more': (1,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)} 1", "{'descr': '|u1",
    "{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}",
  ])
  func malformedHeadersAreRefused(header: String) {
    #expect(kind(header, data: [0]) == .corrupt)
  }

  @Test(arguments: ["|O", "<c8", "<U4", "|S3", "<f16", "<M8[ns]", "", "f4", "<i3"])
  func typesThatAreNoPlainNumbersAreRefused(descriptor: String) {
    #expect(kind("{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (0,)}") == .unsupported)
  }

  @Test func recordsAreRefused() {
    #expect(kind("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (0,)}") == .unsupported)
  }

  @Test(arguments: [
    "(9223372036854775807, 9223372036854775807)", "(9223372036854775807, 9223372036854775807, 0)",
    "(4294967296, 4294967296)", "(1000000000000,)",
  ])
  func overflowingAndHugeShapesAreRefusedBeforeAnythingIsAllocated(shape: String) {
    #expect(kind("{'descr': '<f8', 'fortran_order': True, 'shape': \(shape)}") == .tooLarge)
  }

  @Test func theLimitIsOnTheBytesInMemory() throws {
    let bytes = file("{'descr': '|i1', 'fortran_order': False, 'shape': (4,)}", data: [1, 2, 3, 255])
    #expect(try NPY.decode(bytes, file: "a.npy", limit: 16) == NDArray(shape: [4], .int32([1, 2, 3, -1])))
    #expect(throws: FormatError.self) { try NPY.decode(bytes, file: "a.npy", limit: 15) }
  }

  @Test func lengthsMustBeExact() {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}"
    #expect(kind(header, data: [UInt8](repeating: 0, count: 7)) == .truncated)
    #expect(kind(header, data: [UInt8](repeating: 0, count: 8)) == nil)
    #expect(kind(header, data: [UInt8](repeating: 0, count: 9)) == .trailingBytes)
  }

  @Test func unsignedIntegersBeyondInt64AreRefused() {
    let header = "{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}"
    #expect(kind(header, data: [UInt8](repeating: 255, count: 8)) == .unsupported)
  }

  @Test func errorsNameTheFile() {
    let error = #expect(throws: FormatError.self) { try NPY.decode(Array("PK".utf8), file: "data/x.npy") }
    #expect(error?.description == "data/x.npy: the magic string should have 8 bytes, but at most 2 are left")
    let absent = #expect(throws: FormatError.self) { try NPY.read("absent.npy") }
    #expect(absent?.description == "absent.npy: cannot open: No such file or directory")
  }

  @Test func damagedFilesNeverCrash() throws {
    try withDamagedCopies(of: Fixture.bytes("float64_fortran.npy"), count: 20_000) { damaged in
      if let array = try? NPY.decode(damaged, file: "a.npy", limit: 1 << 20) {
        #expect(array.shape.reduce(1, *) == array.elements.count)
      }
    }
  }

  @Test func elementsBecomeInt32OnlyWhereTheyAreIntegers() throws {
    #expect(try NDArray(shape: [2], .float64([3, -7])).int32s() == [3, -7])
    let fraction = #expect(throws: NDArray.NotAnInt32.self) {
      try NDArray(shape: [2], .float32([1, 0.5])).int32s()
    }
    #expect(fraction?.index == 1)
    #expect(fraction?.value == "0.5")
    #expect(throws: NDArray.NotAnInt32.self) { try NDArray(shape: [1], .float32([.nan])).int32s() }
    #expect(throws: NDArray.NotAnInt32.self) { try NDArray(shape: [1], .int64([1 << 31])).int32s() }
  }
}
