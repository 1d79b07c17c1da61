/// What a run reports beside its loss.
enum Metrics {
  static let family = Family<Training.Metric>(
    "a metric",
    [
      .init(
        "accuracy", aliases: ["acc"],
        "the share of examples whose class is right; by the targets' form, as Keras picks it"
      ) { .accuracy },
      .init(
        "top_k_accuracy", "the share of examples whose class is among the k likeliest",
        Key("k", .integer(atLeast: 1), default: .integer(5), "how many count")
      ) { .topK($0) },
      .init("mse", aliases: ["mean_squared_error"], "mean of (y − t)²") { .meanSquaredError },
      .init("mae", aliases: ["mean_absolute_error"], "mean of |y − t|") { .meanAbsoluteError },
      .init("perplexity", "e to the mean cross-entropy: among how many classes the choice seems to be") {
        .perplexity
      },
    ])
}
