import NNCCRuntime
import Testing

/// One test for each rule of the format, on a file that breaks just that one.
struct WeightFileErrorTests {
  private func file(_ header: String, dataCount: Int = 0) -> [UInt8] {
    file(Array(header.utf8), dataCount: dataCount)
  }

  private func file(_ header: [UInt8], dataCount: Int = 0) -> [UInt8] {
    LittleEndian.bytes(of: [UInt64(header.count)]) + header + [UInt8](repeating: 0, count: dataCount)
  }

  private func entry(_ name: String, _ shape: String, _ offsets: String, type: String = "F32") -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  private func expect(
    _ error: WeightFileError, _ bytes: [UInt8], at location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: location) { try WeightFile(bytes: bytes) }
  }

  @Test(arguments: 0..<8) func aFileMustHoldTheLengthOfItsHeader(count: Int) {
    expect(.tooShort(bytes: count), [UInt8](repeating: 0, count: count))
  }

  @Test func aHeaderBeyondTheLimitIsRefused() {
    expect(.headerTooLarge(length: 100_000_001), LittleEndian.bytes(of: [100_000_001 as UInt64]))
    expect(.headerTooLarge(length: .max), [UInt8](repeating: 0xFF, count: 64))
  }

  @Test func aHeaderMustEndWithinTheFile() {
    expect(
      .headerBeyondFile(length: 100_000_000, available: 2),
      LittleEndian.bytes(of: [100_000_000 as UInt64]) + Array("{}".utf8))
  }

  @Test(arguments: ["", " {}", "[]", "\u{FEFF}{}"]) func aHeaderMustStartWithABrace(header: String) {
    expect(.headerStart, file(header))
  }

  @Test func aHeaderMustBeUTF8() {
    expect(.notUTF8(offset: 2), file(Array("{\"".utf8) + [0xFF] + Array("\":{}}".utf8)))
  }

  @Test(arguments: [("{", 1), ("{}\0", 2), ("{} {}", 3), (#"{"a"}"#, 4), (#"{"a":}"#, 5)])
  func aHeaderMustBeJSON(header: String, offset: Int) throws {
    let error = #expect(throws: WeightFileError.self) { try WeightFile(bytes: file(header)) }
    guard case .invalidJSON(offset, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func deepNestingIsRefused() throws {
    let header = #"{"a":{"later":"# + String(repeating: "[", count: 100_000)
    let error = #expect(throws: WeightFileError.self) { try WeightFile(bytes: file(header)) }
    #expect(try #require(error).description.contains("deeper than 64"))
  }

  @Test func namesMetadataAndFieldsMayAppearOnce() {
    let a = entry("a", "[1]", "[0,4]")
    expect(.duplicateKey("a"), file("{\(a),\(a)}", dataCount: 4))
    expect(.duplicateKey("__metadata__"), file(#"{"__metadata__":{},"__metadata__":{}}"#))
    expect(.duplicateKey("k"), file(#"{"__metadata__":{"k":"1","k":"2"}}"#))
    expect(.duplicateKey("dtype"), file(#"{"a":{"dtype":"F32","dtype":"F32"}}"#))
  }

  @Test(arguments: [#"{"k":1}"#, #"{"k":{}}"#, #"{"k":null}"#, "[]", "null"])
  func metadataMustBeStrings(metadata: String) throws {
    let error = #expect(throws: WeightFileError.self) {
      try WeightFile(bytes: file(#"{"__metadata__":\#(metadata)}"#))
    }
    #expect(try #require(error).description.hasPrefix("__metadata__ must map strings to strings"))
  }

  @Test(arguments: [
    "1", "{}", #"{"dtype":"F32","shape":[]}"#, #"{"dtype":"F32","data_offsets":[0,4]}"#,
    #"{"shape":[],"data_offsets":[0,4]}"#, #"{"dtype":4,"shape":[],"data_offsets":[0,4]}"#,
    #"{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}"#,
    #"{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}"#,
    #"{"dtype":"F32","shape":1,"data_offsets":[0,4]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[4]}"#, #"{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}"#,
    #"{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}"#,
  ])
  func anEntryMustHaveTheFormatsForm(entry: String) throws {
    let error = #expect(throws: WeightFileError.self) {
      try WeightFile(bytes: file(#"{"conv/kernel":\#(entry)}"#, dataCount: 4))
    }
    guard case .invalidEntry("conv/kernel", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func axesAreLimited() throws {
    let shape = "[" + Array(repeating: "1", count: 65).joined(separator: ",") + "]"
    let error = #expect(throws: WeightFileError.self) {
      try WeightFile(bytes: file("{\(entry("a", shape, "[0,4]"))}", dataCount: 4))
    }
    #expect(try #require(error).description == "tensor 'a': shape has more than 64 elements")
  }

  @Test func typesMustBeKnown() {
    expect(
      .unknownElementType(tensor: "a", name: "F31"),
      file("{\(entry("a", "[1]", "[0,4]", type: "F31"))}", dataCount: 4))
  }

  @Test func sizesMustFit64Bits() {
    expect(
      .sizeOverflow(tensor: "a", type: .float32, shape: [1 << 40, 1 << 40]),
      file("{\(entry("a", "[1099511627776,1099511627776]", "[0,4]"))}", dataCount: 4))
    expect(
      .sizeOverflow(tensor: "a", type: .float32, shape: [1 << 62]),
      file("{\(entry("a", "[4611686018427387904]", "[0,0]"))}"))
  }

  @Test func sizesMustBeThoseOfTypeAndShape() {
    expect(
      .sizeMismatch(tensor: "a", type: .float32, shape: [2, 3], expected: 24, found: 20),
      file("{\(entry("a", "[2,3]", "[0,20]"))}", dataCount: 20))
  }

  @Test func tensorsMustNotOverlap() {
    expect(
      .overlap(tensor: "b", start: 4, end: 12, previousEnd: 8),
      file("{\(entry("a", "[2]", "[0,8]")),\(entry("b", "[2]", "[4,12]"))}", dataCount: 12))
    expect(
      .overlap(tensor: "b", start: 0, end: 4, previousEnd: 4),
      file("{\(entry("a", "[1]", "[0,4]")),\(entry("b", "[1]", "[0,4]"))}", dataCount: 4))
    expect(
      .overlap(tensor: "b", start: 4, end: 0, previousEnd: 4),
      file("{\(entry("a", "[1]", "[0,4]")),\(entry("b", "[0]", "[4,0]"))}", dataCount: 4))
  }

  @Test func tensorsMustNotLeaveHoles() {
    expect(
      .hole(tensor: "a", start: 4, previousEnd: 0), file("{\(entry("a", "[1]", "[4,8]"))}", dataCount: 8))
    expect(
      .hole(tensor: "b", start: 8, previousEnd: 4),
      file("{\(entry("b", "[1]", "[8,12]")),\(entry("a", "[1]", "[0,4]"))}", dataCount: 12))
  }

  @Test func tensorsMustEndWhereTheFileDoes() {
    let a = "{\(entry("a", "[1]", "[0,4]"))}"
    expect(.endMismatch(tensorsEnd: 4, fileEnd: 3), file(a, dataCount: 3))
    expect(.endMismatch(tensorsEnd: 4, fileEnd: 5), file(a, dataCount: 5))
    expect(.endMismatch(tensorsEnd: 0, fileEnd: 1), file("{}", dataCount: 1))
    expect(
      .endMismatch(tensorsEnd: .max, fileEnd: 4),
      file("{\(entry("a", "[1]", "[0,9223372036854775807]"))}", dataCount: 4))
  }

  @Test func aTensorIsNeitherMetadataNorNamedTwiceWhenWritten() throws {
    let metadata = try WeightFile.Tensor("__metadata__", shape: [], [1 as Float])
    #expect(throws: WeightFileError.reservedName) { try WeightFile([metadata]) }
    let a = try WeightFile.Tensor("a", shape: [], [1 as Float])
    #expect(throws: WeightFileError.duplicateKey("a")) { try WeightFile([a, a]) }
    #expect(
      throws: WeightFileError.sizeMismatch(tensor: "a", type: .float32, shape: [2], expected: 8, found: 4)
    ) {
      try WeightFile.Tensor("a", shape: [2], [1 as Float])
    }
  }

  @Test func elementsAreReadAsTheirOwnKind() throws {
    let integers = try WeightFile.Tensor("steps", shape: [2], [1, -2] as [Int32])
    #expect(try integers.int32s() == [1, -2])
    #expect(throws: WeightFileError.notConvertible(tensor: "steps", type: .int32, wanted: "float32")) {
      try integers.floats()
    }
    let floats = try WeightFile.Tensor("kernel", shape: [], [1.5 as Float])
    #expect(throws: WeightFileError.notConvertible(tensor: "kernel", type: .float32, wanted: "int32")) {
      try floats.int32s()
    }
  }

  @Test func everyMismatchWithAModelIsReported() throws {
    let file = try WeightFile([
      WeightFile.Tensor("dense/kernel", shape: [2, 2], [1, 2, 3, 4] as [Float]),
      WeightFile.Tensor("dense/bias", shape: [2], [1, .nan] as [Float]),
      WeightFile.Tensor("logits/kernel", shape: [1], [1] as [Int32]),
      WeightFile.Tensor("extra/kernel", shape: [], [1] as [Float]),
    ])
    #expect(
      file.mismatches(with: [
        .init("dense/kernel", shape: [4]), .init("dense/bias", shape: [2]),
        .init("logits/kernel", shape: [1]),
        .init("logits/bias", shape: [1]),
      ]) == [
        .shapeMismatch(tensor: "dense/kernel", expected: [4], found: [2, 2]),
        .nonFinite(tensor: "dense/bias", count: 1, firstIndex: 1),
        .notConvertible(tensor: "logits/kernel", type: .int32, wanted: "float32"),
        .missingTensor("logits/bias"),
        .unexpectedTensor("extra/kernel"),
      ])
    #expect(
      WeightFileError.shapeMismatch(tensor: "dense/kernel", expected: [4], found: [2, 2]).description
        == "tensor 'dense/kernel' has shape [2, 2], the model's parameter [4]")
  }
}
