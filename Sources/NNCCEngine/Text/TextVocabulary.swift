import NNCCRuntime

/// The characters that a text model knows, each with its number: those of the training text, sorted.
///
/// It is saved with the weights, so that whatever the model reads and writes later means the same.
package struct TextVocabulary: Sendable, Hashable {
  package let level: TextLevel
  /// Code points, or bytes, in ascending order; a character's number is its place.
  package let characters: [UInt32]
  private let numbers: [UInt32: Int32]

  /// The characters of a training text.
  ///
  /// - Parameter classes: how many the model has room for, where that is known. A model of bytes with room for 256 of
  ///   them knows every byte, whatever the text holds.
  package init(_ text: [UInt32], level: TextLevel, classes: Int? = nil) {
    let isWhole = level == .byte && classes == 256
    self.init(level, sorted: isWhole ? Array(0..<256) : Set(text).sorted())
  }

  private init(_ level: TextLevel, sorted characters: [UInt32]) {
    self.level = level
    self.characters = characters
    numbers = Dictionary(uniqueKeysWithValues: zip(characters, 0..<Int32(characters.count)))
  }

  /// How many there are.
  package var count: Int { characters.count }

  /// The numbers of a text's characters.
  ///
  /// - Parameter origin: the file, or what else it is, for errors.
  /// - Throws: `TextError.unknownCharacter`.
  package func numbers(of text: [UInt32], origin: String) throws -> [Int32] {
    try text.enumerated().map { index, character in
      guard let number = numbers[character] else { throw unknown(at: index, of: text, origin: origin) }
      return number
    }
  }

  /// Each character as it can stand in a table: itself, or its code where it shows nothing.
  package var names: [String] {
    characters.map { character in
      guard level == .char, let scalar = Unicode.Scalar(character) else {
        return "0x\(hexadecimal(character, digits: 2))"
      }
      return isPrintable(scalar) ? "\(scalar)" : "U+\(hexadecimal(character, digits: 4))"
    }
  }

  private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isGraphemeBase && !scalar.properties.isWhitespace
  }

  /// A character's number; nil where it has none.
  package func number(of character: UInt32) -> Int32? { numbers[character] }

  private func unknown(at index: Int, of text: [UInt32], origin: String) -> TextError {
    let before = text[..<index]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return .unknownCharacter(
      origin: origin, line: 1 + before.count { $0 == 0x0A }, column: 1 + index - lineStart,
      character: name(of: text[index]))
  }

  /// `'é' (U+00E9)`, or `the byte 0xE9`.
  private func name(of character: UInt32) -> String {
    guard level == .char, let scalar = Unicode.Scalar(character) else {
      return "the byte 0x\(hexadecimal(character, digits: 2))"
    }
    let code = "U+\(hexadecimal(character, digits: 4))"
    return isPrintable(scalar) ? "'\(scalar)' (\(code))" : code
  }
}

extension TextVocabulary {
  /// What is saved with the weights: `char` or `byte`, and the code points.
  package var metadata: [String: String] {
    [DataMetadata.vocabulary: ([level.rawValue] + characters.map { "\($0)" }).joined(separator: " ")]
  }

  /// The vocabulary in the metadata of a weight file; nil where there is none.
  ///
  /// - Throws: `TextError.damagedVocabulary`.
  package init?(metadata: [String: String]) throws {
    guard let words = metadata[DataMetadata.vocabulary]?.split(separator: " ") else { return nil }
    let characters = words.dropFirst().compactMap { UInt32($0) }
    guard let level = words.first.flatMap({ TextLevel(rawValue: String($0)) }), !characters.isEmpty,
      characters.count == words.count - 1, zip(characters, characters.dropFirst()).allSatisfy(<),
      characters.allSatisfy({ level == .byte ? $0 < 256 : Unicode.Scalar($0) != nil })
    else { throw TextError.damagedVocabulary }
    self.init(level, sorted: characters)
  }
}
