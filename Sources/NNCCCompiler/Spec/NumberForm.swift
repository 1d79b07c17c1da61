/// How a text that looks like a number is written.
enum NumberForm {
  /// `[-+]?(0|[1-9][0-9]*)`
  case integer
  /// An integer, or digits around a point, and perhaps an exponent.
  case fraction
  /// A number to some other language or to YAML 1.1, and why it is none here.
  case foreign(Scalar.Failure)

  /// nil where the text looks like no number at all.
  init?(_ text: String) {
    // Longer than the shortest form of any Double; a text of megabytes is not worth scanning.
    guard text.utf8.count <= 400 else { return nil }
    let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let sign = text.first == "-" ? "-" : ""
    guard let first = unsigned.first else { return nil }

    if unsigned.allSatisfy(isDigit) {
      if first == "0", unsigned.count > 1 {
        let digits = unsigned.drop { $0 == "0" }
        self = .foreign(
          .init(
            "\(quoted(text)) starts with 0, which some readers take for octal",
            suggestion: sign + (digits.isEmpty ? "0" : digits)))
      } else {
        self = .integer
      }
    } else if NumberForm.isFraction(unsigned) {
      self = .fraction
    } else if let failure = NumberForm.foreignFailure(text, unsigned: unsigned, sign: sign) {
      self = .foreign(failure)
    } else {
      return nil
    }
  }

  /// `([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?`
  private static func isFraction(_ text: Substring) -> Bool {
    let whole = text.prefix(while: isDigit)
    var rest = text[whole.endIndex...]
    var hasDigits = !whole.isEmpty
    if rest.first == "." {
      let decimals = rest.dropFirst().prefix(while: isDigit)
      hasDigits = hasDigits || !decimals.isEmpty
      rest = rest[decimals.endIndex...]
    }
    guard hasDigits else { return false }
    guard rest.first == "e" || rest.first == "E" else { return rest.isEmpty }
    rest = rest.dropFirst()
    if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  private static func foreignFailure(
    _ text: String, unsigned: Substring, sign: String
  ) -> Scalar.Failure? {
    for (prefix, radix, name) in [("0x", 16, "hexadecimal"), ("0o", 8, "octal"), ("0b", 2, "binary")]
    where unsigned.lowercased().hasPrefix(prefix) {
      let value = Int(unsigned.dropFirst(2), radix: radix)
      return .init("\(quoted(text)) is \(name)", suggestion: value.map { sign + String($0) })
    }
    switch unsigned.lowercased() {
    case ".inf", "inf", "infinity", ".nan", "nan":
      return .init("\(quoted(text)) is not a finite number")
    default:
      break
    }
    guard let first = unsigned.first, isDigit(first) else { return nil }

    let characters = Set(unsigned)
    if characters.contains("_") {
      let bare = String(unsigned.filter { $0 != "_" })
      guard bare.allSatisfy(isDigit) || isFraction(bare[...]) else { return nil }
      return .init("\(quoted(text)) has underscores", suggestion: sign + bare)
    }
    if characters.contains(":"), unsigned.allSatisfy({ isDigit($0) || $0 == ":" || $0 == "." }) {
      return .init("\(quoted(text)) is a time, or a number to base 60")
    }
    let parts = unsigned.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let dividend = Double(parts[0]), let divisor = Double(parts[1]), divisor > 0 {
      return .init("\(quoted(text)) is a division", suggestion: sign + String(dividend / divisor))
    }
    if unsigned.last == "%", let percent = Double(unsigned.dropLast()) {
      return .init("\(quoted(text)) is a percentage", suggestion: sign + String(percent / 100))
    }
    return nil
  }
}

private func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
