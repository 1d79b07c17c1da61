/// Running sums of which scores are the means.
///
/// They are Doubles added in the order of the batches, and a checkpoint keeps them exactly, so that a resumed
/// epoch has the same means as one that ran through. Adding allocates nothing.
package struct ScoreSums: Sendable, Hashable {
  /// Σ loss · examples, as Keras weighs the losses of batches.
  package var loss = 0.0
  /// Examples that the loss was taken over.
  package var examples = 0
  /// Of each metric, Σ of its values.
  package var metrics: [Double]
  /// Of each metric, how many values there are: examples, times the time steps that count where
  /// the output has them.
  package var counts: [Int]

  package init(metrics count: Int) {
    metrics = Array(repeating: 0, count: count)
    counts = Array(repeating: 0, count: count)
  }

  package mutating func reset() {
    loss = 0
    examples = 0
    for index in metrics.indices {
      metrics[index] = 0
      counts[index] = 0
    }
  }

  package mutating func add(loss batchLoss: Float, examples count: Int) {
    loss += Double(batchLoss) * Double(count)
    examples += count
  }

  package static func += (sums: inout ScoreSums, more: ScoreSums) {
    sums.loss += more.loss
    sums.examples += more.examples
    for index in sums.metrics.indices {
      sums.metrics[index] += more.metrics[index]
      sums.counts[index] += more.counts[index]
    }
  }

  /// The mean loss so far; NaN before the first batch.
  package var meanLoss: Double { loss / Double(examples) }

  /// A metric's mean so far; NaN before the first batch, and 0 where masks have left out all there was, as in Keras.
  package func meanMetric(_ index: Int) -> Double {
    counts[index] == 0 && examples > 0 ? 0 : metrics[index] / Double(counts[index])
  }
}
