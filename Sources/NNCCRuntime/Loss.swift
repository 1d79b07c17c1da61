/// A loss over rows of predictions, with the names, formulas and defaults of Keras 3.
///
/// Each row of [rows, classes] has one value: for a sequence, rows are examples × time steps. Probabilities
/// are clipped to [ε, 1 − ε] with Keras's ε = 10⁻⁷.
public enum Loss: Sendable, Hashable {
  /// mean (p − t)²
  case meanSquaredError
  /// mean |p − t|
  case meanAbsoluteError
  /// mean of e²/2 for |e| ≤ delta, delta · |e| − delta²/2 beyond, with e = p − t
  case huber(delta: Float)
  /// mean −(t log p + (1 − t) log(1 − p)); smoothing s makes t (1 − s) + s/2 of t. From logits p is their
  /// sigmoid, in the stable form.
  case binaryCrossentropy(fromLogits: Bool, labelSmoothing: Float = 0)
  /// −Σ t log p; smoothing s makes t (1 − s) + s/classes of t. From logits p is their softmax, in the
  /// stable form; else p is first divided by its sum.
  case categoricalCrossentropy(fromLogits: Bool, labelSmoothing: Float = 0)
  /// `categoricalCrossentropy` with t given as the number of the one class, Int32; as in TensorFlow, p is
  /// here first clipped and then divided by its sum. A row whose label is no class gives NaN.
  case sparseCategoricalCrossentropy(fromLogits: Bool, labelSmoothing: Float = 0)
  /// Σ t log(t / p), both clipped to [ε, 1]
  case klDivergence
  /// mean (p − t log(p + ε))
  case poisson
  /// mean max(1 − t p, 0), where a target of 0 counts as −1
  case hinge
  /// −Σ t p with both brought to length 1
  case cosineSimilarity

  /// Whether targets are Int32 labels [rows], and not Float values [rows, classes].
  public var takesLabels: Bool {
    if case .sparseCategoricalCrossentropy = self { true } else { false }
  }

  /// For a cross-entropy over classes, whether it is of logits; nil for other losses.
  package var readsClassLogits: Bool? {
    switch self {
    case .categoricalCrossentropy(let fromLogits, _), .sparseCategoricalCrossentropy(let fromLogits, _): fromLogits
    case .meanSquaredError, .meanAbsoluteError, .huber, .binaryCrossentropy, .klDivergence, .poisson, .hinge,
      .cosineSimilarity:
      nil
    }
  }
}

extension Loss: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .meanSquaredError: .token(".meanSquaredError")
    case .meanAbsoluteError: .token(".meanAbsoluteError")
    case .huber(let delta): .call(".huber", .init("delta", delta))
    case .binaryCrossentropy(let fromLogits, let labelSmoothing):
      crossentropy(".binaryCrossentropy", fromLogits, labelSmoothing)
    case .categoricalCrossentropy(let fromLogits, let labelSmoothing):
      crossentropy(".categoricalCrossentropy", fromLogits, labelSmoothing)
    case .sparseCategoricalCrossentropy(let fromLogits, let labelSmoothing):
      crossentropy(".sparseCategoricalCrossentropy", fromLogits, labelSmoothing)
    case .klDivergence: .token(".klDivergence")
    case .poisson: .token(".poisson")
    case .hinge: .token(".hinge")
    case .cosineSimilarity: .token(".cosineSimilarity")
    }
  }

  private func crossentropy(_ name: String, _ fromLogits: Bool, _ labelSmoothing: Float) -> Literal {
    .call(name, .init("fromLogits", fromLogits), .init("labelSmoothing", labelSmoothing, default: 0))
  }
}
