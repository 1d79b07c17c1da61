/// One line of a text laid out in terminal columns, with a stretch of it to point at.
///
/// Tabs are expanded, what a terminal would obey is replaced, and a line too long for the terminal is cut to a
/// window around the stretch.
struct SnippetLine {
  private(set) var text = ""
  /// Columns before the stretch, and columns of it that can be seen.
  private(set) var indent = 0
  private(set) var length = 0

  /// - Parameters:
  ///   - bytes: the line, without its line break.
  ///   - focus: the stretch, within the indices of `bytes`.
  ///   - width: the most columns to use.
  init(_ bytes: ArraySlice<UInt8>, focus: Range<Int>, width: Int) {
    let width = max(width, 20)
    let line = bytes.startIndex..<bytes.endIndex
    let focus = focus.clamped(to: line)

    // No scalar has more than four bytes, so nothing further away than this can be in the window.
    let reach = 4 * width
    var start = max(line.lowerBound, focus.lowerBound - reach)
    while start < focus.lowerBound, !startsScalar(bytes[start]) { start += 1 }
    let end = min(line.upperBound, focus.lowerBound + reach)
    let cells = SnippetLine.cells(of: bytes[start..<end])

    let focusIndex = cells.firstIndex { $0.offset >= focus.lowerBound } ?? cells.endIndex
    let total = cells.reduce(0) { $0 + $1.width }
    var window = cells.startIndex..<cells.endIndex
    if total > width || start > line.lowerBound || end < line.upperBound {
      window = SnippetLine.window(of: cells, around: focusIndex, width: width - 2)
    }
    let isCutBefore = window.lowerBound > 0 || start > line.lowerBound
    let isCutAfter = window.upperBound < cells.endIndex || end < line.upperBound

    if isCutBefore { text = "…" }
    indent = isCutBefore ? 1 : 0
    for cell in cells[window] {
      text += cell.text
      if cell.offset < focus.lowerBound {
        indent += cell.width
      } else if cell.offset < focus.upperBound {
        length += cell.width
      }
    }
    if isCutAfter { text += "…" }
  }

  private struct Cell {
    var text: String
    var width: Int
    var offset: Int
  }

  private static func cells(of bytes: ArraySlice<UInt8>) -> [Cell] {
    var cells: [Cell] = []
    var column = 0
    var offset = bytes.startIndex
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    func append(_ text: String, _ width: Int) {
      cells.append(Cell(text: text, width: width, offset: offset))
      column += width
    }
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput:
        return cells
      case .error(let length):
        append("\u{FFFD}", 1)
        offset += length
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if scalar == "\t" {
          let width = 4 - column % 4
          append(String(repeating: " ", count: width), width)
        } else if scalar.isUnprintable {
          append("\u{FFFD}", 1)
        } else {
          append(String(scalar), scalar.terminalWidth)
        }
        offset += encoded.count
      }
    }
  }

  /// The cells to show: a third of the width before `focus`, and all that fits after.
  private static func window(of cells: [Cell], around focus: Int, width: Int) -> Range<Int> {
    var start = focus
    var before = 0
    while start > 0, before + cells[start - 1].width <= width / 3 {
      start -= 1
      before += cells[start].width
    }
    var end = start
    var used = 0
    while end < cells.endIndex, used + cells[end].width <= width {
      used += cells[end].width
      end += 1
    }
    // At the end of a line there is room to show more of what comes before.
    while end == cells.endIndex, start > 0, used + cells[start - 1].width <= width {
      start -= 1
      used += cells[start].width
    }
    return start..<end
  }
}
