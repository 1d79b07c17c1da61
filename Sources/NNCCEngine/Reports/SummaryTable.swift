extension RunResult {
  /// The parts and their scores as a table, each line ending in a line break; empty where there are none.
  ///
  ///     part          loss  accuracy
  ///     train       0.0731    0.9791
  ///     test        0.1203    0.9611
  package var table: String {
    let parts = [("train", train), ("validation", validation), ("test", test)]
      .compactMap { name, scores in scores.map { (name, $0) } }
    guard let columns = parts.map(\.1.entries).max(by: { $0.count < $1.count })?.map(\.name), !columns.isEmpty
    else { return "" }
    var rows = [["part"] + columns]
    for (name, scores) in parts {
      rows.append(
        [name]
          + columns.map { column in
            scores.entries.first { $0.name == column }.map { NumberText.score($0.value) } ?? "–"
          })
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + padding : padding + text
      }.joined(separator: "  ") + "\n"
    }.joined()
  }
}
