/// Running sums of which scores are the means.
///
/// They are Doubles added in the order of the batches, and a checkpoint keeps them exactly, so that a resumed
/// epoch has the same means as one that ran through.
public struct ScoreSums: Sendable, Hashable {
  /// Σ loss · examples
  private(set) var loss = 0.0
  /// Examples that the loss was taken over.
  private(set) var examples = 0
  /// Σ of each metric's values
  private(set) var metrics: [Double]
  /// How many values each metric's sum has.
  private(set) var counts: [Int]

  init(metrics count: Int) {
    metrics = Array(repeating: 0, count: count)
    counts = Array(repeating: 0, count: count)
  }
}
