/// Hears of a run as it goes on, and tells a person of it.
public protocol TrainingReporter {
  /// The run begins.
  mutating func begin(_ run: RunOutline)
  /// A step was made. Called after every one: what is costly is for the reporter to do more rarely.
  mutating func step(_ progress: StepProgress)
  /// An epoch ended.
  mutating func epoch(_ report: EpochReport)
  /// Something worth a line, such as where a run was resumed.
  mutating func notice(_ text: String)
  /// The run ended, or was interrupted.
  mutating func end(_ result: RunResult)
}

/// What a run is going to do.
public struct RunOutline: Sendable, Hashable {
  /// The network's name.
  public var name: String
  /// Numbers in all its parameters together.
  public var parameterCount: Int
  /// Examples trained on.
  public var trainingExamples: Int
  /// Examples of the validation part, 0 without one.
  public var validationExamples: Int
  /// Examples of the test part, 0 without one.
  public var testExamples: Int
  /// The most examples a step.
  public var batchSize: Int
  /// Epochs in all, the last of which may be cut short by `steps`.
  public var epochs: Int
  /// Steps in all.
  public var steps: Int
  /// Where the run's files go.
  public var folder: String?
}

/// How far an epoch is.
public struct StepProgress: Sendable {
  /// From 1.
  public var epoch: Int
  /// Epochs in all.
  public var epochs: Int
  /// Of this epoch, from 1.
  public var batch: Int
  /// Of this epoch.
  public var batches: Int
  /// Examples of this epoch that were trained on in this process.
  public var examples: Int
  /// The nanoseconds that this process has spent on the epoch.
  public var nanoseconds: UInt64
  /// The most examples a batch.
  public var batchSize: Int

  let sums: ScoreSums
  let scorer: Scorer

  /// Means over the epoch so far. Unlike the rest, they are worked out when they are asked for.
  public var scores: Scores { scorer.scores(sums) }
}

/// How an epoch went.
public struct EpochReport: Sendable, Hashable {
  /// From 1.
  public var epoch: Int
  /// Epochs in all.
  public var epochs: Int
  /// Updates so far.
  public var steps: Int
  /// Means over the epoch, as the network was while it changed.
  public var train: Scores
  /// At the epoch's end; nil without a validation part.
  public var validation: Scores?
  /// Of the last step.
  public var learningRate: Float
  /// That the epoch took, validation included.
  public var seconds: Double
}

/// Says nothing.
public struct QuietReporter: TrainingReporter {
  /// A reporter without options.
  public init() {}

  /// Says nothing.
  public mutating func begin(_ run: RunOutline) {}
  /// Says nothing.
  public mutating func step(_ progress: StepProgress) {}
  /// Says nothing.
  public mutating func epoch(_ report: EpochReport) {}
  /// Says nothing.
  public mutating func notice(_ text: String) {}
  /// Says nothing.
  public mutating func end(_ result: RunResult) {}
}
