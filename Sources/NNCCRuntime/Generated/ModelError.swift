/// Why a generated model refused weights, or gives other results than when they were made.
public enum ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The weights say that they are of another network.
  case otherNetwork(expected: String, found: String)
  /// Tensors that are missing, unknown, of another shape or not finite.
  case weights([WeightFileError])
  /// The weights were packed and given back, as in a model for inference alone.
  case weightsReleased
  /// A file that is to be resumed from does not say how far training had come.
  case noIteration
  /// A file that is to be resumed from says what dropout draws from in a way that cannot be read.
  case unreadableSeed
  /// Training has made a number NaN or infinite, which is not worth saving.
  case diverged(tensor: String)
  /// An input is to be normalized, but the weights came without the statistics of what they were trained on.
  case noStatistics(name: String)
  /// The weights' statistics of the data are none.
  case damagedStatistics(FeatureScaling.Damaged)
  /// The golden example is of other inputs and outputs, or not finite.
  case goldenMismatch(name: String)
  /// No golden example came with the weights, or they have changed since.
  case noGoldenExample
  /// An output is not what it was when the weights were made.
  case selfTest(output: String, largestDifference: Float)

  /// One line that names the tensors and the numbers.
  public var description: String {
    switch self {
    case .otherNetwork(let expected, let found):
      "the weights are of another network: its hash is \(found), this one's \(expected)"
    case .weights(let mismatches):
      "the weights do not fit the network: " + mismatches.map(\.description).joined(separator: "; ")
    case .weightsReleased: "a model for inference alone keeps its weights only as its kernels read them"
    case .noIteration: "the file is no checkpoint: it does not say after how many updates it was written"
    case .unreadableSeed: "the checkpoint's seed is no number"
    case .diverged(let tensor): "training has diverged: '\(tensor)' is not finite"
    case .noStatistics(let name): "the weights came without the statistics that '\(name)' is to be normalized by"
    case .damagedStatistics(let error): "\(error)"
    case .goldenMismatch(let name): "the golden example's '\(name)' does not fit the network"
    case .noGoldenExample: "there is no golden example of these weights"
    case .selfTest(let output, let largestDifference):
      "the golden example's '\(output)' differs by up to \(largestDifference) from what it was"
    }
  }
}
