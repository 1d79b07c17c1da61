/// A stretch of a source, checked to be text that libyaml reads, and the byte at which each character stands.
///
/// libyaml counts characters; everything else here counts bytes.
struct YAMLText {
  /// The bytes to read, after any byte-order mark.
  let region: Range<Int>
  /// The offset of each character in the source; nil where every character is one byte.
  private let offsets: [UInt32]?

  /// Reports the first thing in `region` that makes it no text for YAML, or returns the text.
  init?(
    of source: Source, number: Int, region: Range<Int>, limits: YAMLLimits, diagnostics: inout Diagnostics
  ) {
    let bytes = source.bytes[region]
    guard bytes.count <= limits.bytes else {
      let start = SourceRange(source: number, start: region.lowerBound, end: region.lowerBound)
      diagnostics.report(.fileTooLarge(bytes: bytes.count, limit: limits.bytes, at: start))
      return nil
    }
    let skipped = bytes.starts(with: Source.byteOrderMark) ? Source.byteOrderMark.count : 0
    self.region = region.dropFirst(skipped)

    var offsets: [UInt32] = []
    var offset = self.region.lowerBound
    var iterator = source.bytes[self.region].makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    reading: while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput:
        break reading
      case .error(let length):
        let range = SourceRange(source: number, start: offset, end: offset + length)
        diagnostics.report(.invalidUTF8(byte: source.bytes[offset], at: range))
        return nil
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        let range = SourceRange(source: number, start: offset, end: offset + encoded.count)
        guard YAMLText.allows(scalar) else {
          diagnostics.report(.controlCharacter(scalar, at: range))
          return nil
        }
        offsets.append(UInt32(offset))
        offset = range.end
      }
    }
    self.offsets = offsets.count == self.region.count ? nil : offsets

    // Each %TAG is compared with all before it, so a file full of them would take libyaml minutes.
    let tagDirective = Array("%TAG".utf8)
    for start in source.lineStarts where self.region.contains(start) {
      guard source.bytes[start..<self.region.upperBound].starts(with: tagDirective) else { continue }
      diagnostics.report(
        .tagDirective(at: SourceRange(source: number, start: start, end: start + tagDirective.count)))
      return nil
    }
  }

  /// The source offset of the character that libyaml numbers `index`.
  func offset(ofCharacter index: Int) -> Int {
    guard let offsets else { return min(region.lowerBound + index, region.upperBound) }
    return index < offsets.count ? Int(offsets[index]) : region.upperBound
  }

  /// YAML's printable characters (YAML 1.1, production c-printable) as libyaml has them.
  private static func allows(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF: true
    case 0xE000...0xFFFD: scalar.value != 0xFEFF
    case 0x10000...0x10FFFF: true
    default: false
    }
  }
}

/// What a spec may cost to read. No honest spec comes near, and no hostile one gets past.
struct YAMLLimits {
  var bytes = 1 << 20
  /// Nested collections, aliases expanded. libyaml 0.2.5 takes quadratic time over deep nesting.
  var depth = 64
  var events = 200_000
  var scalarBytes = 64 << 10
  /// YAML's own bound on a key is 1,024 characters; escapes may take four for one when it is printed again.
  var keyBytes = 200
  /// Nodes that aliases stand for, in all.
  var aliasedNodes = 20_000
  /// Mistakes reported before reading stops.
  var reports = 50
}
