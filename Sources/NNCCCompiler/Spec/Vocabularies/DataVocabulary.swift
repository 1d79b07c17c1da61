extension Vocabulary {
  /// The `data:` section.
  static let data = Entry(
    "data", "where examples come from",
    [
      Hyperparameter("train", .optional(.named { .dataSources }), default: .null, "what is trained on"),
      Hyperparameter(
        "validation", .optional(.named { .dataSources }), default: .null, "what each epoch is measured on"),
      Hyperparameter(
        "test", .optional(.named { .dataSources }), default: .null, "what the end result is measured on"),
      Hyperparameter("scale", .number(), default: .number(1), "a factor on every input"),
      Hyperparameter(
        "normalize", .optional(.word(["standard", "minmax"])), default: .null,
        "by the training part's mean and deviation, or its range"),
    ])

  /// Where one part of the data comes from. Paths are relative to the spec file.
  static let dataSources = Vocabulary(
    what: "a data source",
    entries: [
      Entry(
        "idx", "MNIST's format, plain or .gz",
        [
          Hyperparameter("images", .string, "the inputs' file"),
          Hyperparameter("labels", .string, "the targets' file"),
        ]),
      Entry(
        "npy", "NumPy arrays",
        [
          Hyperparameter("inputs", .either(.string, .dictionary(.string)), "a file, or one for each input"),
          Hyperparameter("targets", .either(.string, .dictionary(.string)), "a file, or one for each output"),
        ]),
      Entry(
        "npz", "an archive of NumPy arrays",
        [
          Hyperparameter("path", .string, "the archive"),
          Hyperparameter("inputs", .either(.string, .dictionary(.string)), "a key, or one for each input"),
          Hyperparameter("targets", .either(.string, .dictionary(.string)), "a key, or one for each output"),
        ]),
      Entry(
        "text", "next-character targets over consecutive windows of a UTF-8 file",
        [
          Hyperparameter("path", .string, "the file"),
          Hyperparameter(
            "sequence_length", .integer(atLeast: 1, atMost: 1 << 20), "characters a window, the input's time steps"),
          Hyperparameter(
            "level", .word(["char", "byte"]), default: .string("char"),
            "what a character is: a Unicode scalar, or a byte"),
        ]),
      Entry(
        "csv", "rows of a table, or windows of consecutive ones, oldest first", csvKeys),
      Entry(
        "synthetic", "seeded noise, for timing alone",
        [
          Hyperparameter("examples", .integer(atLeast: 1, atMost: 1 << 24), "how many"),
          Hyperparameter(
            "classes", .optional(.integer(atLeast: 1)), default: .null,
            "how many labels; null for noise as targets"),
        ]),
    ])

  private static let csvKeys = [
    Hyperparameter("path", .string, "the file, separated by commas, with a header row"),
    Hyperparameter(
      "features", .list(.string, orOne: true), "the input's columns; one of words gives a 0 or 1 for each word"),
    Hyperparameter(
      "targets", .list(.string, orOne: true),
      "the output's columns; with 'normalize' they are normalized too, and predictions, mse and mae brought back"),
    Hyperparameter(
      "window", .optional(.integer(atLeast: 1, atMost: 1 << 20)), default: .null,
      "rows of an example, the input's time steps; null is one row, without a time axis"),
    Hyperparameter(
      "horizon", .optional(.integer(atLeast: 0, atMost: 1 << 20)), default: .null,
      "how many rows after its window an example's target is, or all rows up to there for an output "
        + "[horizon, targets]; null is 1, and 0 without a window"),
    Hyperparameter(
      "stride", .integer(atLeast: 1, atMost: 1 << 20), default: .integer(1), "rows between the starts of two windows"),
    Hyperparameter(
      "split", .optional(.either(.list(.number(.unit)), .record { split })), default: .null,
      "the shares of train and test, or of train, validation and test, in order of time: an example is of the part that "
        + "its target is in"),
  ]

  private static let split = Entry(
    "split", "the parts of a table in order of time",
    [
      Hyperparameter("train", .optional(.number(.unit)), default: .null, "its share; null is the rest"),
      Hyperparameter("validation", .number(.unit), default: .number(0), "its share"),
      Hyperparameter("test", .number(.unit), default: .number(0), "its share"),
    ])
}
