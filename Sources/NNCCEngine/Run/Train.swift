import Foundation
import NNCCCompiler
import NNCCRuntime

/// Trains a network as its spec says, evaluates it, and writes a run folder; with no `train:`, only evaluates.
///
/// - Parameters:
///   - compilation: valid, with its `data:`.
///   - specDirectory: what the spec's paths are relative to.
/// - Throws: `RunError` where the spec, data or weights are at fault; `InternalError`.
package func train(
  _ compilation: Compilation, specDirectory: String, options: RunOptions,
  reporter: inout any TrainingReporter
) throws -> RunResult {
  let graph = try compilation.requireGraph()
  guard let training = compilation.training else {
    return try evaluate(compilation, specDirectory: specDirectory, options: options, reporter: &reporter)
  }
  guard let spec = compilation.spec else {
    throw InternalError("a compilation without a spec")
  }
  let weights = try options.weights.map { path in
    try readWeights(path, for: compilation, acceptsOther: options.acceptsOtherNetwork) {
      reporter.warn($0.message)
    }
  }
  // What a run began with goes on with it: the data may be others by now, or have come after weights that were given.
  let resumedFolder = try options.resumes ? RunFolder.resume(options.folder, name: graph.name) : nil
  if resumedFolder == nil { try options.requireFreeFolder() }
  let resumed = try resumedFolder.map { try Checkpoint.file($0.folder.checkpoint) }
  let data = try RunData(
    spec, layout: ExampleLayout(graph, losses: training.losses), validationSplit: training.validationSplit,
    seed: training.seed, directory: specDirectory,
    preprocessing: (resumed ?? weights).map { try Preprocessing(spec.data, savedWith: $0, isComplete: false) },
    acceptsOtherClasses: options.acceptsOtherNetwork)
  guard let examples = data.training else {
    throw RunError("data", at: spec.data?.range, "'data:' has no 'train:' to train on")
  }
  if let vocabulary = data.preprocessing.vocabulary { try graph.requireRoom(for: vocabulary, of: "the text") }
  let pool = SharedThreadPool(threads: options.threadCount)

  func plans(_ purpose: PlanPurpose, _ count: Int, keepsLast: Bool = true) throws -> [Plan] {
    try BatchExecutors.sizes(count, batchSize: training.batchSize, keepsLast: keepsLast).map {
      try compilation.requirePlan(batch: $0, purpose: purpose, options: options)
    }
  }
  let trainer = try reportingFaults("data", at: spec.data?.range) {
    try Trainer(
      training, graph: graph,
      plans: plans(.training, examples.count, keepsLast: training.keepsLastBatch), examples: examples,
      preprocessing: data.preprocessing, pool: pool)
  }
  let reporters = training.losses.enumerated().compactMap { target, loss in
    OutputReporter(
      graph, output: loss.output, target: target, training: training, hasLabels: loss.isSparse,
      columns: spec.data?.targetColumns ?? [], preprocessing: data.preprocessing)
  }
  func evaluator(_ part: ExampleSet?) throws -> Evaluator? {
    guard let part else { return nil }
    return try reportingFaults("data", at: spec.data?.range) {
      try Evaluator(
        scorer: trainer.scorer, plans: plans(.evaluation, part.count, keepsLast: !graph.isStateful),
        examples: part, reporters: reporters, pool: pool)
    }
  }
  let (validation, test) = (try evaluator(data.validation), try evaluator(data.test))
  let sampleWriter = try training.sample.flatMap { sample in
    try data.preprocessing.vocabulary.map { vocabulary in
      try SampleWriter(
        sample, plan: compilation.requireSingleStep().requirePlan(batch: 1, purpose: .inference, options: options),
        graph: graph, vocabulary: vocabulary,
        seed: training.seed, pool: pool)
    }
  }

  let meaning = Meaning(trainingOf: spec, graph)
  let (folder, lock) =
    try resumedFolder ?? RunFolder.begin(options.folder, name: graph.name, overwrites: options.overwrites)
  let checkpoint = try resumed.map {
    try Checkpoint($0, path: folder.checkpoint, trainer: trainer, meaning: meaning)
  }
  if let checkpoint { try checkpoint.restore(trainer) } else { try trainer.start(weights) }
  let log = try reportingFaults("run-folder") {
    try folder.writeSpec(compilation, from: specDirectory)
    return try MetricsLog(path: folder.metrics, keeping: checkpoint?.logBytes ?? 0)
  }
  let metadata = ["network": graph.name, "nncc_version": nnccVersion, "spec_hash": meaning.hash]
    .merging(NetworkIdentity(graph, data: spec.data).metadata) { own, _ in own }
    .merging(spec.data?.sources.first?.split?.shuffles == true ? [SplitSeed.key: "\(training.seed)"] : [:]) { own, _ in
      own
    }
  var run = TrainingRun(
    trainer: trainer, graph: graph, options: options, folder: folder, log: log, meaning: meaning,
    initialWeights: weights,
    weightMetadata: metadata.merging(data.preprocessing.metadata) { own, _ in own },
    validation: validation, test: test, sampleWriter: sampleWriter, resumedFrom: checkpoint)
  reporter.begin(
    RunOutline(
      name: graph.name, parameterCount: graph.parameters.reduce(0) { $0 + $1.volume },
      trainingExamples: examples.count, validationExamples: data.validation?.count ?? 0,
      testExamples: data.test?.count ?? 0, batchSize: training.batchSize, epochs: run.totalEpochs,
      steps: run.totalSteps, folder: folder.path))
  if let checkpoint {
    let (epoch, batch) = (checkpoint.progress.epoch, checkpoint.progress.batch)
    reporter.notice(
      "resumed from \(folder.checkpoint): \(epoch) epochs and \(batch) batches done")
    if !checkpoint.saysItsSpec {
      reporter.warn(
        "another version of nncc wrote it, which says in another way what spec it is of; names and shapes fit")
    }
    if checkpoint.progress.iteration > run.totalSteps {
      reporter.notice(
        "nothing is left to do: the spec asks for \(run.totalSteps) steps, and \(checkpoint.progress.iteration) are done"
      )
    }
  }
  for warning in data.warnings { reporter.warn(warning) }
  if examples.count < training.batchSize {
    reporter.notice(
      "each epoch is one step: batches are of \(training.batchSize), and there are \(examples.count) training examples")
  }
  if graph.isStateful {
    let size = training.batchSize
    for (part, count, leftOut) in [
      ("training", examples.count, trainer.leftOut),
      ("validation", data.validation?.count ?? 0, validation?.leftOut ?? 0),
      ("test", data.test?.count ?? 0, test?.leftOut ?? 0),
    ] where leftOut > 0 {
      reporter.notice(
        "of the \(count) \(part) examples \(leftOut) are left out: states are carried between whole batches of \(size)")
    }
  }
  return try withExtendedLifetime(lock) { try run.run(&reporter) }
}

extension RunOptions {
  /// Looks before anything is read whether the folder given is free, as it must be still when the run begins.
  package func requireFreeFolder() throws {
    if let folder { try RunFolder(path: folder).requireFree(overwrites: overwrites) }
  }

  /// How many threads compute.
  package var threadCount: Int { max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount) }
}
