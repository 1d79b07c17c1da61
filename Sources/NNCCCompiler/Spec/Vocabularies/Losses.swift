import NNCCRuntime

/// The losses; options and defaults are those of `keras.losses`.
enum Losses {
  static let family = Family<Choice>(
    "a loss",
    [
      .init("mean_squared_error", aliases: ["mse"], "mean of (y − t)²", isSum) { Choice(.meanSquaredError, $0) },
      .init("mean_absolute_error", aliases: ["mae"], "mean of |y − t|", isSum) { Choice(.meanAbsoluteError, $0) },
      .init(
        "huber", "squared near 0, linear beyond delta",
        Key("delta", .float(.positive), default: .number(1), "where it turns linear"), isSum
      ) { Choice(.huber(delta: $0), $1) },
      .init(
        "binary_crossentropy", aliases: ["bce"], "−t·log y − (1−t)·log(1−y)", fromLogits, labelSmoothing, isSum
      ) { Choice(.binaryCrossentropy(fromLogits: $0, labelSmoothing: $1), $2) },
      .init("categorical_crossentropy", "−Σ t·log y, targets one-hot", fromLogits, labelSmoothing, isSum) {
        Choice(.categoricalCrossentropy(fromLogits: $0, labelSmoothing: $1), $2)
      },
      .init(
        "sparse_categorical_crossentropy", "−log y[t], targets class numbers", fromLogits, labelSmoothing, isSum
      ) { Choice(.sparseCategoricalCrossentropy(fromLogits: $0, labelSmoothing: $1), $2) },
      .init("kl_divergence", aliases: ["kld"], "Σ t·log(t/y)", isSum) { Choice(.klDivergence, $0) },
      .init("poisson", "mean of y − t·log y", isSum) { Choice(.poisson, $0) },
      .init("hinge", "mean of max(1 − t·y, 0), targets −1 or 1", isSum) { Choice(.hinge, $0) },
      .init("cosine_similarity", "−cos of the angle between y and t", isSum) { Choice(.cosineSimilarity, $0) },
      .init(
        "ctc",
        "−log of the share of all alignments that spell the labels; y [time, classes] are logits, class 0 the blank, and labels are padded with 0",
        labelLength, isSum
      ) { Choice(kind: .ctc(labelLength: $0), isSum: $1) },
    ])

  /// A loss before it is known which output it is of.
  struct Choice {
    let kind: Kind
    /// Whether it is summed over batch and time, not averaged.
    let isSum: Bool

    enum Kind {
      /// A value for each row of the output, such as each time step.
      case ofRows(Loss)
      /// Connectionist temporal classification, for at most so many labels an example if it says.
      case ctc(labelLength: Int?)
    }
  }

  static let labelLength = Key(
    "label_length", .optional(.integer(atLeast: 1)), default: .null,
    "the most labels of an example; null for as many as time steps, which takes the most memory")
  private static let fromLogits = Key(
    "from_logits", .boolean, default: .boolean(false), "the output is not yet a probability")
  private static let labelSmoothing = Key(
    "label_smoothing", .float(.unit), default: .number(0), "how much of each target is spread over all")
  private static let isSum = Key(
    "reduction", .word(["sum_over_batch_size": false, "sum": true]), default: .string("sum_over_batch_size"),
    "the mean over batch and time, or their sum")
}

extension Losses.Choice {
  fileprivate init(_ loss: Loss, _ isSum: Bool) { self.init(kind: .ofRows(loss), isSum: isSum) }
}
