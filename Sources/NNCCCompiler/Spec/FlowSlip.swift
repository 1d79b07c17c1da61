/// A value in braces that its author wrote with commas, which YAML reads as keys of their own: `kernel_size: (3, 3)`
/// is `kernel_size: "(3"` and a key `3)`, and `rate: 0,5` is `rate: 0` and a key `5`.
struct FlowSlip {
  /// How many entries of the mapping it takes up.
  var length: Int
  /// The value with all its parts.
  var range: SourceRange
  /// The value as its author wrote it.
  var written: String
  /// What was meant if it was a list, and if it was a number.
  var list: String
  var fraction: String?

  init?(at index: Int, of entries: [SpecNode.Entry]) {
    let start = entries[index].value
    guard case .scalar(let first, false) = start.value else { return nil }
    var parts = [first]
    var end = index + 1
    while end < entries.count, case .scalar("", false) = entries[end].value.value,
      entries[end].key.first?.isNumber == true
    {
      parts.append(entries[end].key)
      end += 1
    }
    guard parts.count > 1, let list = "(\(parts.joined(separator: ", ")))".asListOfIntegers else { return nil }
    length = end - index
    range = start.range
    range.end = entries[end - 1].keyRange.end
    self.list = list
    let isParenthesized = first.hasPrefix("(")
    written = parts.joined(separator: isParenthesized ? ", " : ",")
    fraction = isParenthesized || parts.count > 2 ? nil : parts.joined(separator: ".")
  }
}

extension SpecNode {
  /// `[28, 28, 1]` of a scalar `(28, 28, 1)`, `28x28x1` or `28`: a list of whole numbers in other clothes.
  var asListOfIntegers: String? {
    guard case .scalar(let text, false) = value else { return nil }
    return text.asListOfIntegers
  }
}

extension String {
  /// The whole numbers in a text that has nothing else but parentheses, commas, spaces and signs of
  /// multiplication, as a list in YAML.
  fileprivate var asListOfIntegers: String? {
    guard utf8.count <= 200 else { return nil }
    let parts = split { "(), x×*".contains($0) }
    guard !parts.isEmpty, parts.allSatisfy({ Int($0) != nil }) else { return nil }
    return "[\(parts.joined(separator: ", "))]"
  }
}
