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
