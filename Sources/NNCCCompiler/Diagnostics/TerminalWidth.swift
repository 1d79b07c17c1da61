extension Unicode.Scalar {
  /// The terminal columns it takes: 0 for a mark that joins the letter before it, 2 for East Asian wide characters
  /// and emoji (Unicode Standard Annex 11), else 1.
  var terminalWidth: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    return Unicode.Scalar.wideBlocks.contains { $0.contains(value) } ? 2 : 1
  }

  /// The blocks of Hangul, CJK, kana, Yi and full-width forms.
  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
    0x1B000...0x1B2FF, 0x1F200...0x1F320, 0x20000...0x3FFFD,
  ]
}
