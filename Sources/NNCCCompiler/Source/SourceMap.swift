/// The texts that diagnostics point into: spec files, and every `--set path=value` as a source of its own.
package struct SourceMap: Sendable {
  /// In the order added: `SourceRange.source` is an index into it.
  package private(set) var sources: [Source] = []

  /// A map without sources.
  package init() {}

  /// Adds a spec file and returns its number. Nothing is checked here: `readSpec` says what is wrong with it.
  package mutating func add(file name: String, bytes: [UInt8]) -> Int {
    add(Source(name: name, kind: .file, bytes: bytes))
  }

  /// Adds what followed `--set` on the command line, such as `train.epochs=1`, and returns its number.
  package mutating func add(override assignment: String) -> Int {
    add(Source(name: "--set \(assignment)", kind: .override, bytes: Array(assignment.utf8)))
  }

  /// The source with that number, or nil where there is none.
  package subscript(index: Int) -> Source? {
    sources.indices.contains(index) ? sources[index] : nil
  }

  private mutating func add(_ source: Source) -> Int {
    sources.append(source)
    return sources.count - 1
  }
}

/// One text with a name, and where its lines begin.
///
/// A line ends at a line feed, a carriage return, or the pair of them. A byte-order mark belongs to no line.
package struct Source: Sendable {
  /// Where a source came from.
  package enum Kind: Sendable { case file, override }

  /// A place as an editor shows it, both counted from 1; `column` counts Unicode scalars.
  package struct Location: Sendable, Hashable {
    /// The line, from 1.
    package var line: Int
    /// The scalar within the line, from 1.
    package var column: Int

    /// A place by its numbers.
    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  /// The path as the user wrote it, or `--set` and its argument.
  package let name: String
  /// A file, or an argument.
  package let kind: Kind
  /// The text as it came, which need not be UTF-8.
  package let bytes: [UInt8]
  /// The offset of each line's first byte, ascending; never empty.
  let lineStarts: [Int]

  init(name: String, kind: Kind, bytes: [UInt8]) {
    self.name = name
    self.kind = kind
    self.bytes = bytes
    var starts = [bytes.starts(with: Source.byteOrderMark) ? Source.byteOrderMark.count : 0]
    for (offset, byte) in bytes.enumerated() {
      let isLoneReturn =
        byte == .carriageReturn && !(offset + 1 < bytes.count && bytes[offset + 1] == .lineFeed)
      if byte == .lineFeed || isLoneReturn { starts.append(offset + 1) }
    }
    lineStarts = starts
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The number of lines; the last may be empty.
  package var lineCount: Int { lineStarts.count }

  /// Where the byte at `offset` stands; offsets outside the text are moved to its ends.
  package func location(of offset: Int) -> Location {
    let index = lineIndex(of: offset)
    let line = byteRange(ofLineAt: index)
    let end = min(max(offset, line.lowerBound), line.upperBound)
    return Location(line: index + 1, column: 1 + bytes[line.lowerBound..<end].count(where: startsScalar))
  }

  /// The text of line `number` (from 1) without its line break; empty where there is no such line.
  package func line(_ number: Int) -> String {
    String(decoding: bytes[byteRange(ofLine: number)], as: UTF8.self)
  }

  /// The bytes of line `number` (from 1) without its line break; empty where there is no such line.
  func byteRange(ofLine number: Int) -> Range<Int> {
    lineStarts.indices.contains(number - 1) ? byteRange(ofLineAt: number - 1) : bytes.count..<bytes.count
  }

  private func byteRange(ofLineAt index: Int) -> Range<Int> {
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] : bytes.count
    while end > start, bytes[end - 1] == .lineFeed || bytes[end - 1] == .carriageReturn { end -= 1 }
    return start..<end
  }

  /// The last line that starts at or before `offset`.
  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

/// Whether a byte of UTF-8 begins a Unicode scalar, as all do but continuation bytes.
func startsScalar(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")

  /// A space, a tab or a line break.
  var isWhitespace: Bool { self == .space || self == .tab || isLineBreak }
  var isLineBreak: Bool { self == .lineFeed || self == .carriageReturn }
}
