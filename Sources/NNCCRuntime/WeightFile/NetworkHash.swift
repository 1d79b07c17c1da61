/// Which network weights are of, in a line: `2:` and sixteen hex digits of the network, and where its inputs are made as
/// a spec's `data:` says, sixteen more of that.
package struct NetworkHash: Sendable, Hashable {
  /// The key of a weight file's metadata.
  package static let key = "network_hash"

  /// Hashes of different versions cannot be compared.
  package var version: Int
  package var network: String
  package var preprocessing: String?

  package init(version: Int, network: String, preprocessing: String?) {
    self.version = version
    self.network = network
    self.preprocessing = preprocessing
  }

  /// What a file says; nil where that is nothing of this form, as what nncc wrote before there were versions.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), let version = Int(parts[0]) else { return nil }
    self.init(version: version, network: parts[1], preprocessing: parts.count > 2 ? parts[2] : nil)
  }

  package var text: String { (["\(version)", network] + [preprocessing].compactMap { $0 }).joined(separator: ":") }

  package func isComparable(with other: NetworkHash) -> Bool { version == other.version }

  /// Whether the networks are the same, and how inputs are made too where both say so.
  package func agrees(with other: NetworkHash) -> Bool {
    guard network == other.network else { return false }
    guard let preprocessing, let others = other.preprocessing else { return true }
    return preprocessing == others
  }
}
