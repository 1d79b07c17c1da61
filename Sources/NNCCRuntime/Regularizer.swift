/// A penalty on a parameter that is added to the loss, with the formulas of Keras 3.
public enum Regularizer: Sendable, Hashable {
  /// l1 · Σ |w| + l2 · Σ w²
  case l1l2(l1: Float, l2: Float)
  /// factor · the mean of |cos| over all pairs of the matrix's rows, or of its columns
  case orthogonal(factor: Float, mode: OrthogonalMode)

  /// Which vectors of a matrix are to be orthogonal.
  public enum OrthogonalMode: Sendable, Hashable {
    /// Its rows
    case rows
    /// Its columns
    case columns
  }
}

extension Regularizer: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .l1l2(let l1, let l2): .call(".l1l2", .init("l1", l1), .init("l2", l2))
    case .orthogonal(let factor, let mode): .call(".orthogonal", .init("factor", factor), .init("mode", mode))
    }
  }
}

extension Regularizer.OrthogonalMode: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .rows: .token(".rows")
    case .columns: .token(".columns")
    }
  }
}
