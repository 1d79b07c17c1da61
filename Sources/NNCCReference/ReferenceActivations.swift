import NNCCRuntime

extension ReferenceMachine {
  /// 1 / (1 + e⁻ˣ), in the form that does not overflow.
  func sigmoid(_ x: Scalar) -> Scalar {
    let t = Scalar.exp(-abs(x))
    return (x < 0 ? t : 1) / (1 + t)
  }

  /// log(1 + eˣ), in the form that does not overflow.
  func softplus(_ x: Scalar) -> Scalar {
    (x > 0 ? x : 0) + Scalar.log1p(Scalar.exp(-abs(x)))
  }

  /// x held to [low, high]; NaN stays NaN.
  func clamp(_ x: Scalar, _ low: Scalar, _ high: Scalar) -> Scalar {
    x < low ? low : x > high ? high : x
  }

  /// slope · x, and 0 for a slope of 0 even where x is infinite.
  private func sloped(_ x: Scalar, _ slope: Float) -> Scalar {
    slope == 0 ? 0 : Scalar(slope) * x
  }

  private func elu(_ x: Scalar, _ alpha: Scalar) -> Scalar {
    x > 0 ? x : alpha * Scalar.expm1(x)
  }

  private func geluInner(_ x: Scalar) -> Scalar {
    (2 / Scalar.pi).squareRoot() * (x + 0.044715 * x * x * x)
  }

  private func normalShare(_ x: Scalar) -> Scalar {
    (1 + Scalar.erf(x / Scalar(2).squareRoot())) / 2
  }

  /// The activation of one number.
  package func activate(_ x: Scalar, _ activation: Activation) -> Scalar {
    switch activation {
    case .linear: return x
    case .relu: return x < 0 ? 0 : x
    case .thresholdedRelu(let negativeSlope, let maxValue, let threshold):
      if x >= Scalar(maxValue) { return Scalar(maxValue) }
      return x < Scalar(threshold) ? sloped(x - Scalar(threshold), negativeSlope) : x
    case .leakyRelu(let slope): return x < 0 ? sloped(x, slope) : x
    case .relu6: return clamp(x, 0, 6)
    case .sigmoid: return sigmoid(x)
    case .tanh: return Scalar.tanh(x)
    case .elu(let alpha): return elu(x, Scalar(alpha))
    case .selu: return 1.05070098 * elu(x, 1.67326324)
    case .gelu: return x == -.infinity ? 0 : x * normalShare(x)
    case .geluTanh: return x == -.infinity ? 0 : x / 2 * (1 + Scalar.tanh(geluInner(x)))
    case .silu: return x == -.infinity ? 0 : x * sigmoid(x)
    case .softplus: return softplus(x)
    case .softsign: return x.isInfinite ? (x > 0 ? 1 : -1) : x / (1 + abs(x))
    case .exponential: return Scalar.exp(x)
    case .hardSigmoid: return clamp(x / 6 + 0.5, 0, 1)
    }
  }

  /// The derivative of the activation at x; where it has a corner, the one from below.
  package func slope(_ x: Scalar, _ activation: Activation) -> Scalar {
    switch activation {
    case .linear: return 1
    case .relu: return x > 0 ? 1 : 0
    case .thresholdedRelu(let negativeSlope, let maxValue, let threshold):
      return x >= Scalar(maxValue) ? 0 : x < Scalar(threshold) ? Scalar(negativeSlope) : 1
    case .leakyRelu(let slope): return x > 0 ? 1 : Scalar(slope)
    case .relu6: return x > 0 && x < 6 ? 1 : 0
    case .sigmoid: return sigmoid(x) * sigmoid(-x)
    case .tanh: return 1 - Scalar.tanh(x) * Scalar.tanh(x)
    case .elu(let alpha): return x > 0 ? 1 : Scalar(alpha) * Scalar.exp(x)
    case .selu: return 1.05070098 * (x > 0 ? 1 : 1.67326324 * Scalar.exp(x))
    case .gelu:
      return normalShare(x) + x * Scalar.exp(-x * x / 2) / (2 * Scalar.pi).squareRoot()
    case .geluTanh:
      let t = Scalar.tanh(geluInner(x))
      let inner = (2 / Scalar.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
      return (1 + t) / 2 + x / 2 * (1 - t * t) * inner
    case .silu: return sigmoid(x) * (1 + x * sigmoid(-x))
    case .softplus: return sigmoid(x)
    case .softsign: return 1 / ((1 + abs(x)) * (1 + abs(x)))
    case .exponential: return Scalar.exp(x)
    case .hardSigmoid:
      let y = x / 6 + 0.5
      return y > 0 && y < 1 ? 1 / 6 : 0
    }
  }

  /// The derivative of the activation where its value is y, for those with `hasGradientFromOutput`.
  package func slope(fromOutput y: Scalar, _ activation: Activation) -> Scalar {
    switch activation {
    case .relu: return y > 0 ? 1 : 0
    case .leakyRelu(let slope): return y > 0 ? 1 : Scalar(slope)
    case .relu6: return y > 0 && y < 6 ? 1 : 0
    case .sigmoid: return y * (1 - y)
    case .tanh: return 1 - y * y
    case .elu(let alpha): return y > 0 ? 1 : y + Scalar(alpha)
    case .selu: return y > 0 ? 1.05070098 : y + 1.05070098 * 1.67326324
    case .softplus: return -Scalar.expm1(-y)
    case .softsign: return (1 - abs(y)) * (1 - abs(y))
    case .exponential: return y
    case .hardSigmoid: return y > 0 && y < 1 ? 1 / 6 : 0
    case .linear, .thresholdedRelu, .gelu, .geluTanh, .silu: return 1
    }
  }

  package func visit(_ call: Kernels.Activate<Place>) {
    for i in 0..<call.count { call.output[i] = activate(call.input[i], call.activation) }
  }

  package func visit(_ call: Kernels.ActivationGradient<Place>) {
    let (dy, dx) = (call.outputGradient, call.inputGradient)
    if let y = call.output {
      for i in 0..<call.count { dx[i] = dy[i] * slope(fromOutput: y[i], call.activation) }
    } else if let x = call.input {
      for i in 0..<call.count { dx[i] = dy[i] * slope(x[i], call.activation) }
    }
  }
}
