import NNCCInterchange
import Testing

struct IDXTests {
  @Test(arguments: ["floats.idx3", "floats.idx3.gz"])
  func plainAndCompressedFilesAreRead(name: String) throws {
    #expect(try IDX.read(Fixture.path(name)) == NDArray(shape: Fixture.shape, .float32(Fixture.floats)))
  }

  private func decode(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> NDArray {
    try IDX.decode(bytes, file: "a.idx", limit: limit)
  }

  private func kind(_ bytes: [UInt8]) -> FormatError.Kind? {
    do {
      _ = try decode(bytes)
      return nil
    } catch {
      return (error as? FormatError)?.kind
    }
  }

  @Test func everyTypeIsRead() throws {
    let axis: [UInt8] = [0, 0, 0, 1]
    #expect(try decode([0, 0, 0x08, 1] + axis + [200]) == NDArray(shape: [1], .uint8([200])))
    #expect(try decode([0, 0, 0x09, 1] + axis + [0xFF]) == NDArray(shape: [1], .int32([-1])))
    #expect(try decode([0, 0, 0x0B, 1] + axis + [0x01, 0x02]) == NDArray(shape: [1], .int32([258])))
    #expect(
      try decode([0, 0, 0x0C, 1] + axis + [0xFF, 0xFF, 0xFF, 0xFE]) == NDArray(shape: [1], .int32([-2])))
    #expect(try decode([0, 0, 0x0D, 1] + axis + [0x3F, 0x80, 0, 0]) == NDArray(shape: [1], .float32([1])))
    #expect(
      try decode([0, 0, 0x0E, 1] + axis + [0xBF, 0xF0, 0, 0, 0, 0, 0, 0])
        == NDArray(shape: [1], .float64([-1])))
    #expect(try decode([0, 0, 0x08, 0, 7]) == NDArray(shape: [], .uint8([7])))
    #expect(try decode([0, 0, 0x08, 2, 0, 0, 0, 0, 0, 0, 0, 9]) == NDArray(shape: [0, 9], .uint8([])))
  }

  @Test func theMagicNumberAndLengthMustBeRight() {
    #expect(kind([]) == .truncated)
    #expect(kind([1, 0, 8, 1, 0, 0, 0, 1, 0]) == .wrongFormat)
    #expect(kind([0, 0, 7, 1, 0, 0, 0, 1, 0]) == .wrongFormat)
    #expect(kind([0, 0, 8, 1, 0, 0, 0]) == .truncated)
    #expect(kind([0, 0, 8, 1, 0, 0, 0, 2, 0]) == .truncated)
    #expect(kind([0, 0, 8, 1, 0, 0, 0, 1, 0, 0]) == .trailingBytes)
    #expect(kind([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)) == .tooLarge)
    #expect(kind([0, 0, 8, 255] + [UInt8](repeating: 255, count: 1020)) == .tooLarge)
  }

  @Test func everyTruncationOfACompressedFileIsAnError() throws {
    let bytes = try Fixture.bytes("floats.idx3.gz")
    for length in 0..<bytes.count { #expect(kind(Array(bytes[..<length])) != nil) }
    #expect(kind(bytes + [0]) == .trailingBytes)
  }

  @Test(arguments: ["floats.idx3", "floats.idx3.gz"])
  func damagedFilesNeverCrash(name: String) throws {
    try withDamagedCopies(of: Fixture.bytes(name), count: 20_000) { damaged in
      if let array = try? decode(damaged) { #expect(array.shape.reduce(1, *) == array.elements.count) }
    }
  }
}
