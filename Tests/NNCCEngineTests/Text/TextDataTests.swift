import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct TextDataTests {
  typealias Slot = ExampleLayout.Slot

  private func examples(_ text: String, _ sequenceLength: Int) throws -> ExampleSet {
    let characters = TextLevel.char.characters(of: text)
    return try ExampleSet(
      characters, vocabulary: TextVocabulary(characters, level: .char), sequenceLength: sequenceLength,
      layout: ExampleLayout(
        inputs: [Slot("input", shape: [sequenceLength], type: .int32)],
        targets: [Slot("dense", shape: [sequenceLength], type: .int32)]), origin: "x")
  }

  @Test func windowsFollowEachOtherAndTargetsAreOneCharacterLater() throws {
    let examples = try examples("abcdefgh", 3)
    #expect(examples.count == 2)
    #expect(examples.inputs[0].elements == .int32([0, 1, 2, 3, 4, 5]))
    #expect(examples.targets[0].elements == .int32([1, 2, 3, 4, 5, 6]))
    #expect(examples.isContiguous)
    #expect(examples.subset(0..<1).isContiguous)
    #expect(try self.examples("abcdefg", 3).count == 2)
    #expect(try self.examples("abcdef", 3).count == 1)
  }

  @Test(arguments: ["", "a", "abc"]) func aTextThatFillsNoWindowIsRefused(text: String) {
    #expect(throws: TextError.tooShort(origin: "x", characters: text.count, sequenceLength: 3)) {
      try examples(text, 3)
    }
  }

  @Test func streamsAreContiguousParts() throws {
    let order = try BatchOrder(examples: 11, streams: 3)
    #expect(order.batchCount == 3)
    #expect((0..<3).map { Array(order[$0]) } == [[0, 3, 6], [1, 4, 7], [2, 5, 8]])
    #expect(throws: DatasetError.streams(12, examples: 11)) { try BatchOrder(examples: 11, streams: 12) }
  }

  @Test func theVocabularyIsSavedWithTheWeights() throws {
    let directory = try TemporaryDirectory()
    try Specs.fable.write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    try run(Specs.text(), in: directory)
    let weights = try WeightFile(path: directory("run/weights.safetensors"))
    let vocabulary = try #require(try TextVocabulary(metadata: weights.metadata))
    #expect(vocabulary.characters == Set(Specs.fable.unicodeScalars.map(\.value)).sorted())
    let checkpoint = try WeightFile(path: directory("run/checkpoint.safetensors"))
    #expect(try TextVocabulary(metadata: checkpoint.metadata) == vocabulary)
  }

  @Test func sizesOtherThanTheVocabularysAreErrorsWithTheNumberToWrite() throws {
    let directory = try TemporaryDirectory()
    try "abracadabra, abracadabra".write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    let error = try #require(throws: RunError.self) { try run(Specs.text(), in: directory) }
    let size = Specs.fableSize
    #expect(
      error.diagnostics.map(\.message) == [
        "'depth' of 'one_hot' is \(size), but the text has 7 different characters",
        "'units' of 'dense' is \(size), but the text has 7 different characters",
      ])
    #expect(error.diagnostics.allSatisfy { $0.range != nil && $0.fixIts.first?.replacement == "7" })
  }

  @Test func aTestTextWithOtherCharactersIsRefused() throws {
    let directory = try TemporaryDirectory()
    try Specs.fable.write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    try "the mouse\nand the lion: 7".write(toFile: directory("other.txt"), atomically: true, encoding: .utf8)
    let error = try #require(throws: RunError.self) {
      try run(Specs.text(data: "test: {text: {path: other.txt, sequence_length: 8}}"), in: directory)
    }
    #expect(error.description.contains("other.txt:2:15: '7' (U+0037) is not in the vocabulary"), "\(error)")
  }
}
