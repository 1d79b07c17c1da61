/// The tags that every YAML reader knows (YAML 1.2.2, chapter 10), short form `!!str`.
enum CoreTag: String, CaseIterable {
  case str, int, float, bool, null, seq, map

  static let all = allCases
  private static let prefix = "tag:yaml.org,2002:"

  /// From the resolved tag that libyaml gives.
  init?(resolved tag: String) {
    guard tag.hasPrefix(CoreTag.prefix) else { return nil }
    self.init(rawValue: String(tag.dropFirst(CoreTag.prefix.count)))
  }

  var written: String { "!!\(rawValue)" }

  /// A tag as its author is likely to have written it.
  static func written(_ resolved: String) -> String {
    resolved.hasPrefix(prefix) ? "!!\(resolved.dropFirst(prefix.count))" : resolved
  }
}
