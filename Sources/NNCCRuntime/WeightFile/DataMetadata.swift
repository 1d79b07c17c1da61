/// The keys of a weight file's metadata that say how data become what the network reads, by what it was trained on.
///
/// Whoever copies weights copies these too.
public enum DataMetadata {
  /// `char` or `byte`, and the characters of a text model in the order of their numbers, as code points or bytes.
  public static let vocabulary = "vocabulary"
  /// Of a table's columns of words: each column's name and its words, in the order of their places; columns are parted by
  /// U+001E, what is in them by U+001F.
  public static let words = "words"
  /// The factor on every float input, as `scale` of the spec's `data:`, where it is not 1.
  public static let scale = "scale"
  /// `standard` or `minmax`, as `normalize` of the spec's `data:`.
  public static let normalization = "normalize"
  /// What inputs are normalized by, as `FeatureScaling.text`.
  public static let inputStatistics = "normalization"
  /// The names of the classes in the order of their numbers, parted by U+001F.
  public static let classes = "classes"
  /// What targets are normalized by, and so outputs.
  public static let outputStatistics = "target_normalization"

  /// All of them.
  public static let keys = [vocabulary, words, scale, normalization, classes, inputStatistics, outputStatistics]
}

extension [String: String] {
  /// Of a weight file's metadata, what says how data become what the network reads.
  package var ofData: [String: String] { filter { DataMetadata.keys.contains($0.key) } }
}
