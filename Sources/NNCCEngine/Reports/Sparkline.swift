/// A curve in one line of text, its lowest value ▁ and its highest █.
///
/// - Parameter width: the most characters; of a longer curve the last values are shown. A value that is not
///   finite is a blank.
package func sparkline(_ values: some Collection<Double>, width: Int) -> String {
  let levels = Array("▁▂▃▄▅▆▇█")
  let shown = values.suffix(width)
  let finite = shown.filter(\.isFinite)
  guard let least = finite.min(), let greatest = finite.max() else { return "" }
  return String(
    shown.map { value in
      guard value.isFinite else { return " " }
      guard greatest > least else { return levels[0] }
      let height = (value - least) / (greatest - least)
      return levels[min(levels.count - 1, Int(height * Double(levels.count)))]
    })
}
