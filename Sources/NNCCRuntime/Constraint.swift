/// What a parameter is projected onto after each update, with the formulas of Keras 3 (ε = 10⁻⁷).
///
/// A norm is taken over the axes listed, one for each element of the other axes.
public enum Constraint: Sendable, Hashable {
  /// w · min(norm, maximum) / (ε + norm)
  case maxNorm(maximum: Float, axes: Axes)
  /// max(w, 0)
  case nonNegative
  /// w / (ε + norm)
  case unitNorm(axes: Axes)
  /// w · (rate · clip(norm, minimum, maximum) + (1 − rate) · norm) / (ε + norm)
  case minMaxNorm(minimum: Float, maximum: Float, rate: Float, axes: Axes)

  /// What an element is multiplied by, given its norm.
  func factor(norm: Float) -> Float {
    let epsilon: Float = 1e-7
    switch self {
    case .maxNorm(let maximum, _): return min(norm, maximum) / (epsilon + norm)
    case .nonNegative: return 1
    case .unitNorm: return 1 / (epsilon + norm)
    case .minMaxNorm(let minimum, let maximum, let rate, _):
      return (rate * min(max(norm, minimum), maximum) + (1 - rate) * norm) / (epsilon + norm)
    }
  }

  package var axes: Axes {
    switch self {
    case .maxNorm(_, let axes), .unitNorm(let axes), .minMaxNorm(_, _, _, let axes): axes
    case .nonNegative: Axes()
    }
  }
}

/// Made once where it has axes: their list would allocate.
extension Constraint: LiteralConvertible {
  package var literal: Literal {
    let axes = Literal.Argument("axes", Array(axes))
    return switch self {
    case .maxNorm(let maximum, _): made(.call("Constraint.maxNorm", .init("maximum", maximum), axes))
    case .nonNegative: .token(".nonNegative")
    case .unitNorm: made(.call("Constraint.unitNorm", axes))
    case .minMaxNorm(let minimum, let maximum, let rate, _):
      made(
        .call(
          "Constraint.minMaxNorm", .init("minimum", minimum), .init("maximum", maximum), .init("rate", rate), axes))
    }
  }

  private func made(_ literal: Literal) -> Literal { .constant(name: "constraint", literal) }
}
