import NNCCRuntime
import Testing

struct WeightFileRoundTripTests {
  @Test func theLayoutIsThatOfTheReferenceImplementation() throws {
    let file = try WeightFile(
      [
        WeightFile.Tensor("steps", shape: [1], [7] as [Int32]),
        WeightFile.Tensor("b", shape: [2, 1], [1, 2] as [Float]),
        WeightFile.Tensor("a", shape: [], [3] as [Float]),
      ], metadata: ["name": "caf\u{e9}\n"])
    // What safetensors 0.8.0 for Python wrote for the same tensors.
    let header =
      #"{"__metadata__":{"name":"caf\#u{e9}\n"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},"#
      + #""steps":{"dtype":"I32","shape":[1],"data_offsets":[12,16]}}"#
    let bytes = file.serialized()
    let padding = (8 - header.utf8.count % 8) % 8
    #expect(bytes.count == 8 + header.utf8.count + padding + 16)
    #expect(bytes.prefix(8) == LittleEndian.bytes(of: [UInt64(header.utf8.count + padding)])[...])
    #expect(String(decoding: bytes[8..<(8 + header.utf8.count)], as: UTF8.self) == header)
    #expect(
      bytes.suffix(16) == LittleEndian.bytes(of: [3, 1, 2].map { Float($0).bitPattern })[...] + [7, 0, 0, 0])
  }

  @Test func narrowAndWideFloatsAreConverted() throws {
    func floats(_ type: WeightFile.ElementType, _ bytes: [UInt8]) throws -> [Float] {
      try WeightFile.Tensor("a", type: type, shape: [bytes.count / type.size], bytes: bytes[...]).floats()
    }
    #expect(try floats(.float16, [0x00, 0x3C, 0x00, 0xC0]) == [1, -2])
    #expect(try floats(.bfloat16, [0x80, 0x3F, 0x00, 0xC0]) == [1, -2])
    #expect(try floats(.float64, [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]) == [1])
  }

  @Test func anEmptyFileIsAFile() throws {
    let file = try WeightFile([])
    #expect(file.serialized() == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try WeightFile(bytes: file.serialized()) == file)
  }

  @Test func fieldsOfLaterVersionsArePassedOver() throws {
    let header = #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"later":[{"x":null}]}}"#
    let bytes = LittleEndian.bytes(of: [UInt64(header.utf8.count)]) + Array(header.utf8) + [9]
    #expect(try WeightFile(bytes: bytes)["a"]?.bytes == [9])
  }

  /// Any tensors come back as they were, in a canonical order, and are written to the same bytes again.
  @Test(arguments: 0..<50) func whatIsWrittenIsReadBack(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let names = Set((0..<Int.random(in: 0...12, using: &random)).map { _ in randomText(&random) })
    let tensors = try names.map { name in
      let type = WeightFile.ElementType.allCases.randomElement(using: &random) ?? .float32
      let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: 0...5, using: &random)
      }
      let bytes = (0..<shape.reduce(type.size, *)).map { _ in UInt8.random(in: 0...255, using: &random) }
      return try WeightFile.Tensor(name, type: type, shape: shape, bytes: bytes[...])
    }
    let metadata = ["seed": "\(seed)", randomText(&random): randomText(&random)]
    let file = try WeightFile(tensors.shuffled(using: &random), metadata: metadata)
    let bytes = file.serialized()
    let read = try WeightFile(bytes: bytes)
    #expect(read.metadata == metadata)
    #expect(Set(read.tensors) == Set(tensors))
    #expect(read.tensors.map(\.type) == read.tensors.map(\.type).sorted(by: >))
    #expect(read.serialized() == bytes)
    for tensor in tensors { #expect(read[tensor.name] == tensor) }
  }

  @Test func aFileOnDiskHoldsTheSerializedBytes() throws {
    let directory = try TemporaryDirectory()
    let file = try WeightFile([WeightFile.Tensor("a", shape: [2], [1, 2] as [Float])], metadata: ["k": "v"])
    try file.write(to: directory("weights.safetensors"))
    #expect(try FileContents.bytes(of: directory("weights.safetensors")) == file.serialized())
    #expect(try WeightFile(path: directory("weights.safetensors")) == file)
  }

  /// A damaged file is refused or read, but never brings the process down.
  @Test func damagedFilesNeverCrash() throws {
    let file = try WeightFile(
      [
        WeightFile.Tensor("dense/kernel", shape: [2, 2], [1, 2, 3, 4] as [Float]),
        WeightFile.Tensor("dense/bias", shape: [2], [5, 6] as [Float]),
      ], metadata: ["k": "v"])
    let bytes = file.serialized()
    for count in 0..<bytes.count {
      #expect(throws: WeightFileError.self) { try WeightFile(bytes: Array(bytes[..<count])) }
    }
    var random = SplitMix64(state: 1)
    for _ in 0..<20_000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let read = try? WeightFile(bytes: damaged) {
        #expect(read.tensors.allSatisfy { $0.shape.reduce($0.type.size, *) == $0.bytes.count })
      }
    }
  }

  private func randomText(_ random: inout SplitMix64) -> String {
    let alphabet: [Character] = ["a", "B", "/", "\"", "\\", "\n", "\u{1}", "é", "日", "😀", " "]
    return String(
      (0..<Int.random(in: 0...8, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
  }
}

/// Vigna's SplitMix64: repeatable random numbers for tests.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
