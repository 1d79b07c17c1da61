import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct TextAssemblerTests {
  private func pieces(_ bytes: [UInt8]) -> [String] {
    var assembler = TextAssembler(.byte)
    return bytes.map { assembler.append(UInt32($0)) } + [assembler.finish()]
  }

  @Test func bytesAreHeldUntilTheirCharacterIsComplete() {
    #expect(pieces(Array("aé→𝄞".utf8)) == ["a", "", "é", "", "", "→", "", "", "", "𝄞", ""])
  }

  @Test func whatNoCharacterBeginsWithIsReplaced() {
    #expect(pieces([0x80, 0x61]) == ["\u{FFFD}", "a", ""])
    #expect(pieces([0xC3, 0x28]) == ["", "\u{FFFD}(", ""])
    #expect(pieces([0xE2, 0x86]) == ["", "", "\u{FFFD}"])
    #expect(pieces([0xED, 0xA0]) == ["", "\u{FFFD}\u{FFFD}", ""])
  }

  /// Whatever the bytes, all of them together give what they would in one go.
  @Test func piecesMakeTheWholeText() {
    let key = RandomKey(seed: 1, purpose: .data)
    for text in 0..<2_000 {
      let bytes = (0..<12).map { position -> UInt8 in
        let word = key.word(at: position, step: text)
        // Often parts of long characters, which uniform bytes seldom are.
        return [UInt8(word >> 24), 0xE2, 0x86, 0xF0, 0x9D, 0xC3, 0x80, 0xED, 0xA0][Int(word % 9)]
      }
      #expect(pieces(bytes).joined() == String(decoding: bytes, as: UTF8.self), "\(bytes)")
    }
  }
}
