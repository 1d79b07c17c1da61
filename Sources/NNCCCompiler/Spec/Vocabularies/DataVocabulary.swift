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
        "synthetic", "seeded noise, for timing alone",
        [
          Hyperparameter("examples", .integer(atLeast: 1, atMost: 1 << 24), "how many"),
          Hyperparameter(
            "classes", .optional(.integer(atLeast: 1)), default: .null,
            "how many labels; null for noise as targets"),
        ]),
    ])
}
