import NNCCRuntime

/// Learning rates that change with the step; options and defaults are those of `keras.optimizers.schedules`.
enum Schedules {
  static let family = Family<LearningRate>(
    "a learning-rate schedule",
    [
      .init(
        "exponential_decay", "initial · decay_rate^(step / decay_steps)", initialRate, decaySteps, decayRate,
        isStaircase
      ) { .exponentialDecay(initial: $0, decaySteps: $1, decayRate: $2, staircase: $3) },
      .init(
        "piecewise_constant", aliases: ["piecewise_constant_decay"], "one value up to each boundary", boundaries,
        values
      ) { .piecewiseConstant(boundaries: $0, values: $1) },
      .init(
        "cosine_decay", "half a cosine from initial to alpha · initial, after a linear warm-up if given", initialRate,
        decaySteps, Key("alpha", .number(.unit), default: .number(0), "the fraction that remains"), warmupTarget,
        warmupSteps
      ) { .cosineDecay(initial: $0, decaySteps: $1, alpha: $2, warmupTarget: $3, warmupSteps: $4) },
      .init(
        "inverse_time_decay", "initial / (1 + decay_rate · step / decay_steps)", initialRate, decaySteps, decayRate,
        isStaircase
      ) { .inverseTimeDecay(initial: $0, decaySteps: $1, decayRate: $2, staircase: $3) },
      .init(
        "polynomial_decay", "from initial to end by a power", initialRate, decaySteps,
        Key("end_learning_rate", .number(.nonNegative), default: .number(0.0001), "the last rate"),
        Key("power", .number(.positive), default: .number(1), "the power"),
        Key("cycle", .boolean, default: .boolean(false), "start again beyond decay_steps")
      ) { .polynomialDecay(initial: $0, decaySteps: $1, end: $2, power: $3, cycle: $4) },
    ])

  private static let initialRate = Key("initial_learning_rate", .number(.nonNegative), "the first rate")
  private static let decaySteps = Key(
    "decay_steps", Form<Int>.integer(atLeast: 1).map { Double($0) }, "steps of one decay")
  private static let decayRate = Key("decay_rate", .number(.nonNegative), "the factor of one decay")
  private static let isStaircase = Key(
    "staircase", .boolean, default: .boolean(false), "decay in whole steps alone")
  private static let boundaries = Key(
    "boundaries", .integers(atLeast: 0), "the last step of each value but the last")
  private static let values = Key("values", .list(.number(.nonNegative)), "one more than boundaries")
  private static let warmupTarget = Key(
    "warmup_target", .optional(.number(.nonNegative)), default: .null, "where the warm-up ends")
  private static let warmupSteps = Key(
    "warmup_steps", Form<Int>.integer(atLeast: 0).map { Double($0) }, default: .integer(0), "how long it takes")

  /// Reports what does not go together in a schedule.
  static func check(_ schedule: Chosen<LearningRate>, _ diagnostics: inout Diagnostics) {
    let (name, options) = (schedule.name, schedule.options)
    switch schedule.value {
    case .piecewiseConstant(let boundaries, let values):
      if values.count != boundaries.count + 1 {
        diagnostics.error(
          "wrong-rank", at: options.range(of: Self.values),
          "'\(name)' with \(counted(boundaries.count, "boundary", "boundaries")) needs \(counted(boundaries.count + 1, "value")), not \(values.count)"
        )
      }
      if let (before, after) = zip(boundaries, boundaries.dropFirst()).first(where: { $0 >= $1 }) {
        diagnostics.error(
          "out-of-range", at: options.range(of: Self.boundaries),
          "'boundaries' of '\(name)' must ascend, but \(after) follows \(before)")
      }
    case .cosineDecay(_, _, _, warmupTarget: nil, let warmupSteps) where warmupSteps > 0:
      diagnostics.error(
        "missing-key", at: options.keyRange(of: Self.warmupSteps),
        "'\(name)' with 'warmup_steps' needs 'warmup_target' (where the warm-up ends)")
    case .constant, .exponentialDecay, .cosineDecay, .inverseTimeDecay, .polynomialDecay: break
    }
  }
}
