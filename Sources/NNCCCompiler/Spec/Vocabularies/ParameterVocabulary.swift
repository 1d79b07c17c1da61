extension Vocabulary {
  /// What a parameter starts from; options and defaults are those of `keras.initializers`.
  static let initializers = Vocabulary(
    what: "an initializer",
    entries: [
      Entry("zeros", aliases: ["zero"], "all 0"),
      Entry("ones", aliases: ["one"], "all 1"),
      Entry(
        "constant", "all `value`", [Hyperparameter("value", .number(), default: .number(0), "the value")]),
      Entry("random_normal", aliases: ["normal"], "a normal distribution", [mean, stddev, seed]),
      Entry(
        "random_uniform", aliases: ["uniform"], "a uniform distribution",
        [
          Hyperparameter("minval", .number(), default: .number(-0.05), "the lower end"),
          Hyperparameter("maxval", .number(), default: .number(0.05), "the upper end"), seed,
        ]),
      Entry(
        "truncated_normal", "a normal distribution, redrawn beyond two standard deviations",
        [mean, stddev, seed]),
      Entry("glorot_normal", "variance 2 / (fan_in + fan_out), truncated normal (Glorot 2010)", [seed]),
      Entry("glorot_uniform", "variance 2 / (fan_in + fan_out), uniform (Glorot 2010)", [seed]),
      Entry("he_normal", "variance 2 / fan_in, truncated normal (He 2015)", [seed]),
      Entry("he_uniform", "variance 2 / fan_in, uniform (He 2015)", [seed]),
      Entry("lecun_normal", "variance 1 / fan_in, truncated normal (LeCun 1998)", [seed]),
      Entry("lecun_uniform", "variance 1 / fan_in, uniform (LeCun 1998)", [seed]),
      Entry(
        "variance_scaling", "variance scale / fan",
        [
          Hyperparameter("scale", .number(.positive), default: .number(1), "the factor"),
          Hyperparameter(
            "mode", .word(["fan_in", "fan_out", "fan_avg"]), default: .string("fan_in"), "which fan"),
          Hyperparameter(
            "distribution", .word(["normal", "truncated_normal", "untruncated_normal", "uniform"]),
            default: .string("truncated_normal"), "the distribution"),
          seed,
        ]),
      Entry(
        "orthogonal", "a matrix with orthonormal rows or columns (Saxe 2014)",
        [Hyperparameter("gain", .number(), default: .number(1), "the factor"), seed]),
      Entry(
        "identity", "the identity matrix",
        [Hyperparameter("gain", .number(), default: .number(1), "the factor")]),
    ])

  private static let mean = Hyperparameter("mean", .number(), default: .number(0), "the mean")
  private static let stddev = Hyperparameter(
    "stddev", .number(.nonNegative), default: .number(0.05), "the standard deviation")
  static let seed = Hyperparameter(
    "seed", .optional(.integer(atLeast: 0)), default: .null,
    "a seed of its own; null derives it from `train.seed`")

  /// Penalties that the loss gains; options and defaults are those of `keras.regularizers`.
  static let regularizers = Vocabulary(
    what: "a regularizer",
    entries: [
      Entry("l1", "l1 · Σ|w|", [factor("l1", 0.01)]),
      Entry("l2", "l2 · Σw²", [factor("l2", 0.01)]),
      Entry("l1_l2", "l1 · Σ|w| + l2 · Σw²", [factor("l1", 0), factor("l2", 0)]),
      Entry(
        "orthogonal_regularizer", "keeps the rows (or columns) of a matrix apart",
        [
          factor("factor", 0.01),
          Hyperparameter("mode", .word(["rows", "columns"]), default: .string("rows"), "rows or columns"),
        ]),
    ])

  private static func factor(_ name: String, _ value: Double) -> Hyperparameter {
    Hyperparameter(name, .number(.nonNegative), default: .number(value), "the strength")
  }

  /// What each update leaves of a parameter; options and defaults are those of `keras.constraints`.
  static let constraints = Vocabulary(
    what: "a constraint",
    entries: [
      Entry(
        "max_norm", "norms along the axis no higher than max_value",
        [
          Hyperparameter("max_value", .number(.nonNegative), default: .number(2), "the highest norm"),
          normAxis,
        ]),
      Entry("non_neg", "no value below 0"),
      Entry("unit_norm", "norms along the axis of 1", [normAxis]),
      Entry(
        "min_max_norm", "norms along the axis between two values",
        [
          Hyperparameter("min_value", .number(.nonNegative), default: .number(0), "the lowest norm"),
          Hyperparameter("max_value", .number(.nonNegative), default: .number(1), "the highest norm"),
          Hyperparameter("rate", .number(.unit), default: .number(1), "how far each update goes towards it"),
          normAxis,
        ]),
    ])

  private static let normAxis = Hyperparameter(
    "axis", .extents(rank: nil, atLeast: .min), default: .integers([0]), "the axes that a norm sums over")
}
