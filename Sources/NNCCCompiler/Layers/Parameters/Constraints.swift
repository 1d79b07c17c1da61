import NNCCRuntime

/// What each update leaves of a parameter; options and defaults are those of `keras.constraints`.
enum Constraints {
  static let family = Family<Choice>(
    "a constraint",
    [
      .init(
        "max_norm", "norms along the axis no higher than max_value",
        Key("max_value", .float(.nonNegative), default: .number(2), "the highest norm"), axis
      ) { maximum, axes in .ofNorms(axes) { .maxNorm(maximum: maximum, axes: $0) } },
      .init("non_neg", "no value below 0") { .elementwise(.nonNegative) },
      .init("unit_norm", "norms along the axis of 1", axis) { axes in .ofNorms(axes) { .unitNorm(axes: $0) } },
      .init("min_max_norm", "norms along the axis between two values", lowest, highest, rate, axis) {
        minimum, maximum, rate, axes in
        .ofNorms(axes, bounds: (minimum, maximum)) {
          .minMaxNorm(minimum: Float(minimum), maximum: Float(maximum), rate: rate, axes: $0)
        }
      },
    ])

  /// A constraint for a parameter whose shape is not known yet.
  enum Choice: Sendable {
    case elementwise(Constraint)
    /// Of norms over axes, as the spec counts them.
    case ofNorms([Int], bounds: (lowest: Double, highest: Double)? = nil, @Sendable (Axes) -> Constraint)
  }

  fileprivate static let axis = Key(
    "axis", .extents(rank: nil, atLeast: .min), default: .integers([0]), "the axes that a norm sums over")
  fileprivate static let lowest = Key("min_value", .number(.nonNegative), default: .number(0), "the lowest norm")
  private static let highest = Key("max_value", .number(.nonNegative), default: .number(1), "the highest norm")
  private static let rate = Key("rate", .float(.unit), default: .number(1), "how far each update goes towards it")
}

extension LayerInference {
  /// The constraint that a key names, if any; reports an axis that the shape does not have.
  mutating func constraint(_ key: Key<Chosen<Constraints.Choice>?>, shape: [Int]) -> Constraint? {
    guard let chosen = options[key] else { return nil }
    switch chosen.value {
    case .elementwise(let constraint): return constraint
    case .ofNorms(let given, let bounds, let constraint):
      let place = options.range(of: key)
      guard let axes = axes(given, of: chosen, shape: shape, at: place) else { return nil }
      if let bounds, bounds.lowest > bounds.highest {
        diagnostics.error(
          "out-of-range", at: chosen.options.range(of: Constraints.lowest) ?? place,
          "'\(name)': 'min_value' \(OptionValue.number(bounds.lowest).yaml) of '\(chosen.name)' is above 'max_value' \(OptionValue.number(bounds.highest).yaml)"
        )
      }
      return constraint(axes)
    }
  }

  /// The axes that a norm sums over, or nil after a report.
  private mutating func axes(
    _ given: [Int], of chosen: Chosen<Constraints.Choice>, shape: [Int], at place: SourceRange?
  ) -> Axes? {
    let axes = given.map { $0 < 0 ? $0 + shape.count : $0 }
    let reduced = Axes(axes)
    let reason: String
    if let wrong = zip(axes, given).first(where: { !shape.indices.contains($0.0) }) {
      reason = "sums over axis \(wrong.1), but its parameter \(shape) has axes 0 to \(shape.count - 1)"
    } else if Set(axes).count != axes.count {
      reason = "names an axis of \(shape) twice: \(given)"
    } else if let reduced {
      return reduced
    } else {
      reason = "sums over \(axes.count) axes; it can over \(Axes.most)"
    }
    diagnostics.error(
      "wrong-axis", at: chosen.options.range(of: Constraints.axis) ?? place, "'\(name)': '\(chosen.name)' \(reason)")
    return nil
  }
}
