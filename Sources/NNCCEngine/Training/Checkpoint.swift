import NNCCCompiler
import NNCCRuntime

/// All that a run needs to go on to the same bits: one safetensors file with the parameters, the optimizer's
/// slots and the states carried from batch to batch, and the rest as its metadata.
package struct Checkpoint {
  /// The layout of the metadata.
  private static let version = "1"

  /// Parameters, slots and states, by name.
  package var tensors: WeightFile
  package var progress: TrainingProgress
  /// The scores of the epochs that ended.
  package var history: TrainingHistory
  /// Of the run, those before a resumption among them.
  package var seconds: Double
  /// The length of metrics.jsonl.
  package var logBytes: Int
  /// Examples trained on: the order of batches depends on it.
  package var examples: Int
  private var seed: UInt64
  package var meaning: Meaning
  /// Whether it says which spec it belongs to in a way that can be compared: not where another version wrote it.
  package private(set) var saysItsSpec = true
  /// What a weight file of this state says beside its tensors.
  private var weightMetadata: [String: String]
  private var metrics: [String]

  /// The state of a trainer.
  ///
  /// - Returns: nil where a parameter, slot or state is not finite: such a state is not worth going back to.
  package init?(
    _ trainer: Trainer, history: TrainingHistory, seconds: Double, logBytes: Int, meaning: Meaning,
    weightMetadata: [String: String]
  ) throws {
    guard trainer.executor.hasFiniteState else { return nil }
    tensors = try WeightFile(
      trainer.executor.parameterTensors() + trainer.executor.slotTensors() + trainer.executor.stateTensors())
    progress = trainer.progress
    self.history = history
    self.seconds = seconds
    self.logBytes = logBytes
    examples = trainer.examples.count
    seed = trainer.training.seed
    self.meaning = meaning
    self.weightMetadata = weightMetadata
    metrics = trainer.scorer.metrics.map(\.name)
  }

  /// Puts a trainer in this state.
  package func restore(_ trainer: Trainer) throws {
    let executor = trainer.executor
    try executor.load(tensors)
    for slot in executor.plan.slots { try executor.load(tensors, slot.name, to: slot.buffer) }
    for state in executor.plan.states { try executor.load(tensors, state.savedStateName, to: state.buffer) }
    trainer.resume(at: progress)
  }

  // MARK: The file

  /// Replaces a file atomically.
  ///
  /// - Throws: `RunError`.
  package func write(to path: String) throws {
    var file = tensors
    let state = [
      Key.format: Key.formatName, Key.version: Self.version,
      Key.iteration: "\(progress.iteration)", Key.epoch: "\(progress.epoch)", Key.batch: "\(progress.batch)",
      Key.lossSum: "\(progress.sums.loss)", Key.lossCount: "\(progress.sums.examples)",
      Key.metrics: Self.words(metrics), Key.metricSums: Self.words(progress.sums.metrics),
      Key.metricCounts: Self.words(progress.sums.counts),
      Key.history: history.text, Key.seconds: "\(seconds)", Key.logBytes: "\(logBytes)",
      Key.examples: "\(examples)", Key.spec: meaning.text, Key.seed: "\(seed)",
    ]
    file.metadata = weightMetadata.merging(state) { _, state in state }
    try reportingFaults("checkpoint") { try file.write(to: path) }
  }

  /// Reads a file and holds it against the run that it is to go on with.
  ///
  /// - Throws: `RunError` where it is damaged, or of a spec of another meaning.
  package init(path: String, trainer: Trainer, meaning: Meaning) throws {
    try self.init(Self.file(path), path: path, trainer: trainer, meaning: meaning)
  }

  /// The same of a file that has been read.
  package init(_ file: WeightFile, path: String, trainer: Trainer, meaning: Meaning) throws {
    tensors = file
    let fields = MetadataFields(tensors.metadata, path: path)
    weightMetadata = [:]
    seed = trainer.training.seed
    guard tensors.metadata[Key.format] == Key.formatName, tensors.metadata[Key.version] == Self.version else {
      throw RunError("checkpoint", "\(path) is no checkpoint that nncc \(nnccVersion) can read")
    }
    let text = try fields.text(Key.spec)
    guard Meaning.wrote(text) else { throw fields.damaged }
    let written = Meaning(text: text)
    saysItsSpec = written != nil
    self.meaning = meaning
    let changes = written.map { meaning.changes(since: $0) } ?? []
    guard changes.isEmpty else {
      throw RunError(
        "spec-changed", "\(path) belongs to a spec of another meaning, and cannot be resumed with this one",
        notes: changes.prefix(20).map { .init($0) }
          + [.init("without --resume, the run starts anew; --weights \(path) starts it from these weights")])
    }
    examples = try fields.number(Key.examples)
    guard examples == trainer.examples.count else {
      throw RunError(
        "spec-changed",
        "\(path) was trained on \(examples) examples, but now there are \(trainer.examples.count)")
    }
    var sums = trainer.scorer.emptySums
    sums.loss = try fields.number(Key.lossSum)
    sums.examples = try fields.number(Key.lossCount)
    let metricSums: [Double] = try fields.numbers(Key.metricSums)
    let counts: [Int] = try fields.numbers(Key.metricCounts)
    // Other metrics may be asked for than before: those of the epoch under way then start where it goes on.
    metrics = trainer.scorer.metrics.map(\.name)
    if try fields.text(Key.metrics) == Self.words(metrics) {
      guard metricSums.count == metrics.count, counts.count == metrics.count else { throw fields.damaged }
      sums.metrics = metricSums
      sums.counts = counts
    }
    progress = TrainingProgress(
      iteration: try fields.number(Key.iteration), epoch: try fields.number(Key.epoch),
      batch: try fields.number(Key.batch), sums: sums)
    history = try TrainingHistory(text: fields.text(Key.history))
    seconds = try fields.number(Key.seconds)
    logBytes = try fields.number(Key.logBytes)
    guard progress.iteration >= 0, progress.epoch >= 0,
      (0...trainer.batchesPerEpoch).contains(progress.batch),
      history.epochs == progress.epoch,
      logBytes >= 0, seconds >= 0
    else { throw fields.damaged }
    try checkTensors(of: trainer.executor.plan, path: path)
  }

  /// What stands at a path, whether or not it is a checkpoint.
  ///
  /// - Throws: `RunError`.
  package static func file(_ path: String) throws -> WeightFile {
    do {
      return try WeightFile(path: path)
    } catch let error as FileError {
      throw RunError("checkpoint", "\(error)")
    } catch let error as WeightFileError {
      throw RunError("checkpoint", "\(path): \(error)")
    }
  }

  private func checkTensors(of plan: Plan, path: String) throws {
    let declarations =
      plan.parameters.map { WeightFile.Declaration($0.name, shape: $0.shape) }
      + plan.slots.map { WeightFile.Declaration($0.name, shape: $0.shape) }
      + plan.states.map { WeightFile.Declaration($0.savedStateName, shape: $0.shape) }
    guard let mismatch = tensors.mismatches(with: declarations).first else { return }
    throw RunError("checkpoint", "\(path): \(mismatch)")
  }

  /// The parameters alone, where a file is a checkpoint; the file itself where it is none.
  package static func weights(in file: WeightFile, for graph: Graph) throws -> WeightFile {
    guard file.metadata[Key.format] == Key.formatName else { return file }
    let parameters = Set(graph.parameters.map(\.name))
    let kept = file.tensors.filter { tensor in
      parameters.contains(tensor.name) || !prefixes.contains { tensor.name.hasPrefix($0) }
    }
    return try WeightFile(kept, metadata: file.metadata)
  }

  /// What the names of a plan's slots and states begin with.
  private static let prefixes = ["optimizer/", Plan.Port.savedStatePrefix]

  private static func words(_ values: [some CustomStringConvertible]) -> String {
    values.map(\.description).joined(separator: " ")
  }

  private enum Key {
    static let format = "format"
    static let formatName = "nncc-checkpoint"
    static let version = "format_version"
    static let iteration = "iteration"
    static let epoch = "epoch"
    static let batch = "batch"
    static let lossSum = "loss_sum"
    static let lossCount = "loss_count"
    static let metrics = "metrics"
    static let metricSums = "metric_sums"
    static let metricCounts = "metric_counts"
    static let history = "history"
    static let seconds = "seconds"
    static let logBytes = "log_bytes"
    static let examples = "examples"
    static let spec = "spec"
    /// For an embedded model, which has no spec to ask.
    static let seed = "seed"
  }
}

/// Reads numbers that stand in a file's metadata.
private struct MetadataFields {
  package let metadata: [String: String]
  package let path: String

  package init(_ metadata: [String: String], path: String) {
    self.metadata = metadata
    self.path = path
  }

  package var damaged: RunError { RunError("checkpoint", "\(path): the checkpoint is damaged") }

  package func text(_ key: String) throws -> String {
    guard let text = metadata[key] else { throw damaged }
    return text
  }

  package func number<Number: LosslessStringConvertible>(_ key: String) throws -> Number {
    guard let number = Number(try text(key)) else { throw damaged }
    return number
  }

  package func numbers<Number: LosslessStringConvertible>(_ key: String) throws -> [Number] {
    try text(key).split(separator: " ").map {
      guard let number = Number(String($0)) else { throw damaged }
      return number
    }
  }
}

extension Executor {
  /// Whether no parameter, slot or state is NaN or infinite.
  package var hasFiniteState: Bool {
    (plan.parameters.map(\.buffer) + plan.slots.map(\.buffer) + plan.states.map(\.buffer)).allSatisfy { buffer in
      let values = floats(buffer)
      return values.baseAddress.map { Kernels.allFinite($0, count: values.count) } ?? true
    }
  }
}
