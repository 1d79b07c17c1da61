/// Prints a tree as YAML that reads back as an equal tree: the same keys in the same order, and the same scalars.
///
/// Comments, anchors and layout are gone. Nulls are printed as `null`, and an unquoted string that would not be safe
/// everywhere without quotes gets them; neither changes what a scalar can be read as.
package func resolvedYAML(_ node: SpecNode) -> String {
  var printer = SpecPrinter()
  printer.printBlock(node, indent: 0, after: "")
  return printer.text
}

/// Block style outside, flow style where it fits a line and stays easy to read.
private struct SpecPrinter {
  private(set) var text = ""
  private let width = 100

  /// Prints a node whose line so far is `lead`, already indented, as in `  - ` or `  key: `.
  mutating func printBlock(_ node: SpecNode, indent: Int, after lead: String) {
    let space = String(repeating: " ", count: indent)
    // The spec's own sections, and mappings in a list of layers, read better with a line for each key.
    let isSection = indent <= 2 || lead.hasSuffix("- ")
    if let flow = flow(node, fitting: width - lead.unicodeScalars.count, isSection: isSection) {
      text += "\(lead)\(flow)\n"
      return
    }
    // The first entry of a mapping that is an item of a list stands on the line of its '-'.
    var lead = lead
    if lead.hasSuffix(": ") {
      text += "\(lead.dropLast())\n"
      lead = space
    }
    switch node.value {
    case .scalar(let text, let isQuoted):
      self.text += "\(lead)\(Scalar(text, isQuoted: isQuoted).yaml)\n"
    case .sequence(let items):
      for item in items {
        printBlock(item, indent: indent + 2, after: "\(lead)- ")
        lead = space
      }
    case .mapping(let entries):
      for entry in entries {
        printBlock(entry.value, indent: indent + 2, after: "\(lead)\(yamlKey(entry.key)): ")
        lead = space
      }
    }
  }

  /// The node in flow style, or nil where block style is to be used.
  private func flow(_ node: SpecNode, fitting width: Int, isSection: Bool) -> String? {
    switch node.value {
    case .sequence(let items) where items.isEmpty: return "[]"
    case .mapping(let entries) where entries.isEmpty: return "{}"
    case .mapping where isSection: return nil
    default:
      var remaining = width
      return flowText(node, remaining: &remaining)
    }
  }

  /// nil as soon as the text is longer than `remaining`, or where it would hold a list of layers.
  private func flowText(_ node: SpecNode, remaining: inout Int) -> String? {
    switch node.value {
    case .scalar(let text, let isQuoted):
      let yaml = Scalar(text, isQuoted: isQuoted).yaml
      remaining -= yaml.unicodeScalars.count
      return remaining < 0 ? nil : yaml
    case .sequence(let items):
      guard !items.contains(where: \.isMapping) else { return nil }
      var parts: [String] = []
      for item in items {
        remaining -= 2
        guard let part = flowText(item, remaining: &remaining) else { return nil }
        parts.append(part)
      }
      return "[\(parts.joined(separator: ", "))]"
    case .mapping(let entries):
      var parts: [String] = []
      for entry in entries {
        let key = yamlKey(entry.key)
        remaining -= key.unicodeScalars.count + 4
        guard let value = flowText(entry.value, remaining: &remaining) else { return nil }
        parts.append("\(key): \(value)")
      }
      return "{\(parts.joined(separator: ", "))}"
    }
  }
}

extension SpecNode {
  var isMapping: Bool {
    if case .mapping = value { true } else { false }
  }
}

extension Scalar {
  /// The scalar as it can stand anywhere in YAML.
  var yaml: String {
    if isNull { return "null" }
    return !isQuoted && isPlainEverywhere(text) ? text : doubleQuoted(text)
  }
}

/// A key as it can stand in block and flow mappings.
private func yamlKey(_ key: String) -> String {
  isPlainEverywhere(key) ? key : doubleQuoted(key)
}

/// Whether the text can stand without quotes in block and flow style, by a rule narrower than YAML's that lets every
/// number and every name of the language through.
private func isPlainEverywhere(_ text: String) -> Bool {
  guard let first = text.unicodeScalars.first, text.unicodeScalars.last != " " else { return false }
  let startsPlain = first.isWordScalar || first == "." || first == "/" || first == "~"
  let startsSigned =
    (first == "-" || first == "+") && text.unicodeScalars.dropFirst().first?.isWordScalar == true
  let startsPoint = (first == "-" || first == "+") && text.unicodeScalars.dropFirst().first == "."
  return (startsPlain || startsSigned || startsPoint)
    && text.unicodeScalars.allSatisfy { $0.isWordScalar || " ./+-~()%^*=$;<>".unicodeScalars.contains($0) }
    && text != "<<" && text != "..."
}

extension Unicode.Scalar {
  /// A letter, a digit, an underscore, or any letter beyond ASCII.
  fileprivate var isWordScalar: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
    case 0xA1...: properties.isAlphabetic
    default: false
    }
  }
}

/// The text as a double-quoted YAML scalar on one line (YAML 1.2.2, 5.7).
private func doubleQuoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\r": result += "\\r"
    case _ where scalar.isUnprintable || (0xFFFE...0xFFFF).contains(scalar.value) || scalar.value == 0xFEFF:
      result += unicodeEscape(scalar)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
