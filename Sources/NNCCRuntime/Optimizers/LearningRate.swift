#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The learning rate as a function of the iteration, with the names and formulas of Keras 3's schedules.
public enum LearningRate: Sendable, Hashable {
  /// The same at every step
  case constant(Double)
  /// initial · rate^(i / steps), the exponent rounded down if staircase
  case exponentialDecay(initial: Double, decaySteps: Double, decayRate: Double, staircase: Bool)
  /// values[k] from after boundaries[k − 1] up to and including boundaries[k]; one more value than
  /// boundaries, which ascend
  case piecewiseConstant(boundaries: [Int], values: [Double])
  /// From the initial rate by half a cosine to alpha times it in `decaySteps`; with a warm-up target, first
  /// in a line from the initial rate to the target in `warmupSteps`, and down from the target
  case cosineDecay(
    initial: Double, decaySteps: Double, alpha: Double, warmupTarget: Double? = nil, warmupSteps: Double)
  /// initial / (1 + rate · i / steps), the quotient rounded down if staircase
  case inverseTimeDecay(initial: Double, decaySteps: Double, decayRate: Double, staircase: Bool)
  /// (initial − end) · (1 − i / steps)^power + end; past `decaySteps` the end, or with cycle again from
  /// above over the next multiple of them
  case polynomialDecay(initial: Double, decaySteps: Double, end: Double, power: Double, cycle: Bool)

  /// The rate of the update that `iteration` others came before.
  public func value(at iteration: Int) -> Float {
    let i = Double(iteration)
    switch self {
    case .constant(let rate):
      return Float(rate)
    case .exponentialDecay(let initial, let decaySteps, let decayRate, let staircase):
      let p = i / decaySteps
      return Float(initial * pow(decayRate, staircase ? p.rounded(.down) : p))
    case .piecewiseConstant(let boundaries, let values):
      let piece = boundaries.firstIndex { iteration <= $0 } ?? boundaries.count
      return Float(piece < values.count ? values[piece] : values.last ?? 0)
    case .cosineDecay(let initial, let decaySteps, let alpha, let warmupTarget, let warmupSteps):
      guard let warmupTarget else {
        return Float(initial * cosine(min(i, decaySteps) / decaySteps, alpha: alpha))
      }
      if i < warmupSteps { return Float(initial + (warmupTarget - initial) * (i / warmupSteps)) }
      let rest = min(i - warmupSteps, decaySteps)
      return Float(warmupTarget * cosine(rest / decaySteps, alpha: alpha))
    case .inverseTimeDecay(let initial, let decaySteps, let decayRate, let staircase):
      let p = i / decaySteps
      return Float(initial / (1 + decayRate * (staircase ? p.rounded(.down) : p)))
    case .polynomialDecay(let initial, let decaySteps, let end, let power, let cycle):
      let steps = cycle ? decaySteps * max(1, (i / decaySteps).rounded(.up)) : decaySteps
      return Float((initial - end) * pow(1 - min(i, steps) / steps, power) + end)
    }
  }

  private func cosine(_ fraction: Double, alpha: Double) -> Double {
    (1 - alpha) * 0.5 * (1 + cos(.pi * fraction)) + alpha
  }
}

extension LearningRate: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .constant(let rate): .call(".constant", .init(nil, rate))
    case .exponentialDecay(let initial, let decaySteps, let decayRate, let staircase):
      .call(
        ".exponentialDecay", .init("initial", initial), .init("decaySteps", decaySteps), .init("decayRate", decayRate),
        .init("staircase", staircase))
    case .piecewiseConstant(let boundaries, let values):
      .call(".piecewiseConstant", .init("boundaries", boundaries), .init("values", values))
    case .cosineDecay(let initial, let decaySteps, let alpha, let warmupTarget, let warmupSteps):
      .call(
        ".cosineDecay", .init("initial", initial), .init("decaySteps", decaySteps), .init("alpha", alpha),
        .init("warmupTarget", warmupTarget), .init("warmupSteps", warmupSteps))
    case .inverseTimeDecay(let initial, let decaySteps, let decayRate, let staircase):
      .call(
        ".inverseTimeDecay", .init("initial", initial), .init("decaySteps", decaySteps), .init("decayRate", decayRate),
        .init("staircase", staircase))
    case .polynomialDecay(let initial, let decaySteps, let end, let power, let cycle):
      .call(
        ".polynomialDecay", .init("initial", initial), .init("decaySteps", decaySteps), .init("end", end),
        .init("power", power), .init("cycle", cycle))
    }
  }
}
