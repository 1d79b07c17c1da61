/// Hears of a run as it goes on, and tells a person of it.
package protocol TrainingReporter {
  /// The run begins.
  mutating func begin(_ run: RunOutline)
  /// A step was made. Called after every one: what is costly is for the reporter to do more rarely.
  mutating func step(_ progress: StepProgress)
  /// An epoch ended.
  mutating func epoch(_ report: EpochReport)
  /// A text model wrote something.
  mutating func sample(_ sample: TextSample)
  /// Something worth a line, such as where a run was resumed.
  mutating func notice(_ text: String)
  /// The run ended, or was interrupted.
  mutating func end(_ result: RunResult)
}

extension TrainingReporter {
  /// Something that may be a mistake.
  mutating func warn(_ text: String) { notice("warning: " + text) }
}

/// What a run is going to do.
package struct RunOutline: Sendable, Hashable {
  /// The network's name.
  package var name: String
  /// Numbers in all its parameters together.
  package var parameterCount: Int
  /// Examples trained on.
  package var trainingExamples: Int
  /// Examples of the validation part, 0 without one.
  package var validationExamples: Int
  /// Examples of the test part, 0 without one.
  package var testExamples: Int
  /// The most examples a step.
  package var batchSize: Int
  /// Epochs in all, the last of which may be cut short by `steps`.
  package var epochs: Int
  /// Steps in all.
  package var steps: Int
  /// Where the run's files go.
  package var folder: String?

  package init(
    name: String, parameterCount: Int, trainingExamples: Int, validationExamples: Int, testExamples: Int,
    batchSize: Int, epochs: Int, steps: Int, folder: String?
  ) {
    self.name = name
    self.parameterCount = parameterCount
    self.trainingExamples = trainingExamples
    self.validationExamples = validationExamples
    self.testExamples = testExamples
    self.batchSize = batchSize
    self.epochs = epochs
    self.steps = steps
    self.folder = folder
  }
}

/// How far an epoch is.
package struct StepProgress: Sendable {
  /// From 1.
  package var epoch: Int
  /// Epochs in all.
  package var epochs: Int
  /// Of this epoch, from 1.
  package var batch: Int
  /// Of this epoch.
  package var batches: Int
  /// Examples of this epoch that were trained on in this process.
  package var examples: Int
  /// The nanoseconds that this process has spent on the epoch.
  package var nanoseconds: UInt64
  /// The most examples a batch.
  package var batchSize: Int

  package let sums: ScoreSums
  package let scorer: Scorer

  package init(
    epoch: Int, epochs: Int, batch: Int, batches: Int, examples: Int, nanoseconds: UInt64, batchSize: Int,
    sums: ScoreSums, scorer: Scorer
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.batch = batch
    self.batches = batches
    self.examples = examples
    self.nanoseconds = nanoseconds
    self.batchSize = batchSize
    self.sums = sums
    self.scorer = scorer
  }

  /// Means over the epoch so far. Unlike the rest, they are worked out when they are asked for.
  package var scores: Scores { scorer.scores(sums) }
}

/// How an epoch went.
package struct EpochReport: Sendable, Hashable {
  /// From 1.
  package var epoch: Int
  /// Epochs in all.
  package var epochs: Int
  /// Updates so far.
  package var steps: Int
  /// Means over the epoch, as the network was while it changed.
  package var train: Scores
  /// At the epoch's end; nil without a validation part.
  package var validation: Scores?
  /// Of the last step.
  package var learningRate: Float
  /// That the epoch took, validation included.
  package var seconds: Double

  package init(
    epoch: Int, epochs: Int, steps: Int, train: Scores, validation: Scores?, learningRate: Float, seconds: Double
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.steps = steps
    self.train = train
    self.validation = validation
    self.learningRate = learningRate
    self.seconds = seconds
  }
}

/// Says nothing.
package struct QuietReporter: TrainingReporter {
  /// A reporter without options.
  package init() {}

  /// Says nothing.
  package mutating func begin(_ run: RunOutline) {}
  /// Says nothing.
  package mutating func step(_ progress: StepProgress) {}
  /// Says nothing.
  package mutating func epoch(_ report: EpochReport) {}
  /// Says nothing.
  package mutating func sample(_ sample: TextSample) {}
  /// Says nothing.
  package mutating func notice(_ text: String) {}
  /// Says nothing.
  package mutating func end(_ result: RunResult) {}
}
