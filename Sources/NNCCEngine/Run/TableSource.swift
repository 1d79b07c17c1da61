import NNCCCompiler
import NNCCInterchange

/// What a `csv` source of `data:` says.
package struct TableSource {
  package let path: String
  package let windows: TableWindows
  private let separator: UInt8
  private let quote: UInt8

  /// - Parameter directory: what paths are relative to.
  package init(_ options: DataSource.Table, directory: String) {
    path = options.path.path(in: directory)
    windows = TableWindows(
      features: options.features, targets: options.targets, window: options.window, horizon: options.horizon,
      stride: options.stride)
    separator = options.separator.utf8.first ?? UInt8(ascii: ",")
    quote = options.quote.utf8.first ?? UInt8(ascii: "\"")
  }

  /// The table of the file.
  ///
  /// - Throws: `FormatError`.
  package func table() throws -> CSVTable { try CSVTable(path: path, separator: separator, quote: quote) }

  /// A table of the same form as the file's.
  ///
  /// - Parameter origin: what it is called in errors.
  /// - Throws: `FormatError`.
  package func table(_ bytes: [UInt8], origin: String) throws -> CSVTable {
    try CSVTable(bytes: bytes, path: origin, separator: separator, quote: quote)
  }

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - encoding: that of the training part; nil to take it from the file's own, or where chance shares out the rows
  ///     from all of them.
  ///   - split: nil where the file is one part alone.
  ///   - seed: what shuffled parts are drawn from.
  /// - Returns: the examples, and how the columns became numbers.
  /// - Throws: `FormatError`, `DatasetError`.
  package func read(
    encoding known: TableEncoding?, layout: ExampleLayout, split: DataSource.Split?, seed: UInt64
  ) throws -> (DataParts, TableEncoding) {
    let table = try table()
    for name in windows.features + windows.targets where !table.header.contains(name) {
      throw DatasetError.unknownColumn(origin: path, name: name, known: table.header)
    }
    let boundaries = split.flatMap { $0.shuffles ? nil : $0.boundaries(table.rowCount) }
    let encoding =
      try known
      ?? TableEncoding(
        of: windows.features + windows.targets, in: table, rows: 0..<(boundaries?.validation ?? table.rowCount))
    let all = try ExampleSet(
      table, encoding: encoding, windows: windows, layout: layout,
      wordHint: boundaries.map { _ in "'split' is in the order of the rows, and 'shuffle: true' draws them" })
    guard let split else { return (DataParts(training: all), encoding) }
    guard let boundaries else { return (try split.parts(of: all, seed: seed, origin: path), encoding) }
    // An example is of the part that its last target is in; its window may reach back into the part before.
    func examples(_ rows: Int) -> Int { min(windows.count(rows: rows), all.count) }
    let (trained, held) = (examples(boundaries.validation), examples(boundaries.test))
    func part(_ name: String, _ share: Double, _ range: Range<Int>) throws -> ExampleSet? {
      guard share > 0 else { return nil }
      guard !range.isEmpty else { throw DatasetError.emptyPart(origin: path, part: name) }
      return all.subset(range)
    }
    guard trained > 0 else { throw DatasetError.emptyPart(origin: path, part: "training") }
    let parts = DataParts(
      training: all.subset(0..<trained),
      validation: try part("validation", split.validation, trained..<held),
      test: try part("test", split.test, held..<all.count))
    return (parts, encoding)
  }
}
