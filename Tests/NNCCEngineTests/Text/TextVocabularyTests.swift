import Foundation
import NNCCEngine
import Testing

@Suite struct TextVocabularyTests {
  private func vocabulary(_ text: String, _ level: TextLevel = .char, classes: Int? = nil) -> TextVocabulary {
    TextVocabulary(level.characters(of: text), level: level, classes: classes)
  }

  @Test func charactersAreTheTextsSortedByCodePoint() throws {
    let vocabulary = vocabulary("naïve → ab\nn𝄞")
    let expected: [Unicode.Scalar] = ["\n", " ", "a", "b", "e", "n", "v", "ï", "→", "𝄞"]
    #expect(vocabulary.characters == expected.map(\.value))
    #expect(try vocabulary.numbers(of: TextLevel.char.characters(of: "ba𝄞"), origin: "x") == [3, 2, 9])
  }

  /// A grapheme of two scalars is two characters, and the composed one another.
  @Test func charactersAreScalars() {
    #expect(vocabulary("e\u{301}").count == 2)
    #expect(vocabulary("\u{E9}").count == 1)
  }

  @Test func bytesAreThoseThatOccurOrAllOfThem() {
    #expect(vocabulary("é", .byte).characters == [0xA9, 0xC3])
    #expect(vocabulary("é", .byte, classes: 2).characters == [0xA9, 0xC3])
    #expect(vocabulary("é", .byte, classes: 256).characters == Array(0..<256))
  }

  @Test(arguments: [
    ("ab\nac", "x:2:2: 'c' (U+0063) is not in the vocabulary"),
    ("é", "x:1:1: 'é' (U+00E9) is not in the vocabulary"),
    ("\n\n\t", "x:3:1: U+0009 is not in the vocabulary"),
    ("a\u{301}", "x:1:2: U+0301 is not in the vocabulary"),
  ]) func anUnknownCharacterIsNamedWithItsPlace(text: String, message: String) throws {
    let error = #expect(throws: TextError.self) {
      try vocabulary("ab\n").numbers(of: TextLevel.char.characters(of: text), origin: "x")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func anUnknownByteIsNamed() throws {
    let error = #expect(throws: TextError.self) { try vocabulary("ab", .byte).numbers(of: [0x61, 0xE9], origin: "x") }
    #expect(error?.description.hasPrefix("x:1:2: the byte 0xE9 is not in") == true)
  }

  @Test(arguments: [TextLevel.char, .byte]) func whatIsSavedIsReadAgain(level: TextLevel) throws {
    let vocabulary = vocabulary("\0\n\"é𝄞", level)
    #expect(try TextVocabulary(metadata: vocabulary.metadata) == vocabulary)
  }

  @Test(arguments: [
    "", "char", "word 97", "char 98 97", "char 97 97", "char x", "char 55296", "char 1114112", "byte 256", "byte -1",
  ]) func aDamagedVocabularyIsRefused(text: String) {
    #expect(throws: TextError.damagedVocabulary) { try TextVocabulary(metadata: ["vocabulary": text]) }
  }

  @Test func weightsNeedNoVocabulary() throws {
    #expect(try TextVocabulary(metadata: ["network": "x"]) == nil)
  }
}

@Suite struct TextLevelTests {
  private func characters(_ bytes: [UInt8], _ level: TextLevel) throws -> [UInt32] {
    let directory = try TemporaryDirectory()
    try Data(bytes).write(to: URL(filePath: directory("text")))
    return try level.characters(ofFile: directory("text"))
  }

  @Test(
    arguments: [
      ([0x61, 0xFF, 0x62], 1), ([0xC3, 0xA9, 0xC3], 2), ([0xC0, 0x80], 0), ([0x61, 0x62, 0xE2, 0x28, 0xA1], 2),
      ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xEF, 0xBB, 0xBF, 0x80], 3),
    ] as [([UInt8], Int)]) func invalidUTF8IsNamedWithItsOffset(bytes: [UInt8], offset: Int) throws
  {
    let error = #expect(throws: TextError.self) { try characters(bytes, .char) }
    guard case .invalidUTF8(_, offset, bytes[offset]) = error else {
      Issue.record("\(error?.description ?? "")")
      return
    }
    #expect(try characters(bytes, .byte) == bytes.map(UInt32.init))
  }

  @Test func aByteOrderMarkIsNoCharacter() throws {
    #expect(try characters(Array("\u{FEFF}aé".utf8), .char) == [0x61, 0xE9])
  }
}
