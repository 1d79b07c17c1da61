import Foundation

/// Round numbers to mark an axis with (after Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990).
package struct NiceTicks: Sendable, Hashable {
  /// Ascending, at equal distances of 1, 2 or 5 times a power of ten.
  package let values: [Double]
  /// Decimals that tell them apart.
  private let decimals: Int

  /// Ticks that cover a range.
  ///
  /// - Parameter count: about how many.
  package init(from least: Double, to greatest: Double, count: Int) {
    let span = greatest > least ? greatest - least : max(abs(greatest), 1e-300)
    let rough = span / Double(max(1, count))
    let power = pow(10, floor(log10(rough)))
    let step = power * ([1.0, 2, 5].first { rough <= $0 * power * (1 + 1e-9) } ?? 10)
    let first = floor(least / step + 1e-9)
    let last = max(ceil(greatest / step - 1e-9), first + 1)
    values = stride(from: first, through: last, by: 1).map { $0 * step }
    decimals = max(0, Int(-floor(log10(step) + 1e-9)))
  }

  /// A tick as its axis shows it.
  package func label(_ value: Double) -> String {
    decimals <= 6 ? NumberText.fixed(value == 0 ? 0 : value, digits: decimals) : "\(value)"
  }
}
