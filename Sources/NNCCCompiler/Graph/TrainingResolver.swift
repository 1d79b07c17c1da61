import NNCCRuntime

/// Resolves `train:` against the graph: which loss is on which output, and what the optimizer's words mean.
///
/// - Returns: nil where the spec has no `train:`, or one with errors, each reported.
func resolveTraining(_ spec: Spec, _ graph: Graph, _ diagnostics: inout Diagnostics) -> Training? {
  guard let options = spec.train, options.isValid else { return nil }
  var resolver = TrainingResolver(graph: graph, options: options, data: spec.data, diagnostics: diagnostics)
  let training = resolver.training()
  diagnostics = resolver.diagnostics
  return training
}

private struct TrainingResolver {
  let graph: Graph
  let options: Options
  let data: Options?
  var diagnostics: Diagnostics

  mutating func training() -> Training? {
    let losses = losses()
    let optimizer = options[TrainSection.optimizer]
    let own = optimizer.options
    let learningRate = learningRate(own[Optimizers.learningRate])
    checkClipping(own)
    let metrics = options[TrainSection.metrics].compactMap { metric($0, of: losses) }
    var sample = options[TrainSection.sample]
    sample?.range = options.keyRange(of: TrainSection.sample)
    return Training(
      losses: losses, optimizer: optimizer.value, learningRate: learningRate,
      weightDecay: own[Optimizers.weightDecay], clipValue: own[Optimizers.clipValue],
      clipNorm: own[Optimizers.clipNorm], globalClipNorm: own[Optimizers.globalClipNorm],
      batchSize: options[TrainSection.batchSize], epochs: options[TrainSection.epochs], steps: steps(),
      shuffles: whereStateless(TrainSection.shuffles, otherwise: "in the order of the data"),
      seed: options[TrainSection.seed], validationSplit: options[TrainSection.validationSplit], metrics: metrics,
      checkpoints: checkpoints(losses, metrics), earlyStopping: earlyStopping(losses, metrics),
      keepsLastBatch: whereStateless(TrainSection.keepsLastBatch, otherwise: "of one size"), sample: sample)
  }

  /// What a key asks for, unless it is kept from it by a state that is carried from batch to batch: an error where the
  /// spec gives the key.
  private mutating func whereStateless(_ key: Key<Bool>, otherwise: String) -> Bool {
    let isWanted = options[key]
    guard graph.isStateful, isWanted, options.isGiven(key) else { return isWanted && !graph.isStateful }
    let layer = graph.nodes.first { $0.isStateful }
    diagnostics.error(
      "conflicting-keys", at: options.keyRange(of: key),
      "'\(layer?.name ?? "a layer")' is stateful: batches are \(otherwise), so leave out '\(key.name)'",
      notes: [.init("it carries its state from each batch to the next", at: layer?.range)])
    return false
  }

  // MARK: Monitors

  private mutating func checkpoints(
    _ losses: [Training.OutputLoss], _ metrics: [Training.Metric]
  ) -> Training.Checkpoints {
    guard let given = options[TrainSection.checkpoints] else { return Training.Checkpoints() }
    let range = options.keyRange(of: TrainSection.checkpoints)
    return Training.Checkpoints(
      everyEpochs: given.everyEpochs, everySteps: given.everySteps, everyMinutes: given.everyMinutes, kept: given.kept,
      best: given.best.flatMap { monitor($0, key: "best", at: range, losses, metrics) })
  }

  private mutating func earlyStopping(
    _ losses: [Training.OutputLoss], _ metrics: [Training.Metric]
  ) -> Training.EarlyStopping? {
    guard let given = options[TrainSection.earlyStopping] else { return nil }
    let range = options.keyRange(of: TrainSection.earlyStopping)
    guard var monitor = monitor(given.monitor, key: "monitor", at: range, losses, metrics) else { return nil }
    monitor.isToRise = given.isToRise ?? monitor.isToRise
    return Training.EarlyStopping(
      monitor: monitor, patience: given.patience, minDelta: given.minDelta, baseline: given.baseline,
      startFromEpoch: given.startFromEpoch, restoresBestWeights: given.restoresBestWeights)
  }

