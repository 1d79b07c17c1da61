import NNCCInterchange
import NNCCRuntime

/// How the columns of a table become numbers, by the rows that are trained on.
///
/// A column whose first cell is no number is one of words, each of which has a place of its own: 1 there, 0 elsewhere. The
/// words are saved with the weights.
package struct TableEncoding: Sendable, Hashable {
  /// One column.
  package enum Column: Sendable, Hashable {
    case numbers
    /// Its different words, in the order of their bytes.
    case words([String])

    /// How many numbers a cell becomes.
    package var width: Int {
      switch self {
      case .numbers: 1
      case .words(let words): words.count
      }
    }
  }

  private var columns: [String: Column] = [:]

  package subscript(name: String) -> Column { columns[name] ?? .numbers }

  /// How many numbers a row of these columns becomes.
  package func width(of names: [String]) -> Int { names.reduce(0) { $0 + self[$1].width } }

  /// Which of these columns' numbers are for words.
  package func wordPlaces(of names: [String]) -> Set<Int> {
    var (places, start) = (Set<Int>(), 0)
    for name in names {
      let width = self[name].width
      if case .words = self[name] { places.formUnion(start..<(start + width)) }
      start += width
    }
    return places
  }

  /// - Parameters:
  ///   - names: columns that the table has.
  ///   - rows: those that are trained on.
  /// - Throws: `FormatError` for a column of dates, or a word that cannot be saved.
  package init(of names: [String], in table: CSVTable, rows: Range<Int>) throws {
    for name in names where columns[name] == nil {
      columns[name] = try Self.column(name, table, rows)
    }
  }

  private static func column(_ name: String, _ table: CSVTable, _ rows: Range<Int>) throws -> Column {
    guard let index = table.header.firstIndex(of: name), let first = rows.first else { return .numbers }
    let cell = table[first, index]
    guard !cell.isEmpty, cell.tableNumber == nil else { return .numbers }
    if cell.wholeMatch(of: #/\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?/#) != nil {
      throw table.fault(
        row: first, column: index,
        "'\(name)' holds dates, which are no numbers: leave it out, or put what matters of them, such as the day of "
          + "the year, in a column of its own")
    }
    if let value = Double(cell.filter { $0 != " " && $0 != "\t" }) {
      throw table.fault(
        row: first, column: index,
        "'\(cell)' of '\(name)' is no decimal number that float32 holds"
          + (value.isFinite && abs(value) > Double(Float.greatestFiniteMagnitude)
            ? ": the largest is \(Float.greatestFiniteMagnitude)" : ""))
    }
    var words: Set<String> = []
    for row in rows {
      let word = table[row, index]
      guard !word.contains(where: { $0 == fieldSeparator || $0 == lineSeparator }) else {
        throw table.fault(row: row, column: index, "a word holds a control character")
      }
      if !word.isEmpty { words.insert(word) }
    }
    return .words(words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  // MARK: Saving

  // ASCII's own.
  private static let fieldSeparator: Character = "\u{1F}"
  private static let lineSeparator: Character = "\u{1E}"

  /// What is saved with the weights: of each column of words its name and they.
  package var metadata: [String: String] {
    let lines = columns.sorted { $0.key < $1.key }.compactMap { name, column in
      if case .words(let words) = column {
        ([name] + words).joined(separator: String(Self.fieldSeparator))
      } else {
        nil
      }
    }
    return lines.isEmpty ? [:] : [DataMetadata.words: lines.joined(separator: String(Self.lineSeparator))]
  }

  /// From the metadata of a weight file.
  package init(metadata: [String: String]) {
    for line in metadata[DataMetadata.words]?.split(separator: Self.lineSeparator) ?? [] {
      let fields = line.split(separator: Self.fieldSeparator, omittingEmptySubsequences: false).map(String.init)
      columns[fields[0]] = .words(Array(fields.dropFirst()))
    }
  }
}

extension String {
  /// A finite decimal number, with blanks around it or not; nil for anything else, hexadecimal and `nan` among it.
  package var tableNumber: Float? {
    let text = self[...].trimmingBlanks
    guard text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }), let value = Float(text), value.isFinite else {
      return nil
    }
    return value
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    let text = drop { $0 == " " || $0 == "\t" }
    return text.lastIndex { $0 != " " && $0 != "\t" }.map { text[...$0] } ?? ""
  }
}
