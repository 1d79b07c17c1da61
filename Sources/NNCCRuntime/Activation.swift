/// An elementwise activation function, with the names, formulas and defaults of Keras 3.
///
/// `softmax` and `log_softmax` are not here: they work on rows, not on elements.
public enum Activation: Sendable, Hashable {
  /// y = x
  case linear
  /// y = max(x, 0)
  case relu
  /// Keras's general form: `maxValue` for x ≥ maxValue, x for threshold ≤ x < maxValue,
  /// negativeSlope · (x − threshold) below. `maxValue` is +∞ where the spec says null.
  case thresholdedRelu(negativeSlope: Float, maxValue: Float, threshold: Float)
  /// y = x for x ≥ 0, slope · x below
  case leakyRelu(slope: Float)
  /// y = min(max(x, 0), 6)
  case relu6
  /// y = 1 / (1 + e⁻ˣ)
  case sigmoid
  /// y = tanh x
  case tanh
  /// y = x for x > 0, alpha · (eˣ − 1) below
  case elu(alpha: Float)
  /// y = scale · elu(x, alpha), scale 1.05070098, alpha 1.67326324 (Klambauer 2017)
  case selu
  /// y = x · Φ(x) by erf (Hendrycks 2016)
  case gelu
  /// y = x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))
  case geluTanh
  /// y = x · sigmoid(x), also called swish
  case silu
  /// y = log(1 + eˣ)
  case softplus
  /// y = x / (1 + |x|)
  case softsign
  /// y = eˣ
  case exponential
  /// y = min(max(x/6 + 1/2, 0), 1), as in Keras 3
  case hardSigmoid

  /// Whether dy/dx can be computed from y alone.
  ///
  /// Only these are fused into the step before them when training: that step then overwrites x.
  public var hasGradientFromOutput: Bool {
    switch self {
    case .linear, .relu, .relu6, .sigmoid, .tanh, .selu, .softplus, .softsign, .exponential, .hardSigmoid:
      true
    case .leakyRelu(let slope): slope >= 0
    case .elu(let alpha): alpha > 0
    case .thresholdedRelu, .gelu, .geluTanh, .silu: false
    }
  }
}

extension Activation: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .linear: .token(".linear")
    case .relu: .token(".relu")
    case .thresholdedRelu(let negativeSlope, let maxValue, let threshold):
      .call(
        ".thresholdedRelu", .init("negativeSlope", negativeSlope), .init("maxValue", maxValue),
        .init("threshold", threshold))
    case .leakyRelu(let slope): .call(".leakyRelu", .init("slope", slope))
    case .relu6: .token(".relu6")
    case .sigmoid: .token(".sigmoid")
    case .tanh: .token(".tanh")
    case .elu(let alpha): .call(".elu", .init("alpha", alpha))
    case .selu: .token(".selu")
    case .gelu: .token(".gelu")
    case .geluTanh: .token(".geluTanh")
    case .silu: .token(".silu")
    case .softplus: .token(".softplus")
    case .softsign: .token(".softsign")
    case .exponential: .token(".exponential")
    case .hardSigmoid: .token(".hardSigmoid")
    }
  }
}
