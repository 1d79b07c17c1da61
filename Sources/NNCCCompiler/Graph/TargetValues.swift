import NNCCRuntime

/// The targets that a loss is defined for. With others it computes a number that means nothing.
package enum TargetValues: Sendable, Hashable {
  case anything
  /// From 0 to 1.
  case probabilities
  /// Rows from 0 to 1, such as one-hot ones, which must sum to 1 or may sum to anything.
  case distributions(sumToOne: Bool)
  /// −1 or 1; or 0 and 1, where 0 counts as −1.
  case signs
  case nonNegative
  /// Numbers of classes.
  case classes
}

extension Training.OutputLoss {
  /// The targets that it is defined for.
  package var targetValues: TargetValues {
    switch kind {
    case .ctc, .ofRows(.sparseCategoricalCrossentropy): .classes
    case .ofRows(.binaryCrossentropy): .probabilities
    case .ofRows(.categoricalCrossentropy): .distributions(sumToOne: true)
    // Keras brings targets between 10⁻⁷ and 1, and leaves sums as they are.
    case .ofRows(.klDivergence): .distributions(sumToOne: false)
    case .ofRows(.hinge): .signs
    case .ofRows(.poisson): .nonNegative
    case .ofRows(.meanSquaredError), .ofRows(.meanAbsoluteError), .ofRows(.huber), .ofRows(.cosineSimilarity): .anything
    }
  }
}
