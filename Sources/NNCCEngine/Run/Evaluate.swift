import NNCCCompiler
import NNCCRuntime

/// Takes the scores of given weights on the validation and test parts, for a spec that has no `train:`.
///
/// Targets that are class numbers are scored by accuracy, others by mse and mae.
package func evaluate(
  _ compilation: Compilation, specDirectory: String, options: RunOptions,
  reporter: inout any TrainingReporter
) throws -> RunResult {
  let start = Clock.nanoseconds()
  if options.resumes {
    throw RunError(
      "nothing-to-resume", "the spec has no 'train:', so there is no training to resume",
      notes: [.init("without --resume, the weights are evaluated")])
  }
  try options.requireFreeFolder()
  let graph = try compilation.requireGraph()
  guard let spec = compilation.spec else { throw InternalError("a compilation without a spec") }
  guard let path = options.weights else {
    throw RunError(
      "weights", "the spec has no 'train:', and there are no weights to evaluate",
      notes: [
        .init("--weights W evaluates those of a file")
      ])
  }
  let weights = try readWeights(path, for: compilation, acceptsOther: options.acceptsOtherNetwork) {
    reporter.warn($0.message)
  }
  let preprocessing = try Preprocessing(spec.data, savedWith: weights)
  func read(_ areLabels: Bool) throws -> RunData {
    try RunData(
      spec, layout: ExampleLayout(graph, targetsAreLabels: areLabels), validationSplit: 0,
      seed: SplitSeed.of(weights, compilation), directory: specDirectory, preprocessing: preprocessing,
      acceptsOtherClasses: options.acceptsOtherNetwork)
  }
  let canBeLabels = graph.outputs.allSatisfy { (graph.tensors[$0.tensor].shape.last ?? 1) > 1 }
  let (data, areLabels) = try labelsOrNumbers(canBeLabels: canBeLabels, read)
  if let vocabulary = data.preprocessing.vocabulary { try graph.requireRoom(for: vocabulary, of: "the text") }
  let scorer = Scorer(graph, targetsAreLabels: areLabels, preprocessing: preprocessing)
  guard data.validation != nil || data.test != nil else {
    throw RunError(
      "data", at: spec.data?.range, "'data:' has neither 'validation:' nor 'test:' to evaluate on")
  }
  let reporters = graph.outputs.indices.compactMap { index in
    OutputReporter(
      graph, output: index, target: index, training: nil, hasLabels: areLabels,
      columns: spec.data?.targetColumns ?? [], preprocessing: data.preprocessing)
  }
  let pool = SharedThreadPool(threads: options.threadCount)
  var interruption: Int32?
  var result = RunResult(epochs: 0, steps: 0, seconds: 0)
  func scores(_ part: ExampleSet?, _ name: String) throws -> Scores? {
    guard let part, interruption == nil else { return nil }
    let evaluator = try reportingFaults("data") {
      try Evaluator(
        scorer: scorer,
        plans: BatchExecutors.sizes(part.count, batchSize: inferenceBatch, keepsLast: !graph.isStateful).map {
          try compilation.requirePlan(batch: $0, purpose: .evaluation, options: options)
        }, examples: part, reporters: reporters, pool: pool)
    }
    for executor in evaluator.all { try executor.load(weights) }
    let scores = evaluator.evaluate { options.interruption() != nil }
    if scores == nil { interruption = options.interruption() } else { result.reports[name] = evaluator.reports }
    return scores
  }
  result.validation = try scores(data.validation, "validation")
  result.test = try scores(data.test, "test")
  result.interruption = interruption
  result.seconds = Double(Clock.nanoseconds() - start) * 1e-9
  if let path = options.folder {
    let (folder, lock) = try RunFolder.begin(path, name: graph.name, overwrites: options.overwrites)
    result.folder = folder.path
    try withExtendedLifetime(lock) {
      try reportingFaults("run-folder") {
        try folder.writeSpec(compilation, from: specDirectory)
        if interruption == nil { try AtomicFile.write(Array((result.json.formatted + "\n").utf8), to: folder.result) }
      }
    }
  }
  reporter.end(result)
  return result
}

/// Reads targets as the numbers of classes, or else as numbers for each output.
///
/// - Throws: where they are neither, what is wrong with them as the one, with what is wrong as the other.
private func labelsOrNumbers(
  canBeLabels: Bool, _ read: (_ areLabels: Bool) throws -> RunData
) throws -> (data: RunData, areLabels: Bool) {
  guard canBeLabels else { return (try read(false), false) }
  do {
    return (try read(true), true)
  } catch var error as RunError {
    do {
      return (try read(false), false)
    } catch let other as RunError {
      let notes = other.diagnostics.filter { other in !error.diagnostics.contains { $0.message == other.message } }
        .map { Diagnostic.Note("read as numbers: \($0.message)", at: $0.range) }
      if !error.diagnostics.isEmpty { error.diagnostics[0].notes += notes }
      throw error
    }
  }
}

extension ExampleLayout {
  fileprivate init(_ graph: Graph, targetsAreLabels: Bool) {
    self.init(graph, losses: [])
    targets = graph.outputs.map {
      Slot(targetFor: $0.name, shape: graph.tensors[$0.tensor].shape, isLabel: targetsAreLabels)
    }
  }
}

extension Scorer {
  fileprivate init(_ graph: Graph, targetsAreLabels: Bool, preprocessing: Preprocessing) {
    let metrics: [Training.Metric] = targetsAreLabels ? [.accuracy] : [.meanSquaredError, .meanAbsoluteError]
    self.init(
      hasLoss: false,
      metrics: graph.outputs.enumerated().flatMap { index, output in
        metrics.map { metric in
          OutputMetric(
            name: (graph.outputs.count > 1 ? output.name + "_" : "") + metric.name, metric, output: index,
            target: index, shape: graph.tensors[output.tensor].shape, hasLabels: targetsAreLabels,
            unit: preprocessing.unit(of: output.name))
        }
      })
  }
}
