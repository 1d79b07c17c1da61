/// What the steps of masked sequences are counted for.
public enum MaskWeightsPurpose: Sendable, Hashable {
  /// Their sum: a step counts 1, or nothing.
  case sum
  /// A mean over all steps of a batch, which the steps left out do not lower: Keras's masked loss.
  case mean
  /// A sum that is the mean over each sequence of so many steps: Keras's masked `GlobalAveragePooling1D`, but that a
  /// sequence without steps has the mean 0.
  case meanOfEach(time: Int)

  /// The steps that share out what they count.
  package func group(of steps: Int) -> Int { if case .meanOfEach(let time) = self { time } else { steps } }

  /// What a step counts that is kept.
  ///
  /// - Parameters:
  ///   - kept: of a group
  ///   - steps: of all groups
  package func factor<Scalar: FloatingPoint>(kept: Scalar, of steps: Scalar) -> Scalar {
    guard kept > 0 else { return 1 }
    return switch self {
    case .sum: 1
    case .mean: steps / kept
    case .meanOfEach: 1 / kept
    }
  }

  /// For people.
  package var wording: String {
    switch self {
    case .sum: "for a sum"
    case .mean: "for a mean"
    case .meanOfEach: "for the mean of each sequence"
    }
  }
}

extension MaskWeightsPurpose: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .sum: .token(".sum")
    case .mean: .token(".mean")
    case .meanOfEach(let time): .call(".meanOfEach", .init("time", time))
    }
  }
}
