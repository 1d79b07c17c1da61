import NNCCRuntime

/// Penalties that the loss gains; options and defaults are those of `keras.regularizers`.
enum Regularizers {
  static let family = Family<Regularizer>(
    "a regularizer",
    [
      .init("l1", "l1 · Σ|w|", factor("l1", 0.01)) { .l1l2(l1: $0, l2: 0) },
      .init("l2", "l2 · Σw²", factor("l2", 0.01)) { .l1l2(l1: 0, l2: $0) },
      .init("l1_l2", "l1 · Σ|w| + l2 · Σw²", factor("l1", 0), factor("l2", 0)) { .l1l2(l1: $0, l2: $1) },
      .init(
        "orthogonal_regularizer", "keeps the rows (or columns) of a matrix apart", factor("factor", 0.01),
        Key(
          "mode", .word(["rows": Regularizer.OrthogonalMode.rows, "columns": .columns]), default: .string("rows"),
          "rows or columns")
      ) { .orthogonal(factor: $0, mode: $1) },
    ])

  private static func factor(_ name: String, _ value: Double) -> Key<Float> {
    Key(name, .float(.nonNegative), default: .number(value), "the strength")
  }

  /// A penalty on what a layer gives.
  static let activity = Key(
    "activity_regularizer", .optional(.named { family }), default: .null,
    "a penalty on the output, divided by the batch size and added to the loss"
  ).deciding(.training)
}

extension LayerInference {
  /// The regularizer that a key names, if any; reports one that does not suit the shape.
  mutating func regularizer(_ key: Key<Chosen<Regularizer>?>, shape: [Int]) -> Regularizer? {
    guard let chosen = options[key] else { return nil }
    switch chosen.value {
    case .orthogonal where shape.count != 2:
      error("shape-mismatch", key, "'\(chosen.name)' is for matrices, not for a shape \(shape)")
      return nil
    case .orthogonal, .l1l2: return chosen.value
    }
  }
}
