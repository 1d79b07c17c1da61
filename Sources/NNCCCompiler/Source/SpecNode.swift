/// A node of a spec's YAML tree that knows where it stands.
public struct SpecNode: Sendable {
  public enum Value: Sendable {
    /// A scalar's text. `isQuoted` is true for '…', "…" and block scalars, which are always strings.
    case scalar(String, isQuoted: Bool)
    case sequence([SpecNode])
    case mapping([Entry])
  }

  /// One `key: value` of a mapping, in the order written. Keys are scalars, and no key stands twice.
  public struct Entry: Sendable {
    public var key: String
    public var keyRange: SourceRange
    public var value: SpecNode

    public init(key: String, keyRange: SourceRange, value: SpecNode) {
      self.key = key
      self.keyRange = keyRange
      self.value = value
    }
  }

  public var value: Value
  /// From the node's first byte to one past its last; for a block collection, to the end of its last item.
  public var range: SourceRange

  public init(value: Value, range: SourceRange) {
    self.value = value
    self.range = range
  }
}
