import CZlib
import NNCCInterchange
import NNCCRuntime
import Testing

struct NPZTests {
  @Test(arguments: ["compressed.npz", "stored.npz"])
  func archivesOfNumPyAreRead(name: String) throws {
    let archive = try NPZArchive(Fixture.path(name))
    #expect(archive.keys == ["x/kernel", "labels", "ids"])
    #expect(try archive.array("x/kernel") == NDArray(shape: Fixture.shape, .float32(Fixture.floats)))
    #expect(
      try archive.array("labels") == NDArray(shape: Fixture.shape, .uint8(Fixture.integers.map(UInt8.init))))
    #expect(
      try archive.array("ids") == NDArray(shape: Fixture.shape, .int64(Fixture.integers.map(Int64.init))))
  }

  @Test func anUnknownKeyIsAnErrorThatListsTheOthers() throws {
    let archive = try NPZArchive(bytes: Fixture.bytes("stored.npz"), file: "data.npz")
    let error = #expect(throws: FormatError.self) { try archive.array("x_train") }
    #expect(error?.kind == .missingEntry)
    #expect(error?.description == "data.npz: there is no array 'x_train'; it has 'x/kernel', 'labels', 'ids'")
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let arrays = [
      (key: "probabilities", array: NDArray(shape: [2, 2], .float32([1, 2, 3, 4]))),
      (key: "größe", array: NDArray(shape: [], .int64([-1]))),
    ]
    let archive = try NPZArchive(bytes: NPZArchive.encode(arrays, file: "y.npz"), file: "y.npz")
    #expect(archive.keys == arrays.map(\.key))
    for (key, array) in arrays { #expect(try archive.array(key) == array) }
    #expect(throws: FormatError.self) { try NPZArchive.encode(arrays + arrays, file: "y.npz") }
  }

  @Test func weightsAreReadFromAnArchive() throws {
    let weights = try WeightFile(npz: NPZArchive(Fixture.path("compressed.npz")))
    #expect(weights.tensors.map(\.name) == ["x/kernel", "labels", "ids"])
    #expect(try weights["x/kernel"]?.floats() == Fixture.floats)
    #expect(throws: FormatError.self) {
      try WeightFile(npz: NPZArchive(Fixture.path("stored.npz")), limit: 250)
    }
  }

  @Test func aDataDescriptorAfterTheDataIsPassedOver() throws {
    let data = NPY.encode(NDArray(shape: [2], .float32([1, 2])))
    let zip = ZipBytes(content: data, size: data.count, usesDescriptor: true)
    #expect(
      try NPZArchive(bytes: zip.bytes, file: "a.npz").array("a") == NDArray(shape: [2], .float32([1, 2])))
  }

  @Test func zip64SizesAreRead() throws {
    let data = NPY.encode(NDArray(shape: [2], .float32([1, 2])))
    let zip = ZipBytes(content: data, size: data.count, usesZip64: true)
    #expect(
      try NPZArchive(bytes: zip.bytes, file: "a.npz").array("a") == NDArray(shape: [2], .float32([1, 2])))
  }

  @Test(arguments: [(1, 0, "encrypted"), (0, 12, "method 12")])
  func encryptionAndOtherCompressionAreRefused(flags: UInt16, method: UInt16, reason: String) {
    let zip = ZipBytes(content: [0], size: 1, flags: flags, method: method)
    let error = #expect(throws: FormatError.self) { try NPZArchive(bytes: zip.bytes, file: "a.npz") }
    #expect(error?.kind == .unsupported)
    #expect(error?.reason.contains(reason) == true)
  }

  @Test func aWrongChecksumIsRefused() throws {
    var bytes = try Fixture.bytes("stored.npz")
    let firstElement = 30 + "x/kernel.npy".utf8.count + 20 + 128
    bytes[firstElement] ^= 1
    let error = #expect(throws: FormatError.self) {
      try NPZArchive(bytes: bytes, file: "a.npz").array("x/kernel")
    }
    #expect(error?.kind == .corrupt)
    #expect(error?.file == "a.npz:x/kernel")
  }

  /// 64 MiB of zeros in 64 kB, whose header declares four bytes: inflating stops after those.
  @Test func dataBeyondTheDeclaredShapeAreNotInflated() throws {
    let bomb = try deflated(header: NPYHeaderText(shape: "(4,)"), zeros: 64 << 20)
    let zip = ZipBytes(content: bomb, size: 64 << 20, method: 8)
    let error = #expect(throws: FormatError.self) {
      try NPZArchive(bytes: zip.bytes, file: "a.npz").array("a")
    }
    #expect(error?.kind == .trailingBytes)
  }

  @Test func aShapeThatSoFewBytesCannotHoldIsRefusedBeforeAnythingIsAllocated() throws {
    let bomb = try deflated(header: NPYHeaderText(shape: "(2000000000,)"), zeros: 100)
    let zip = ZipBytes(content: bomb, size: 2_000_000_128, method: 8)
    let error = #expect(throws: FormatError.self) {
      try NPZArchive(bytes: zip.bytes, file: "a.npz").array("a")
    }
    #expect(error?.kind == .truncated)
  }

  @Test func aShapeBeyondTheLimitIsRefused() throws {
    let bomb = try deflated(header: NPYHeaderText(shape: "(67108864,)"), zeros: 64 << 20)
    let zip = ZipBytes(content: bomb, size: 64 << 20, method: 8)
    let archive = try NPZArchive(bytes: zip.bytes, file: "a.npz")
    let error = #expect(throws: FormatError.self) { try archive.array("a", limit: 1 << 20) }
    #expect(error?.kind == .tooLarge)
  }

  @Test func aShapeThatTheCallerRefusesIsNotRead() throws {
    struct Refused: Error {}
    let bomb = try deflated(header: NPYHeaderText(shape: "(67108864,)"), zeros: 64 << 20)
    let archive = try NPZArchive(bytes: ZipBytes(content: bomb, size: 0, method: 8).bytes, file: "a.npz")
    #expect(throws: Refused.self) {
      try archive.array("a") { shape in
        #expect(shape == [64 << 20])
        throw Refused()
      }
    }
  }

  @Test(arguments: ["compressed.npz", "stored.npz"])
  func damagedArchivesNeverCrash(name: String) throws {
    try withDamagedCopies(of: Fixture.bytes(name), count: 20_000) { damaged in
      guard let archive = try? NPZArchive(bytes: damaged, file: "a.npz") else { return }
      for key in archive.keys {
        if let array = try? archive.array(key, limit: 1 << 20) {
          #expect(array.shape.reduce(1, *) == array.elements.count)
        }
      }
    }
  }

  @Test(arguments: ["compressed.npz", "stored.npz"])
  func everyTruncationIsAnError(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for length in 0..<bytes.count {
      #expect(throws: FormatError.self) { try NPZArchive(bytes: Array(bytes[..<length]), file: "a.npz") }
    }
  }
}

