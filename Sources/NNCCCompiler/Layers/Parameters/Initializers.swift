import NNCCRuntime

/// What a parameter starts from; options and defaults are those of `keras.initializers`.
enum Initializers {
  static let family = Family<Choice>(
    "an initializer",
    [
      .init("zeros", aliases: ["zero"], "all 0") { Choice(.zeros) },
      .init("ones", aliases: ["one"], "all 1") { Choice(.ones) },
      .init("constant", "all `value`", Key("value", .float(), default: .number(0), "the value")) {
        Choice(.constant($0))
      },
      .init("random_normal", aliases: ["normal"], "a normal distribution", mean, deviation, seed) {
        Choice(.randomNormal(mean: $0, standardDeviation: $1), seed: $2)
      },
      .init("random_uniform", aliases: ["uniform"], "a uniform distribution", minimum, maximum, seed) {
        Choice(.randomUniform(minimum: $0, maximum: $1), seed: $2)
      },
      .init(
        "truncated_normal", "a normal distribution, redrawn beyond two standard deviations", mean, deviation, seed
      ) { Choice(.truncatedNormal(mean: $0, standardDeviation: $1), seed: $2) },
      .init("glorot_normal", "variance 2 / (fan_in + fan_out), truncated normal (Glorot 2010)", seed) {
        Choice(.glorotNormal, seed: $0)
      },
      .init("glorot_uniform", "variance 2 / (fan_in + fan_out), uniform (Glorot 2010)", seed) {
        Choice(.glorotUniform, seed: $0)
      },
      .init("he_normal", "variance 2 / fan_in, truncated normal (He 2015)", seed) { Choice(.heNormal, seed: $0) },
      .init("he_uniform", "variance 2 / fan_in, uniform (He 2015)", seed) { Choice(.heUniform, seed: $0) },
      .init("lecun_normal", "variance 1 / fan_in, truncated normal (LeCun 1998)", seed) {
        Choice(.lecunNormal, seed: $0)
      },
      .init("lecun_uniform", "variance 1 / fan_in, uniform (LeCun 1998)", seed) { Choice(.lecunUniform, seed: $0) },
      .init("variance_scaling", "variance scale / fan", scale, mode, distribution, seed) {
        Choice(.varianceScaling(scale: $0, mode: $1, distribution: $2), seed: $3)
      },
      .init("orthogonal", "a matrix with orthonormal rows or columns (Saxe 2014)", gain, seed) {
        Choice(.orthogonal(gain: $0), seed: $1)
      },
      .init("identity", "the identity matrix", gain) { Choice(.identity(gain: $0)) },
    ])

  struct Choice {
    let initializer: Initializer
    /// nil derives one from the run's.
    let seed: UInt64?

    init(_ initializer: Initializer, seed: UInt64? = nil) {
      self.initializer = initializer
      self.seed = seed
    }
  }

  static let seed = Key(
    "seed", .seed, default: .null, "a seed of its own; null derives it from `train.seed`"
  ).deciding(.training)
  private static let mean = Key("mean", .float(), default: .number(0), "the mean")
  private static let deviation = Key("stddev", .float(.nonNegative), default: .number(0.05), "the standard deviation")
  private static let minimum = Key("minval", .float(), default: .number(-0.05), "the lower end")
  private static let maximum = Key("maxval", .float(), default: .number(0.05), "the upper end")
  private static let scale = Key("scale", .float(.positive), default: .number(1), "the factor")
  private static let gain = Key("gain", .float(), default: .number(1), "the factor")
  private static let mode = Key(
    "mode", .word(["fan_in": Initializer.FanMode.fanIn, "fan_out": .fanOut, "fan_avg": .fanAverage]),
    default: .string("fan_in"), "which fan")
  private static let distribution = Key(
    "distribution",
    .word([
      "normal": Initializer.Distribution.truncatedNormal, "truncated_normal": .truncatedNormal,
      "untruncated_normal": .untruncatedNormal, "uniform": .uniform,
    ]), default: .string("truncated_normal"), "the distribution")
}

extension LayerInference {
  /// The initializer that a key names; reports one that cannot fill this shape.
  mutating func initializer(_ key: Key<Chosen<Initializers.Choice>>, shape: [Int]) -> Initializers.Choice {
    let chosen = options[key]
    if !chosen.value.initializer.accepts(shape: shape) {
      error("shape-mismatch", key, "'\(chosen.name)' makes matrices, and cannot fill a parameter of shape \(shape)")
    }
    return chosen.value
  }
}