  /// The score of that name: `loss`, a metric's, or one of them after `val_`.
  private mutating func monitor(
    _ name: String, key: String, at range: SourceRange?, _ losses: [Training.OutputLoss], _ metrics: [Training.Metric]
  ) -> Training.Monitor? {
    let trained =
      [Training.Monitor(name: "loss", isToRise: false)]
      + Training.outputMetrics(metrics, of: losses, graph).map { .init(name: $0.name, isToRise: $0.metric.isToRise) }
    let validated = trained.map { Training.Monitor(name: "val_" + $0.name, isToRise: $0.isToRise) }
    let known = trained + (hasValidation ? validated : [])
    if let monitor = known.first(where: { $0.name == name }) { return monitor }
    if validated.contains(where: { $0.name == name }) {
      diagnostics.error(
        "unknown-score", at: range,
        "'\(key)' is '\(name)', but there is nothing to validate on",
        notes: [
          .init("'validation_split' of 'train', or 'validation' of 'data', holds examples out"),
          .init("'\(name.dropFirst(4))' is the score on what is trained on"),
        ])
    } else {
      let near = nearestName(to: name, among: known.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
      diagnostics.error(
        "unknown-score", at: range,
        "'\(key)' is '\(name)', which is no score of this training\(near)",
        notes: [.init("the scores are \(listed(known.map(\.name))); 'metrics' adds others")])
    }
    return nil
  }

  private var hasValidation: Bool {
    if options[TrainSection.validationSplit] > 0 || data?[DataSection.validation] != nil { return true }
    return data?[DataSection.training]?.value.split.map { $0.validation > 0 } ?? false
  }

  private mutating func steps() -> Int? {
    guard let steps = options[TrainSection.steps] else { return nil }
    if options.isGiven(TrainSection.epochs) {
      diagnostics.error(
        "conflicting-keys", at: options.keyRange(of: TrainSection.steps),
        "training ends after 'epochs' or after 'steps'; give one of them",
        notes: [.init("'epochs' is given here", at: options.keyRange(of: TrainSection.epochs))])
    }
    return steps
  }

  // MARK: Losses

  private mutating func losses() -> [Training.OutputLoss] {
    let weights = lossWeights()
    switch options[TrainSection.loss] {
    case .ofAll(let choice):
      return graph.outputs.indices.compactMap { loss(choice, output: $0, weights) }
    case .ofEach(.byName(let items)):
      if items.isEmpty { reportNoLoss() }
      return items.compactMap { item in
        guard let output = graph.outputs.firstIndex(where: { $0.name == item.name }) else {
          reportUnknownOutput(item.name, at: item.range)
          return nil
        }
        return loss(item.value.value, output: output, weights)
      }.sorted { $0.output < $1.output }
    case .ofEach(.inOrder(let choices)):
      guard isOneEach(choices.count, TrainSection.loss) else { return [] }
      return choices.enumerated().compactMap { loss($1, output: $0, weights) }
    }
  }

  private mutating func reportNoLoss() {
    diagnostics.error(
      "missing-key", at: options.range(of: TrainSection.loss),
      "'loss' names no loss; give one, or one for each output: {\(graph.outputs.first?.name ?? "output"): mse}")
  }

  private mutating func lossWeights() -> [String: Float] {
    var weights: [String: Float] = [:]
    switch options[TrainSection.lossWeights] {
    case .byName(let items):
      for item in items {
        if !graph.outputs.contains(where: { $0.name == item.name }) { reportUnknownOutput(item.name, at: item.range) }
        weights[item.name] = item.value.value
      }
    case .inOrder(let items):
      guard isOneEach(items.count, TrainSection.lossWeights) else { return [:] }
      for (output, weight) in zip(graph.outputs, items) { weights[output.name] = weight }
    }
    return weights
  }

  private mutating func isOneEach(_ count: Int, _ key: any DeclaredKey) -> Bool {
    if count == graph.outputs.count { return true }
    diagnostics.error(
      "wrong-rank", at: options.range(of: key),
      "'\(key.hyperparameter.name)' lists \(count), but the network has \(counted(graph.outputs.count, "output")): \(listed(graph.outputs.map(\.name)))"
    )
    return false
  }

  private mutating func reportUnknownOutput(_ name: String, at range: SourceRange) {
    let names = graph.outputs.map(\.name)
    let nearest = nearestName(to: name, among: names)
    diagnostics.error(
      "unknown-output", at: range,
      "the network has no output '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
      notes: nearest == nil
        ? [.init(names.count == 1 ? "its output is '\(names[0])'" : "its outputs are \(listed(names))")] : [],
      fixIts: nearest.map { [.init("write '\($0)'", range: range, replacement: $0)] } ?? [])
  }

  private mutating func loss(
    _ choice: Chosen<Losses.Choice>, output index: Int, _ weights: [String: Float]
  ) -> Training.OutputLoss? {
    let output = graph.outputs[index]
    let range = choice.range ?? options.range(of: TrainSection.loss)
    let kind: Training.OutputLoss.Kind
    switch choice.value.kind {
    case .ctc(let given):
      guard let labels = graph.labelLength(given, choice.options, for: output, at: range, &diagnostics) else {
        return nil
      }
      kind = .ctc(labels: labels)
    case .ofRows(let loss):
      if case .sparseCategoricalCrossentropy = loss, graph.tensors[output.tensor].shape.last == 1 {
        diagnostics.error(
          "shape-mismatch", at: range,
          "'\(choice.name)' wants a number for each class, but '\(output.name)' \(graph.tensors[output.tensor].shape) gives one alone",
          notes: [.init("for two classes use 'binary_crossentropy'")])
        return nil
      }
      kind = .ofRows(loss)
    }
    let loss = Training.OutputLoss(
      output: index, name: choice.name, kind: kind, weight: weights[output.name] ?? 1,
      reducesBySum: choice.value.isSum, range: range)
    graph.checkProbabilities(of: loss, &diagnostics)
    return loss
  }

  private mutating func metric(
    _ located: Located<Chosen<Training.Metric>>, of losses: [Training.OutputLoss]
  ) -> Training.Metric? {
    let choice = located.value
    if let loss = losses.first(where: \.isCTC) {
      diagnostics.error(
        "shape-mismatch", at: located.range,
        "'\(choice.name)' wants a target for each step of '\(graph.outputs[loss.output].name)', but 'ctc' has labels without a place in time"
      )
      return nil
    }
    switch choice.value {
    case .meanSquaredError, .meanAbsoluteError:
      // Where other outputs have numbers as their targets, it is of those.
      guard let loss = losses.first, losses.allSatisfy(\.isSparse) else { break }
      diagnostics.error(
        "conflicting-keys", at: choice.range,
        "'\(choice.name)' compares numbers, but the targets of '\(graph.outputs[loss.output].name)' are the numbers of classes",
        notes: [.init("'\(loss.name)' is here; 'accuracy' is a metric for it", at: loss.range)])
      return nil
    case .topK(let k):
      for output in losses.map({ graph.outputs[$0.output] }) {
        let classes = graph.tensors[output.tensor].shape.last ?? 1
        guard classes > 1, k >= classes else { continue }
        diagnostics.warning(
          "no-choice", at: choice.range,
          "'\(choice.name)' with k \(k) is always 1: '\(output.name)' has \(classes) classes")
      }
    case .accuracy, .perplexity: break
    }
    if choice.value == .perplexity, let loss = losses.first(where: { $0.readsClassLogits == nil }) {
      let output = graph.outputs[loss.output].name
      diagnostics.error(
        "conflicting-keys", at: choice.range,
        "'perplexity' is made of a cross-entropy over classes, which is not the loss of '\(output)'",
        notes: [.init("the loss is here", at: loss.range)])
      return nil
    }
    return choice.value
  }

  // MARK: Optimizer

  /// As in Keras, gradients are clipped in one way.
  private mutating func checkClipping(_ own: Options) {
    let given = [Optimizers.clipNorm, Optimizers.globalClipNorm, Optimizers.clipValue].filter { own[$0] != nil }
    guard given.count > 1 else { return }
    diagnostics.error(
      "conflicting-keys", at: own.keyRange(of: given[1]),
      "gradients are clipped by \(listed(given.map { "'\($0.name)'" }, "or")), not by more than one of them",
      notes: [.init("the first is here", at: own.keyRange(of: given[0]))])
  }

  private mutating func learningRate(_ rate: Optimizers.Rate) -> LearningRate {
    switch rate {
    case .constant(let rate): return .constant(rate)
    case .schedule(let schedule):
      Schedules.check(schedule, &diagnostics)
      return schedule.value
    }
  }
}
