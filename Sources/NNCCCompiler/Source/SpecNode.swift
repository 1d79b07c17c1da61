/// A node of a spec's YAML tree that knows where it stands.
package struct SpecNode: Sendable {
  /// What a node holds.
  package enum Value: Sendable {
    /// A scalar's text. `isQuoted` is true for '…', "…" and block scalars, which are always strings.
    case scalar(String, isQuoted: Bool)
    case sequence([SpecNode])
    case mapping([Entry])
  }

  /// One `key: value` of a mapping, in the order written. Keys are scalars, and no key stands twice.
  package struct Entry: Sendable {
    /// The key's text with quotes and escapes undone.
    package var key: String
    /// Where the key stands, with its quotes.
    package var keyRange: SourceRange
    /// What the key is given.
    package var value: SpecNode

    /// An entry of its parts.
    package init(key: String, keyRange: SourceRange, value: SpecNode) {
      self.key = key
      self.keyRange = keyRange
      self.value = value
    }
  }

  /// What the node holds.
  package var value: Value
  /// From the node's first byte to one past its last; for a block collection, to the end of its last item.
  package var range: SourceRange

  /// A node of its parts.
  package init(value: Value, range: SourceRange) {
    self.value = value
    self.range = range
  }
}
