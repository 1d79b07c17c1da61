/// A user's text as a message quotes it: `'kernel_size'`, shortened where it is long.
func quoted(_ text: String, limit: Int = 60) -> String {
  // A prefix of scalars, for a Character may be arbitrarily long.
  let scalars = text.unicodeScalars
  guard let cut = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
    cut != scalars.endIndex
  else { return "'\(text)'" }
  return "'\(Substring(scalars[..<cut]))…'"
}

extension Unicode.Scalar {
  /// Whether a terminal would obey rather than show it: control characters, line separators, and the marks that
  /// turn the direction of text around.
  var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
  }
}

/// The text with whatever a terminal would obey spelled out as `\u{1B}`.
func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: \.isUnprintable) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.isUnprintable {
      result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

/// A number of things: `1 row`, `2 rows`, `3 axes`.
func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// Names as a message lists them: `a`, `a and b`, `a, b and c`.
package func listed(_ names: [String], _ conjunction: String = "and") -> String {
  names.count < 2
    ? names.joined() : names.dropLast().joined(separator: ", ") + " \(conjunction) " + names[names.count - 1]
}

/// The axes of a shape of this rank, counted with the batch as axis 0: `axis 1 alone`, `axes 1 to 3`.
func axesWording(rank: Int) -> String { rank == 1 ? "axis 1 alone" : "axes 1 to \(rank)" }
