/// Means over examples: the loss, and each metric under its name.
package struct Scores: Sendable, Hashable {
  /// One metric's mean.
  package struct Entry: Sendable, Hashable {
    /// As Keras names it: `accuracy`, or `<output>_accuracy` where there are several outputs.
    package var name: String
    /// The mean over examples, and over time steps where the output has them.
    package var value: Double

    package init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The mean of the total loss, regularizers included; nil where the spec has none.
  package var loss: Double?
  /// In the order of the spec.
  package var metrics: [Entry]

  /// The loss, if there is one, and the metrics, by name.
  package var entries: [Entry] { (loss.map { [Entry(name: "loss", value: $0)] } ?? []) + metrics }

  /// Scores of their parts.
  package init(loss: Double?, metrics: [Entry]) {
    self.loss = loss
    self.metrics = metrics
  }
}
