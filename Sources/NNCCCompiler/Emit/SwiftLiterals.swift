import NNCCRuntime

/// A number as Swift reads it: the shortest decimal that gives the same bits.
func swiftLiteral(_ number: Float) -> String { number.literal.text }

/// A text as Swift reads it: whatever it holds, it stays within its quotes and its line.
package func swiftLiteral(_ text: String) -> String {
  var literal = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": literal += "\\u{\(String(scalar.value, radix: 16))}"
    case " "..."~": literal.unicodeScalars.append(scalar)
    default: literal += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return literal + "\""
}
