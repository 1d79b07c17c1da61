/// Why a text is none that a model can read.
package enum TextError: Error, Sendable, Hashable {
  /// It is not UTF-8. The offset is in bytes, from 0.
  case invalidUTF8(origin: String, offset: Int, byte: UInt8)
  /// It does not fill one window and the character after it.
  case tooShort(origin: String, characters: Int, sequenceLength: Int)
  /// A character is not in the vocabulary. Line and column are from 1, in characters.
  case unknownCharacter(origin: String, line: Int, column: Int, character: String)
  /// The weights are of a model of bytes, but the spec reads characters, or the other way round.
  case wrongLevel(origin: String, known: TextLevel)
  /// What was saved with the weights is no vocabulary.
  case damagedVocabulary
}

extension TextError: CustomStringConvertible {
  /// One line that names the place.
  package var description: String {
    switch self {
    case .invalidUTF8(let origin, let offset, let byte):
      "\(origin): the text is not UTF-8: the byte 0x\(hexadecimal(UInt32(byte), digits: 2)) at offset \(offset) begins "
        + "no character; 'level: byte' reads any file"
    case .tooShort(let origin, let characters, let sequenceLength):
      "\(origin): a text of \(characters) does not fill one window of \(sequenceLength) and the character after it"
    case .unknownCharacter(let origin, let line, let column, let character):
      "\(origin):\(line):\(column): \(character) is not in the vocabulary that the model was trained with"
    case .wrongLevel(let origin, let known):
      "\(origin): the weights are of a model whose 'level' is \(known.rawValue)"
    case .damagedVocabulary:
      "the vocabulary that was saved with the weights is damaged"
    }
  }
}

/// Upper-case digits, with zeros before.
func hexadecimal(_ number: UInt32, digits: Int) -> String {
  let text = String(number, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
