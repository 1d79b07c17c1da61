import NNCCRuntime

/// How a network is trained: `train:` with its names resolved against the graph.
public struct Training: Sendable {
  /// One for each output that has a loss.
  public var losses: [OutputLoss]
  public var optimizer: Optimizer
  public var learningRate: LearningRate
  public var weightDecay: Float?
  public var clipValue: Float?
  public var clipNorm: Float?
  public var globalClipNorm: Float?
  public var batchSize: Int
  public var epochs: Int
  /// Instead of epochs.
  public var steps: Int?
  public var shuffles: Bool
  public var seed: UInt64
  public var validationSplit: Double
  public var metrics: [Metric]
  public var checkpointEveryEpochs: Int
  public var checkpointsKept: Int
  public var keepsLastBatch: Bool

  /// A loss on one output.
  public struct OutputLoss: Sendable {
    /// Index into the graph's outputs.
    public var output: Int
    public var kind: Loss
    public var weight: Float
    public var reducesBySum: Bool
    public var range: SourceRange?

    /// Whether targets are class numbers.
    public var isSparse: Bool { kind.takesLabels }
  }

  public enum Metric: Sendable, Hashable {
    case accuracy
    case topK(Int)
    case meanSquaredError
    case meanAbsoluteError

    public var name: String {
      switch self {
      case .accuracy: "accuracy"
      case .topK: "top_k_accuracy"
      case .meanSquaredError: "mse"
      case .meanAbsoluteError: "mae"
      }
    }
  }
}
