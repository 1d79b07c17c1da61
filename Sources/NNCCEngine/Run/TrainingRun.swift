import NNCCCompiler
import NNCCRuntime

/// One run: epochs of training with validation, checkpoints, log and reports, and the test at the end.
package struct TrainingRun {
  package let trainer: Trainer
  package let graph: Graph
  package let options: RunOptions
  package let folder: RunFolder
  package let log: MetricsLog
  package let meaning: Meaning
  /// The start, to go back to where no checkpoint was saved yet.
  package let initialWeights: WeightFile?
  /// What weight files say beside the tensors.
  package let weightMetadata: [String: String]
  package let validation: Evaluator?
  package let test: Evaluator?
  /// nil where no samples are asked for.
  package let sampleWriter: SampleWriter?
  package private(set) var history: TrainingHistory
  /// What the run took before it was resumed.
  package let earlierSeconds: Double
  private let start = Clock.nanoseconds()
  private var lastCheckpoint = Clock.nanoseconds()
  private var epochPace = EpochPace()
  var stopper: EarlyStopper?
  /// By `checkpoint.best`.
  var bestToKeep: BestEpoch?
  /// Of the first batch, before anything was learned; nil in a run that was resumed later.
  private var firstLoss: Double?

  package init(
    trainer: Trainer, graph: Graph, options: RunOptions, folder: RunFolder, log: MetricsLog,
    meaning: Meaning, initialWeights: WeightFile?, weightMetadata: [String: String],
    validation: Evaluator?, test: Evaluator?, sampleWriter: SampleWriter?, resumedFrom checkpoint: Checkpoint?
  ) {
    self.trainer = trainer
    self.graph = graph
    self.options = options
    self.folder = folder
    self.log = log
    self.meaning = meaning
    self.initialWeights = initialWeights
    self.weightMetadata = weightMetadata
    self.validation = validation
    self.test = test
    self.sampleWriter = sampleWriter
    history = checkpoint?.history ?? TrainingHistory()
    stopper = trainer.training.earlyStopping.map { EarlyStopper($0) }
    bestToKeep = trainer.training.checkpoints.best.map { BestEpoch(by: $0) }
    earlierSeconds = checkpoint?.seconds ?? 0
    for epoch in 0..<history.epochs { observe(epoch) }
  }

  /// Steps in all.
  package var totalSteps: Int {
    let (steps, overflow) = trainer.training.epochs.multipliedReportingOverflow(by: trainer.batchesPerEpoch)
    return trainer.training.steps ?? (overflow ? .max : steps)
  }

  /// Epochs in all, the last of which `steps` may cut short.
  package var totalEpochs: Int {
    let batches = trainer.batchesPerEpoch
    return trainer.training.steps.map { ($0 + batches - 1) / batches } ?? trainer.training.epochs
  }

  private var seconds: Double { earlierSeconds + Double(Clock.nanoseconds() - start) * 1e-9 }

  private var isFinished: Bool { trainer.progress.iteration >= totalSteps || stopper?.hasStopped == true }

  /// Whether a run with more steps was resumed: there is nothing to do, not even an epoch to end.
  private var isBeyondEnd: Bool { trainer.progress.iteration > totalSteps }

  // MARK: The whole

  /// Runs to the end, or until it is interrupted.
  package mutating func run(_ reporter: inout any TrainingReporter) throws -> RunResult {
    var result = RunResult(epochs: 0, steps: 0, seconds: 0, folder: folder.path)
    result.interruption = try trainThrough(&reporter)
    // The one whose weights the run ends with.
    var scoredEpoch = history.epochs - 1
    if result.interruption == nil {
      let hasOtherWeights = try restoreBest(&reporter)
      checkBest(&reporter)
      if hasOtherWeights, let best = stopper?.best.epoch { scoredEpoch = best }
      result.interruption = try evaluate(into: &result, validatesAnew: hasOtherWeights)
    }
    result.train = history.scores(ofEpoch: scoredEpoch, metrics: metricNames)
    result.validation = result.validation ?? history.scores(ofEpoch: scoredEpoch, metrics: metricNames, prefix: "val_")
    result.losses = history.curves.first { $0.name == "loss" }?.values ?? []
    result.epochs = history.epochs
    result.steps = trainer.progress.iteration
    result.seconds = seconds
    try writeReports(result)
    if let advice = adviceAfterDivergence(from: firstLoss, to: result.losses.last) { reporter.warn(advice) }
    reporter.end(result)
    return result
  }

  private var metricNames: [String] { trainer.scorer.metrics.map(\.name) }

  /// - Returns: the signal that interrupted it; a checkpoint has been saved then.
  private mutating func trainThrough(_ reporter: inout any TrainingReporter) throws -> Int32? {
    if isBeyondEnd { return nil }
    while true {
      if trainer.isEpochOver || (isFinished && trainer.progress.batch > 0) {
        if let signal = try endEpoch(&reporter) { return signal }
        if isFinished { return nil }
      }
      if isFinished {
        // Nothing was to be done: the weights are those that the run began with.
        try saveCheckpoint()
        return nil
      }
      try step(&reporter)
      if let signal = options.interruption() {
        try saveCheckpoint()
        return signal
      }
      if isCheckpointDue { try saveCheckpoint() }
    }
  }

  /// Whether the step that was just made is to be followed by a checkpoint, in the middle of its epoch.
  private var isCheckpointDue: Bool {
    let checkpoints = trainer.training.checkpoints
    if let steps = checkpoints.everySteps, trainer.progress.iteration.isMultiple(of: steps) { return true }
    let interval = checkpoints.everyMinutes.map { UInt64(min($0 * 60e9, 1e18)) } ?? options.checkpointInterval
    return Clock.nanoseconds() - lastCheckpoint > interval
  }

  private mutating func step(_ reporter: inout any TrainingReporter) throws {
    if trainer.progress.batch == 0 { epochPace = EpochPace() }
    let (epoch, context, examples) = (trainer.progress.epoch, trainer.nextContext, trainer.nextBatch.count)
    let loss = trainer.step()
    guard loss.isFinite else { throw try divergence() }
    if context.iteration == 0 { firstLoss = Double(loss) }
    epochPace.examples += examples
    let progress = trainer.progress
    reporter.step(
      StepProgress(
        epoch: epoch + 1, epochs: totalEpochs, batch: progress.batch, batches: trainer.batchesPerEpoch,
        examples: epochPace.examples, nanoseconds: epochPace.nanoseconds,
        batchSize: trainer.training.batchSize, sums: progress.sums, scorer: trainer.scorer))
    // About ten lines an epoch, at the same steps whatever the machine's speed.
    if progress.batch % max(1, trainer.batchesPerEpoch / 10) == 0 {
      try reportingFaults("run-folder") {
        try log.logStep(
          progress.iteration, epoch: epoch + 1, scores: trainer.scorer.scores(trainer.batchSums),
          learningRate: context.learningRate, seconds: seconds)
      }
    }
    if let sampleWriter, sampleWriter.isDue(after: progress.iteration) {
      let sample = sampleWriter.write(with: trainer.executor, after: progress.iteration)
      reporter.sample(sample)
      try reportingFaults("run-folder") { try log.logSample(sample, epoch: epoch + 1, seconds: seconds) }
    }
  }

  // MARK: Epochs

  /// Takes the validation part's scores and begins the next epoch.
  ///
  /// An epoch that `steps` cuts short is reported all the same, but the checkpoint is of the middle of it: a
  /// run that goes on with more steps completes the epoch first.
  private mutating func endEpoch(_ reporter: inout any TrainingReporter) throws -> Int32? {
    if !trainer.isEpochOver { try saveCheckpoint() }
    var validationScores: Scores?
    if let validation {
      validationScores = evaluate(validation)
      if validationScores == nil {
        try saveCheckpoint()
        return options.interruption()
      }
    }
    let progress = trainer.progress
    let report = EpochReport(
      epoch: progress.epoch + 1, epochs: totalEpochs, steps: progress.iteration,
      train: trainer.scorer.scores(progress.sums), validation: validationScores,
      learningRate: trainer.training.learningRate.value(at: max(0, progress.iteration - 1)),
      seconds: Double(epochPace.nanoseconds) * 1e-9)
    history.append(train: report.train, validation: report.validation, steps: report.steps)
    try reportingFaults("run-folder") { try log.logEpoch(report, seconds: seconds) }
    reporter.epoch(report)
    let isBest = observe(progress.epoch)
    if isBest.toKeep { try keep(in: folder.best, ofEpoch: progress.epoch) }
    guard trainer.isEpochOver else { return nil }
    // An epoch that was cut short is the last: if it is the best, there is nothing to restore.
    if isBest.toRestore { try keep(in: folder.toRestore, ofEpoch: progress.epoch) }
    trainer.advanceEpoch()
    let isDue = (progress.epoch + 1).isMultiple(of: trainer.training.checkpoints.everyEpochs)
    if isDue || isFinished { try saveCheckpoint(ofEpoch: isDue ? progress.epoch + 1 : nil) }
    return nil
  }

  /// - Returns: nil where a signal interrupted it.
  private func evaluate(_ evaluator: Evaluator) -> Scores? {
    for executor in evaluator.all { executor.copyParameters(from: trainer.executor) }
    let interruption = options.interruption
    return evaluator.evaluate { interruption() != nil }
  }

  /// Scores after training.
  ///
  /// - Parameter validatesAnew: whether the weights are others than those of the last epoch.
  /// - Returns: the signal that interrupted it.
  private func evaluate(into result: inout RunResult, validatesAnew: Bool) throws -> Int32? {
    if let validation, validatesAnew || !validation.hasEvaluated {
      result.validation = evaluate(validation)
      if result.validation == nil { return options.interruption() }
    }
    result.reports["validation"] = validation?.reports
    if let test {
      result.test = evaluate(test)
      if result.test == nil { return options.interruption() }
      result.reports["test"] = test.reports
    }
    return nil
  }

  // MARK: Files

  private mutating func saveCheckpoint(ofEpoch epoch: Int? = nil) throws {
    let checkpoint = try Checkpoint(
      trainer, history: history, seconds: seconds, logBytes: log.length, meaning: meaning,
      weightMetadata: weightMetadata)
    guard let checkpoint else { throw try divergence() }
    try checkpoint.write(to: folder.checkpoint)
    let kept = trainer.training.checkpoints.kept
    if let epoch, kept > 1 {
      try checkpoint.write(to: folder.checkpoint(ofEpoch: epoch))
      folder.removeCheckpoints(keeping: kept)
    }
    lastCheckpoint = Clock.nanoseconds()
  }

  private func writeReports(_ result: RunResult) throws {
    let weights = try WeightFile(trainer.executor.parameterTensors(), metadata: weightMetadata)
    try reportingFaults("run-folder") {
      try weights.write(to: folder.weights)
      for name in history.curves.map(\.name) where !name.hasPrefix("val_") {
        let chart = HistoryChart(of: name, title: graph.name, history: history)
        try AtomicFile.write(Array(chart.svg.utf8), to: folder.chart(of: name))
      }
      if result.interruption == nil {
        try AtomicFile.write(Array((result.json.formatted + "\n").utf8), to: folder.result)
      }
    }
  }

}

/// What this process did of the epoch under way.
private struct EpochPace {
  package var examples = 0
  private let start = Clock.nanoseconds()

  package var nanoseconds: UInt64 { Clock.nanoseconds() - start }
}

extension Trainer {
  /// Puts everything to the start: weights given or drawn, fresh slots, no update yet.
  package func start(_ weights: WeightFile?) throws {
    if let weights { try executor.load(weights) } else { executor.initializeParameters(seed: training.seed) }
    executor.initializeSlots()
    resume(at: TrainingProgress(sums: scorer.emptySums))
  }
}
