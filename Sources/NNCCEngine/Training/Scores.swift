/// Means over examples: the loss, and each metric under its name.
public struct Scores: Sendable, Hashable {
  /// One metric's mean.
  public struct Entry: Sendable, Hashable {
    /// As Keras names it: `accuracy`, or `<output>_accuracy` where there are several outputs.
    public var name: String
    /// The mean over examples, and over time steps where the output has them.
    public var value: Double
  }

  /// The mean of the total loss, regularizers included; nil where the spec has none.
  public var loss: Double?
  /// In the order of the spec.
  public var metrics: [Entry]

  /// The loss, if there is one, and the metrics, by name.
  public var entries: [Entry] { (loss.map { [Entry(name: "loss", value: $0)] } ?? []) + metrics }

  /// Scores of their parts.
  public init(loss: Double?, metrics: [Entry]) {
    self.loss = loss
    self.metrics = metrics
  }
}
