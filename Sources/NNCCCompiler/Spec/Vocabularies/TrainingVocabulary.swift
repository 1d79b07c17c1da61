extension Vocabulary {
  /// What a run reports beside its loss.
  static let metrics = Vocabulary(
    what: "a metric",
    entries: [
      Entry(
        "accuracy", aliases: ["acc"],
        "the share of examples whose class is right; by the targets' form, as Keras picks it"),
      Entry(
        "top_k_accuracy", "the share of examples whose class is among the k likeliest",
        [Hyperparameter("k", .integer(atLeast: 1), default: .integer(5), "how many count")]),
      Entry("mse", aliases: ["mean_squared_error"], "mean of (y − t)²"),
      Entry("mae", aliases: ["mean_absolute_error"], "mean of |y − t|"),
      Entry("perplexity", "e to the mean cross-entropy: among how many classes the choice seems to be"),
    ])

  /// The `train:` section.
  static let train = Entry(
    "train", "how the network is trained",
    [
      Hyperparameter(
        "loss",
        .either(.named { .losses }, .either(.dictionary(.named { .losses }), .list(.named { .losses }))),
        "a loss, or one for each output: by name, or a list in the outputs' order"),
      Hyperparameter(
        "loss_weights", .either(.dictionary(.number(.nonNegative)), .list(.number(.nonNegative))),
        default: .dictionary([]), "a factor for each output's loss: by name, or a list in the outputs' order"),
      Hyperparameter("optimizer", .named { .optimizers }, default: .word("rmsprop"), "how parameters move"),
      Hyperparameter(
        "batch_size", .integer(atLeast: 1, atMost: 1 << 20), default: .integer(32), "examples a step"),
      Hyperparameter(
        "epochs", .integer(atLeast: 0, atMost: 1 << 30), default: .integer(1), "passes over the training data"
      ),
      Hyperparameter(
        "steps", .optional(.integer(atLeast: 0, atMost: 1 << 40)), default: .null,
        "steps in all, instead of epochs"),
      Hyperparameter("shuffle", .boolean, default: .boolean(true), "a new order every epoch"),
      Hyperparameter(
        "seed", .integer(atLeast: 0), default: .integer(0), "what everything random derives from"),
      Hyperparameter(
        "validation_split", .number(.rate), default: .number(0),
        "the last share of the training data, held out"),
      Hyperparameter(
        "metrics", .list(.named { .metrics }, orOne: true), default: .list([]), "what to report"),
      Hyperparameter(
        "checkpoint", .record { checkpoint }, default: .null,
        "how often a checkpoint is written, and how many stay"),
      Hyperparameter(
        "last_batch", .word(["keep", "drop"]), default: .string("keep"), "what becomes of a short last batch"),
      Hyperparameter(
        "sample", .record { sample }, default: .null, "what a text model writes now and then while it trains"),
    ])

  private static let checkpoint = Entry(
    "checkpoint", "when checkpoints are written",
    [
      Hyperparameter("every_epochs", .integer(atLeast: 1), default: .integer(1), "epochs between two"),
      Hyperparameter("keep", .integer(atLeast: 1), default: .integer(1), "how many stay"),
    ])

  private static let sample = Entry(
    "sample", "what a text model writes now and then while it trains",
    [
      Hyperparameter("every", .integer(atLeast: 1), "steps between two"),
      Hyperparameter(
        "length", .integer(atLeast: 1, atMost: 1 << 20), default: .integer(200), "characters, without the prompt's"),
      Hyperparameter(
        "prompt", .optional(.string), default: .null, "what it goes on from; null starts as if after a line break"),
    ])
}
