extension Vocabulary {
  /// The losses, with the options and defaults of `keras.losses`.
  static let losses = Vocabulary(
    what: "a loss",
    entries: [
      Entry("mean_squared_error", aliases: ["mse"], "mean of (y − t)²", [reduction]),
      Entry("mean_absolute_error", aliases: ["mae"], "mean of |y − t|", [reduction]),
      Entry(
        "huber", "squared near 0, linear beyond delta",
        [
          Hyperparameter("delta", .number(.positive), default: .number(1), "where it turns linear"),
          reduction,
        ]),
      Entry("binary_crossentropy", aliases: ["bce"], "−t·log y − (1−t)·log(1−y)", crossentropyOptions),
      Entry("categorical_crossentropy", "−Σ t·log y, targets one-hot", crossentropyOptions),
      Entry(
        "sparse_categorical_crossentropy", "−log y[t], targets class numbers", crossentropyOptions),
      Entry("kl_divergence", aliases: ["kld"], "Σ t·log(t/y)", [reduction]),
      Entry("poisson", "mean of y − t·log y", [reduction]),
      Entry("hinge", "mean of max(1 − t·y, 0), targets −1 or 1", [reduction]),
      Entry("cosine_similarity", "−cos of the angle between y and t", [reduction]),
      Entry(
        "ctc",
        "−log of the share of all alignments that spell the labels; y [time, classes] are logits, class 0 the blank, and labels are padded with 0",
        [
          Hyperparameter(
            "label_length", .optional(.integer(atLeast: 1)), default: .null,
            "the most labels of an example; null for as many as time steps, which takes the most memory"),
          reduction,
        ]),
    ])

  private static let fromLogits = Hyperparameter(
    "from_logits", .boolean, default: .boolean(false), "the output is not yet a probability")
  private static let crossentropyOptions = [
    fromLogits, labelSmoothing, reduction,
  ]
  private static let labelSmoothing = Hyperparameter(
    "label_smoothing", .number(.unit), default: .number(0), "how much of each target is spread over all")
  private static let reduction = Hyperparameter(
    "reduction", .word(["sum_over_batch_size", "sum"]), default: .string("sum_over_batch_size"),
    "the mean over batch and time, or their sum")
}
