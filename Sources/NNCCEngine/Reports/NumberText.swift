import Foundation

/// Numbers as reports show them, the same in every locale.
package enum NumberText {
  /// Four digits after the point, or in scientific form what would lose too much that way.
  package static func score(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    let isPlain = value == 0 || (1e-3..<1e5).contains(abs(value))
    return isPlain ? fixed(value, digits: 4) : scientific(value)
  }

  /// A number of decimals.
  package static func fixed(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", locale: nil, value)
  }

  private static func scientific(_ value: Double) -> String { String(format: "%.3e", locale: nil, value) }

  /// `1,234,567`
  package static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// `0:07`, `12:34` or `1:02:03`
  package static func duration(_ seconds: Double) -> String {
    let whole = seconds.isFinite ? Int(min(max(0, seconds.rounded()), 1e9)) : 0
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return hours > 0 ? "\(hours):\(padded(minutes)):\(padded(rest))" : "\(minutes):\(padded(rest))"
  }
}
