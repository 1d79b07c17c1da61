/// The left side of `--set path=value`: names and list indexes, `layers[3].dense.units` or `layers.3.dense.units`.
struct OverridePath {
  struct Segment {
    var step: Step
    var range: SourceRange
  }

  enum Step: Hashable {
    /// A key of a mapping, the name or type of a layer in a list, or, if it is a number, an item of a list.
    case name(String)
    /// `[3]`
    case index(Int)
  }

  var segments: [Segment] = []
  /// Where the value begins in the source.
  var valueStart = 0

  /// Reads the path, or reports why there is none.
  init?(_ source: Source, number: Int, limit: Int, diagnostics: inout Diagnostics) {
    let bytes = source.bytes
    func range(_ start: Int, _ end: Int) -> SourceRange {
      SourceRange(source: number, start: start, end: end)
    }

    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      diagnostics.report(.overrideWithoutValue(at: range(0, bytes.count)))
      return nil
    }
    valueStart = equals + 1

    var offset = 0
    while true {
      let start = offset
      while offset < equals, !".[]".utf8.contains(bytes[offset]) { offset += 1 }
      guard offset > start else {
        diagnostics.report(.emptyOverrideStep(at: range(start, min(start + 1, bytes.count))))
        return nil
      }
      let name = String(decoding: bytes[start..<offset], as: UTF8.self)
      segments.append(Segment(step: .name(name), range: range(start, offset)))

      while offset < equals, bytes[offset] == UInt8(ascii: "[") {
        let digits = bytes[(offset + 1)..<equals].prefix { $0 != UInt8(ascii: "]") }
        let end = min(digits.endIndex + 1, equals)
        guard digits.endIndex < equals, let index = Int(String(decoding: digits, as: UTF8.self)), index >= 0
        else {
          diagnostics.report(.badOverrideIndex(at: range(offset, end)))
          return nil
        }
        segments.append(Segment(step: .index(index), range: range(offset, end)))
        offset = end
      }
      guard segments.count <= limit else {
        diagnostics.report(.tooDeep(limit: limit, at: range(start, offset)))
        return nil
      }
      if offset == equals { return }
      guard bytes[offset] == UInt8(ascii: ".") else {
        diagnostics.report(.emptyOverrideStep(at: range(offset, offset + 1)))
        return nil
      }
      offset += 1
    }
  }
}
