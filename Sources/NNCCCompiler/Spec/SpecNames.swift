/// Names that a spec gives, and names that it refers to.
extension SpecDecoder {
  mutating func name(_ node: SpecNode?, fallback: String) -> String {
    guard let node else { return fallback }
    guard let value = options.value(node, as: .optional(.string), what: "'name'"),
      case .string(let text) = value
    else { return fallback }
    guard !isSnakeCase(text) else { return text }
    let suggestion = snakeCase(text)
    options.diagnostics.error(
      "bad-name", at: node.range,
      "\(quoted(text)) is not snake_case: small letters, digits and '_', starting with a letter, at most 100",
      notes: [.init("any other name can be given to the generated type, by 'type_name'")],
      fixIts: isSnakeCase(suggestion)
        ? [.init("write '\(suggestion)'", range: node.range, replacement: suggestion)] : [])
    return text
  }

  private func isSnakeCase(_ text: String) -> Bool {
    text.utf8.allSatisfy { isLowercase($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
      && text.utf8.first.map(isLowercase) == true && text.utf8.count <= 100
  }

  /// `digits_cnn` of `DigitsCNN`, `digits-cnn` and `Digits CNN`.
  private func snakeCase(_ text: String) -> String {
    guard text.utf8.count <= 100 else { return text }
    var result = ""
    var last: Character = "_"
    for character in text {
      let isSeparator = !(character.isASCII && (character.isLetter || character.isNumber))
      if isSeparator || character.isUppercase && (last.isLowercase || last.isNumber) {
        if result.last != "_" { result += "_" }
      }
      if !isSeparator { result += character.lowercased() }
      last = character
    }
    return result
  }

  mutating func typeName(_ node: SpecNode) -> String? {
    guard let value = options.value(node, as: .optional(.string), what: "'type_name'"),
      case .string(let text) = value
    else { return nil }
    let isIdentifier =
      text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
      && text.utf8.first.map(isLetter) == true
    if !isIdentifier || text.utf8.count > 100 || swiftKeywords.contains(text) {
      options.diagnostics.error(
        "bad-name", at: node.range, "\(quoted(text)) cannot be a Swift type's name, such as DigitsCNN")
      return nil
    }
    return text
  }

  mutating func reference(_ node: SpecNode, what: String) -> Spec.Reference? {
    guard case .scalar(let text, let isQuoted) = node.value, !Scalar(text, isQuoted: isQuoted).isNull else {
      options.diagnostics.error(
        "wrong-type", at: node.range, "\(what) takes a name or a list of names, not \(node.wording)")
      return nil
    }
    return Spec.Reference(name: text, range: node.range)
  }

  mutating func references(_ node: SpecNode, what: String) -> [Spec.Reference]? {
    switch node.value {
    case .scalar(let text, let isQuoted) where Scalar(text, isQuoted: isQuoted).isNull: return nil
    case .sequence(let items):
      if items.isEmpty {
        options.diagnostics.error(
          "wrong-type", at: node.range, "\(what) takes a name or a list of names, not an empty list")
        return nil
      }
      let names = items.compactMap { reference($0, what: what) }
      return names.count == items.count ? names : nil
    default: return reference(node, what: what).map { [$0] }
    }
  }

  /// A name for a layer, an input or a block: it becomes part of tensor names, so no '/' may stand in it.
  mutating func checkName(_ name: String, at range: SourceRange, what: String) {
    let isValid =
      name.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-.".utf8.contains($0) }
      && name.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } == true
    if !isValid || name.utf8.count > 200 {
      options.diagnostics.error(
        "bad-name", at: range,
        "\(quoted(name, limit: 40)) cannot be \(what)'s name: letters, digits, '_', '-' and '.', at most 200, the first a letter or '_'"
      )
    }
  }
}

private func isLowercase(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
private func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte | 0x20) }
private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
