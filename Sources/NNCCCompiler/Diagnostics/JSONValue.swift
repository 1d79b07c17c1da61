/// A JSON document (RFC 8259) to be printed; objects keep the order of their members.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  /// Printed with the shortest digits that read back; NaN and infinities, which JSON lacks, as null.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(name: String, value: JSONValue)])

  /// An object of the members that have a value.
  static func members(_ members: [(name: String, value: JSONValue?)]) -> JSONValue {
    .object(members.compactMap { member in member.value.map { (member.name, $0) } })
  }

  /// The document over several lines, indented by two spaces; what holds nothing but a few short scalars is on one.
  package var formatted: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  /// The longest array or object that is written on one line.
  private static let longestLine = 100

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  /// The value on one line, if it holds nothing but scalars and they fit.
  private var line: String? {
    var text = ""
    switch self {
    case .array(let items):
      guard items.allSatisfy(\.isScalar) else { return nil }
      for (index, item) in items.enumerated() {
        text += index == 0 ? "" : ", "
        item.write(to: &text, indent: 0)
        if text.utf8.count > Self.longestLine { return nil }
      }
      return "[\(text)]"
    case .object(let members):
      guard members.allSatisfy(\.value.isScalar) else { return nil }
      for (index, member) in members.enumerated() {
        text += index == 0 ? "" : ", "
        Self.write(member.name, to: &text)
        text += ": "
        member.value.write(to: &text, indent: 0)
        if text.utf8.count > Self.longestLine { return nil }
      }
      return "{\(text)}"
    default: return nil
    }
  }

  private func write(to text: inout String, indent: Int) {
    if let line {
      text += line
      return
    }
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .number(let value): text += value.isFinite ? String(value) : "null"
    case .string(let value): JSONValue.write(value, to: &text)
    case .array(let items):
      JSONValue.write(items, "[", "]", to: &text, indent: indent) { item, text in
        item.write(to: &text, indent: indent + 2)
      }
    case .object(let members):
      JSONValue.write(members, "{", "}", to: &text, indent: indent) { member, text in
        JSONValue.write(member.name, to: &text)
        text += ": "
        member.value.write(to: &text, indent: indent + 2)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], _ opening: String, _ closing: String, to text: inout String, indent: Int,
    write: (Element, inout String) -> Void
  ) {
    text += opening
    for (index, element) in elements.enumerated() {
      text += (index == 0 ? "\n" : ",\n") + String(repeating: " ", count: indent + 2)
      write(element, &text)
    }
    if !elements.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += closing
  }

  /// Writes a string literal; besides what JSON demands, it escapes what a terminal would obey.
  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.isUnprintable: text += unicodeEscape(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

/// `\u001B`: four hex digits, which is enough for the scalars that are escaped in JSON and in YAML.
func unicodeEscape(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
