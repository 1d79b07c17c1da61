import NNCCInterchange

extension ExampleSet {
  /// Rows of a table, or windows of consecutive ones, oldest first.
  ///
  /// - Parameters:
  ///   - windows: of columns that the table has.
  ///   - layout: of one input [window, numbers] or [numbers], and one target, or none: [numbers] of the last row of the
  ///     horizon or [horizon, numbers] of all of its rows; class numbers without the last axis.
  ///   - wordHint: what may help where a word is unknown, for messages.
  ///   - limit: the most elements an array may have.
  /// - Throws: `FormatError` for a cell that cannot be read, `DatasetError`.
  package init(
    _ table: CSVTable, encoding: TableEncoding, windows: TableWindows, layout: ExampleLayout,
    wordHint: String? = nil, limit: Int = 1 << 29
  ) throws {
    let count = windows.count(rows: table.rowCount)
    guard count > 0 else {
      throw DatasetError.tooFewRows(origin: table.path, rows: table.rowCount, span: windows.span)
    }
    let builder = TableReader(
      table: table, encoding: encoding, windows: windows, wordHint: wordHint, count: count, limit: limit)
    try self.init(
      inputs: layout.inputs.map { try builder.input($0) }, targets: layout.targets.map { try builder.target($0) })
  }
}

private struct TableReader {
  let table: CSVTable
  let encoding: TableEncoding
  let windows: TableWindows
  let wordHint: String?
  /// Examples.
  let count: Int
  let limit: Int

  func input(_ slot: ExampleLayout.Slot) throws -> ExampleArray {
    guard slot.type == .float32 else {
      throw DatasetError.notAnInteger(origin: table.path, name: slot.name, example: 0, value: "a table's row")
    }
    let shape = (windows.window.map { [$0] } ?? []) + [encoding.width(of: windows.features)]
    try requireFit(slot, shape, windows.features)
    var array = try floats(slot, columns: windows.features, rowOffset: 0, rowsPerExample: windows.window ?? 1)
    array.wordFeatures = encoding.wordPlaces(of: windows.features)
    return array
  }

  func target(_ slot: ExampleLayout.Slot) throws -> ExampleArray {
    let isLabel = slot.type == .int32
    let width = isLabel ? [] : [encoding.width(of: windows.targets)]
    // One row, or all of the horizon's; axes of length 1 do not count.
    let isSequence = slot.shape.filter { $0 != 1 } == ([windows.horizon] + width).filter { $0 != 1 }
    let rows = isSequence ? max(1, windows.horizon) : 1
    try requireFit(slot, (isSequence ? [rows] : []) + width, windows.targets)
    let offset = windows.span - rows
    if isLabel { return try labels(slot, rowOffset: offset, rowsPerExample: rows) }
    var array = try floats(slot, columns: windows.targets, rowOffset: offset, rowsPerExample: rows)
    array.wordFeatures = encoding.wordPlaces(of: windows.targets)
    if case .float32(let values) = array.elements, let fault = slot.rule?.fault(in: values) {
      let row =
        fault.element / (rows * width[0]) * windows.stride + offset
        + fault.element % (rows * width[0]) / width[0]
      throw table.fault(
        row: row, column: column(of: windows.targets, place: fault.element % width[0]),
        "the target '\(slot.name)' \(fault.reason)")
    }
    return array
  }

  /// The table's column that holds a place of the numbers that columns come to.
  private func column(of columns: [String], place: Int) -> Int {
    var end = 0
    for name in columns {
      end += encoding[name].width
      if place < end, let column = table.header.firstIndex(of: name) { return column }
    }
    return 0
  }

  /// Holds the shape of examples against a slot's, and names what each column comes to.
  private func requireFit(_ slot: ExampleLayout.Slot, _ shape: [Int], _ columns: [String]) throws {
    do {
      try ExampleArray.exampleCount(slot, [count] + shape, origin: table.path)
    } catch DatasetError.shapeMismatch(let origin, let name, let found, let expected, let hint) {
      let parts = columns.map { column in
        if case .words(let words) = encoding[column] { "'\(column)' (\(words.count) words)" } else { "'\(column)'" }
      }
      throw DatasetError.columnMismatch(
        origin: origin, name: name, found: found, expected: expected, columns: parts.joined(separator: ", "), hint: hint
      )
    }
    let perExample = shape.reduce(1, *)
    let (size, overflow) = count.multipliedReportingOverflow(by: perExample)
    if overflow || size > limit {
      throw DatasetError.tooLarge(name: slot.name, examples: count, shape: shape, limit: limit)
    }
  }

  // MARK: Numbers

  private func floats(
    _ slot: ExampleLayout.Slot, columns: [String], rowOffset: Int, rowsPerExample: Int
  ) throws -> ExampleArray {
    let width = encoding.width(of: columns)
    var matrix = [Float](repeating: 0, count: table.rowCount * width)
    var place = 0
    for name in columns {
      guard let column = table.header.firstIndex(of: name) else { continue }
      for row in 0..<table.rowCount {
        switch encoding[name] {
        case .numbers: matrix[row * width + place] = try number(row, column)
        case .words(let words): matrix[row * width + place + (try number(row, column, among: words))] = 1
        }
      }
      place += encoding[name].width
    }
    let values = examples(of: matrix, width: width, rowOffset: rowOffset, rowsPerExample: rowsPerExample)
    return ExampleArray(slot, count: count, .float32(values), origin: table.path)
  }

  private func labels(_ slot: ExampleLayout.Slot, rowOffset: Int, rowsPerExample: Int) throws -> ExampleArray {
    guard let name = windows.targets.first, windows.targets.count == 1,
      let column = table.header.firstIndex(of: name)
    else {
      throw DatasetError.severalLabels(origin: table.path, name: slot.name, columns: windows.targets)
    }
    let all = try (0..<table.rowCount).map { row -> Int32 in
      if case .words(let words) = encoding[name] { return Int32(try number(row, column, among: words)) }
      guard let label = Int32(exactly: try number(row, column)) else {
        throw table.fault(row: row, column: column, "'\(table[row, column])' is no class number")
      }
      return label
    }
    let values = examples(of: all, width: 1, rowOffset: rowOffset, rowsPerExample: rowsPerExample)
    let array = ExampleArray(slot, count: count, .int32(values), origin: table.path)
    try array.checkValues()
    return array
  }

  private func examples<Element>(
    of matrix: [Element], width: Int, rowOffset: Int, rowsPerExample: Int
  ) -> [Element] {
    var values: [Element] = []
    values.reserveCapacity(count * rowsPerExample * width)
    for example in 0..<count {
      let first = (example * windows.stride + rowOffset) * width
      values += matrix[first..<(first + rowsPerExample * width)]
    }
    return values
  }

  private func number(_ row: Int, _ column: Int) throws -> Float {
    if let number = table[row, column].tableNumber { return number }
    throw table.fault(
      row: row, column: column,
      table[row, column].isEmpty
        ? "the cell of '\(table.header[column])' is empty"
        : "'\(table[row, column])' of '\(table.header[column])' is no finite number, as the column's first cell is")
  }

  private func number(_ row: Int, _ column: Int, among words: [String]) throws -> Int {
    let word = table[row, column]
    if let place = words.firstIndex(of: word) { return place }
    throw table.fault(
      row: row, column: column,
      word.isEmpty
        ? "the cell of '\(table.header[column])' is empty"
        : "'\(word)' is no word that '\(table.header[column])' has in what is trained on: "
          + words.prefix(20).joined(separator: ", ") + (words.count > 20 ? ", …" : "")
          + (wordHint.map { "; " + $0 } ?? ""))
  }
}
