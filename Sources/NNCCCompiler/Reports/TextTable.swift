/// Rows of text in aligned columns, for people.
package struct TextTable: Sendable {
  /// Where a column's text stands in it.
  package enum Alignment: Sendable { case left, right }

  private var alignments: [Alignment]
  private var rows: [[String]]

  /// A table of a heading and no rows.
  package init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map(\.title)]
  }

  /// Adds a row, one text for each column; missing ones are empty.
  package mutating func add(_ row: [String]) {
    let cells = row.prefix(alignments.count).map { printable($0) }
    rows.append(cells + Array(repeating: "", count: alignments.count - cells.count))
  }

  /// The heading, a rule and the rows, each ending in a line break.
  package var text: String {
    let widths = alignments.indices.map { column in rows.map { width($0[column]) }.max() ?? 0 }
    var lines = rows.map { line($0, widths) }
    lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1)
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    let cells = row.indices.map { column in
      let space = String(repeating: " ", count: widths[column] - width(row[column]))
      return alignments[column] == .left ? row[column] + space : space + row[column]
    }
    let text = cells.joined(separator: "  ")
    return String(text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex)])
  }

  private func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + $1.terminalWidth } }
}

/// A whole number with a comma between thousands: 1,234,567.
package func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
    result.append(digit)
  }
  return (number < 0 ? "-" : "") + result
}
