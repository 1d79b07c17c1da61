import NNCCRuntime

/// A comma-separated table with a header row, as RFC 4180 writes it: fields in quotes may hold commas, line breaks and
/// doubled quotes. Empty lines are passed over. Other characters may stand for comma and quote.
package struct CSVTable: Sendable {
  /// The file, for errors.
  package let path: String
  /// The names of the columns.
  package let header: [String]
  /// Rows, without the header.
  package let rowCount: Int
  private let bytes: [UInt8]
  private let quote: UInt8
  /// Row after row, the header first.
  private let fields: [CSVField]

  /// Reads a file.
  ///
  /// - Parameter limit: the most bytes it may hold.
  /// - Throws: `FormatError` with the line and column, both from 1, of what is wrong.
  package init(
    path: String, separator: UInt8 = UInt8(ascii: ","), quote: UInt8 = UInt8(ascii: "\""), limit: Int = 256 << 20
  ) throws {
    try self.init(
      bytes: FormatError.bytes(of: path, limit: limit), path: path, separator: separator, quote: quote)
  }

  /// Reads a table.
  ///
  /// - Parameter path: what it is called in errors.
  /// - Throws: `FormatError`, as `init(path:)`.
  package init(
    bytes: [UInt8], path: String, separator: UInt8 = UInt8(ascii: ","), quote: UInt8 = UInt8(ascii: "\"")
  ) throws {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw FormatError(.wrongFormat, file: path, "the table is not UTF-8")
    }
    var parser = CSVParser(path: path, bytes: bytes, separator: separator, quote: quote)
    let rows = try parser.parse()
    guard rows.count > 0 else { throw FormatError(.truncated, file: path, "the table has no header row") }
    self.path = path
    self.bytes = bytes
    self.quote = quote
    fields = parser.fields
    rowCount = rows.count - 1
    header = fields[..<rows.columns].map { $0.text(in: bytes, quote: quote) }
    for (index, name) in header.enumerated() {
      guard let first = header[..<index].firstIndex(of: name) else { continue }
      throw fault(
        in: fields[index], "the header has '\(name)' twice: column \(first + 1) is called so too")
    }
  }

  /// The text of a cell, without its quotes.
  ///
  /// - Precondition: row and column are in range.
  package subscript(row: Int, column: Int) -> String { field(row, column).text(in: bytes, quote: quote) }

  /// An error about a cell, with its line and column.
  package func fault(row: Int, column: Int, _ reason: String) -> FormatError {
    fault(in: field(row, column), reason)
  }

  private func field(_ row: Int, _ column: Int) -> CSVField { fields[(row + 1) * header.count + column] }

  private func fault(in field: CSVField, _ reason: String) -> FormatError {
    CSVParser.fault(path, bytes, at: field.start, reason)
  }
}

/// A stretch of a table's bytes.
struct CSVField: Sendable {
  /// Of its first byte, a quote's if it has one.
  var start: Int
  /// After its last byte.
  var end: Int
  var isQuoted: Bool

  func text(in bytes: [UInt8], quote: UInt8) -> String {
    guard isQuoted else { return String(decoding: bytes[start..<end], as: UTF8.self) }
    var text: [UInt8] = []
    var index = start + 1
    while index < end - 1 {
      text.append(bytes[index])
      // Within quotes, a quote is doubled.
      index += bytes[index] == quote ? 2 : 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Cuts a table into fields.
struct CSVParser {
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  let path: String
  let bytes: [UInt8]
  let separator: UInt8
  let quote: UInt8
  private(set) var fields: [CSVField] = []
  private var offset = 0

  init(path: String, bytes: [UInt8], separator: UInt8, quote: UInt8) {
    self.path = path
    self.bytes = bytes
    self.separator = separator
    self.quote = quote
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// - Returns: the rows, with the header, and the columns of each.
  mutating func parse() throws -> (count: Int, columns: Int) {
    var (count, columns) = (0, 0)
    while offset < bytes.count {
      if skipLineBreak() { continue }
      let (start, first) = (offset, fields.count)
      try parseRow()
      let found = fields.count - first
      if count == 0 { columns = found }
      guard found == columns else {
        throw fault(
          at: start, "the row has \(found) field\(found == 1 ? "" : "s"), but the header has \(columns)")
      }
      count += 1
    }
    return (count, columns)
  }

  private mutating func parseRow() throws {
    while true {
      fields.append(try parseField())
      if offset == bytes.count || skipLineBreak() { return }
      // Nothing but a separator is left to end a field.
      offset += 1
    }
  }

  private mutating func parseField() throws -> CSVField {
    let start = offset
    guard offset < bytes.count, bytes[offset] == quote else {
      while offset < bytes.count, bytes[offset] != separator, !isLineBreak(offset) {
        guard bytes[offset] != quote else {
          throw fault(at: offset, "a quote stands within a field that has none around it")
        }
        offset += 1
      }
      return CSVField(start: start, end: offset, isQuoted: false)
    }
    offset += 1
    while true {
      while offset < bytes.count, bytes[offset] != quote { offset += 1 }
      guard offset < bytes.count else { throw fault(at: start, "the quote is never closed") }
      offset += 1
      guard offset < bytes.count, bytes[offset] == quote else { break }
      offset += 1
    }
    guard offset == bytes.count || bytes[offset] == separator || isLineBreak(offset) else {
      throw fault(
        at: offset, "'\(Character(Unicode.Scalar(separator)))' or the end of the line must follow the closing quote")
    }
    return CSVField(start: start, end: offset, isQuoted: true)
  }

  private func isLineBreak(_ offset: Int) -> Bool {
    bytes[offset] == Self.newline
      || bytes[offset] == Self.carriageReturn && offset + 1 < bytes.count && bytes[offset + 1] == Self.newline
  }

  private mutating func skipLineBreak() -> Bool {
    guard isLineBreak(offset) else { return false }
    offset += bytes[offset] == Self.newline ? 1 : 2
    return true
  }

  private func fault(at offset: Int, _ reason: String) -> FormatError { Self.fault(path, bytes, at: offset, reason) }

  static func fault(_ path: String, _ bytes: [UInt8], at offset: Int, _ reason: String) -> FormatError {
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    let line = 1 + before.count { $0 == newline }
    // Columns are of characters.
    let column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
    return FormatError(.wrongFormat, file: "\(path):\(line):\(column)", reason)
  }
}
