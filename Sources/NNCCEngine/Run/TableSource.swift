import NNCCCompiler
import NNCCInterchange

/// What a `csv` source of `data:` says.
package struct TableSource {
  package let path: String
  package let windows: TableWindows
  /// nil where the file is one part alone.
  package let split: TableSplit?

  /// - Parameter directory: what paths are relative to.
  package init(_ options: DataSource.Table, directory: String) {
    path = options.path.path(in: directory)
    windows = TableWindows(
      features: options.features, targets: options.targets, window: options.window, horizon: options.horizon,
      stride: options.stride)
    split = options.split.map { TableSplit(validation: $0.validation, test: $0.test) }
  }

  /// The parts of the file: the whole, or what the split makes of it.
  package struct Parts {
    package var training: ExampleSet
    package var validation: ExampleSet?
    package var test: ExampleSet?
  }

  /// Reads the file.
  ///
  /// - Parameter encoding: that of the training part; nil to take it from the file's own.
  /// - Returns: the examples, and how the columns became numbers.
  /// - Throws: `FormatError`, `DatasetError`.
  package func read(encoding known: TableEncoding?, layout: ExampleLayout) throws -> (Parts, TableEncoding) {
    let table = try CSVTable(path: path)
    for name in windows.features + windows.targets where !table.header.contains(name) {
      throw DatasetError.unknownColumn(origin: path, name: name, known: table.header)
    }
    let boundaries = split?.boundaries(rows: table.rowCount)
    let encoding =
      try known
      ?? TableEncoding(
        of: windows.features + windows.targets, in: table, rows: 0..<(boundaries?.validation ?? table.rowCount))
    let all = try ExampleSet(table, encoding: encoding, windows: windows, layout: layout)
    guard let split, let boundaries else { return (Parts(training: all), encoding) }
    // An example is of the part that its last target is in; its window may reach back into the part before.
    func examples(_ rows: Int) -> Int { min(windows.count(rows: rows), all.count) }
    let (trained, held) = (examples(boundaries.validation), examples(boundaries.test))
    func part(_ name: String, _ share: Double, _ range: Range<Int>) throws -> ExampleSet? {
      guard share > 0 else { return nil }
      guard !range.isEmpty else { throw DatasetError.emptyPart(origin: path, part: name) }
      return all.subset(range)
    }
    guard trained > 0 else { throw DatasetError.emptyPart(origin: path, part: "training") }
    let parts = Parts(
      training: all.subset(0..<trained),
      validation: try part("validation", split.validation, trained..<held),
      test: try part("test", split.test, held..<all.count))
    return (parts, encoding)
  }
}