/// A .npy header of bytes with any shape, right or wrong.
private struct NPYHeaderText {
  var bytes: [UInt8]

  init(shape: String) {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }"
    bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
  }
}

/// Raw deflate data of a header and zeros.
private func deflated(header: NPYHeaderText, zeros: Int) throws -> [UInt8] {
  var input = header.bytes + [UInt8](repeating: 0, count: zeros)
  var output = [UInt8](repeating: 0, count: zeros / 500 + 1000)
  var stream = z_stream()
  let opened = deflateInit2_(
    &stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  try #require(opened == Z_OK)
  let status = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      return deflate(&stream, Z_FINISH)
    }
  }
  try #require(status == Z_STREAM_END)
  let count = output.count - Int(stream.avail_out)
  deflateEnd(&stream)
  return Array(output[..<count])
}

/// An archive of one entry, `a.npy`, that says what it is told to say.
private struct ZipBytes {
  var bytes: [UInt8] = []

  init(
    content: [UInt8], size: Int, flags: UInt16 = 0, method: UInt16 = 0, usesDescriptor: Bool = false,
    usesZip64: Bool = false
  ) {
    func uint16(_ values: UInt16...) -> [UInt8] { LittleEndian.bytes(of: values) }
    func uint32(_ values: UInt32...) -> [UInt8] { LittleEndian.bytes(of: values) }
    let name = Array("a.npy".utf8)
    let checksum = content.withUnsafeBytes {
      UInt32(truncatingIfNeeded: crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count))
    }
    let flags = flags | (usesDescriptor ? 8 : 0)
    let sizes = uint32(checksum, UInt32(content.count), UInt32(size))
    bytes = uint32(0x0403_4B50) + uint16(20, flags, method, 0, 0)
    bytes += usesDescriptor ? uint32(0, 0, 0) : sizes
    bytes += uint16(5, 0) + name + content
    if usesDescriptor { bytes += uint32(0x0807_4B50) + sizes }

    let directoryStart = bytes.count
    let wide = LittleEndian.bytes(of: [UInt64(size), UInt64(content.count), 0])
    let extra = usesZip64 ? uint16(1, 24) + wide : []
    bytes += uint32(0x0201_4B50) + uint16(20, 20, flags, method, 0, 0)
    bytes += usesZip64 ? uint32(checksum, .max, .max) : sizes
    bytes += uint16(5, UInt16(extra.count), 0, 0, 0) + uint32(0, usesZip64 ? .max : 0) + name + extra

    let directorySize = bytes.count - directoryStart
    if usesZip64 {
      let recordStart = UInt64(bytes.count)
      bytes += uint32(0x0606_4B50) + LittleEndian.bytes(of: [44 as UInt64]) + uint16(45, 45) + uint32(0, 0)
      bytes += LittleEndian.bytes(of: [1, 1, UInt64(directorySize), UInt64(directoryStart)])
      bytes += uint32(0x0706_4B50, 0) + LittleEndian.bytes(of: [recordStart]) + uint32(1)
    }
    bytes += uint32(0x0605_4B50) + uint16(0, 0) + (usesZip64 ? uint16(.max, .max) : uint16(1, 1))
    bytes += uint32(UInt32(directorySize), UInt32(directoryStart)) + uint16(0)
  }
}
