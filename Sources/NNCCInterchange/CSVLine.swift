/// A line of a comma-separated table, as RFC 4180 writes it: what holds a comma, a quote or a line break stands in quotes.
///
/// - Returns: the cells with a line break at the end.
package func csvLine(_ cells: [String]) -> String {
  let fields = cells.map { cell in
    guard cell.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return cell }
    return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
  return fields.joined(separator: ",") + "\n"
}
