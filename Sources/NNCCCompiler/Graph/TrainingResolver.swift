import NNCCRuntime

/// Resolves `train:` against the graph: which loss is on which output, and what the optimizer's words mean.
///
/// - Returns: nil where the spec has no `train:`, or one with errors, each reported.
func resolveTraining(_ spec: Spec, _ graph: Graph, _ diagnostics: inout Diagnostics) -> Training? {
  guard let options = spec.train, options.isValid else { return nil }
  var resolver = TrainingResolver(graph: graph, options: options, diagnostics: diagnostics)
  let training = resolver.training()
  diagnostics = resolver.diagnostics
  return training
}

private struct TrainingResolver {
  let graph: Graph
  let options: Options
  var diagnostics: Diagnostics

  mutating func training() -> Training? {
    let losses = losses()
    guard let choice = options.named("optimizer") else { return nil }
    let own = choice.options(in: .optimizers)
    let learningRate = learningRate(own)
    checkClipping(own)
    let checkpoint = options.record("checkpoint")
    let metrics = options.list("metrics").compactMap { metric($0, of: losses) }
    return Training(
      losses: losses, optimizer: Optimizer(choice.name, own), learningRate: learningRate,
      weightDecay: own.optionalNumber("weight_decay").map { Float($0) },
      clipValue: own.optionalNumber("clipvalue").map { Float($0) },
      clipNorm: own.optionalNumber("clipnorm").map { Float($0) },
      globalClipNorm: own.optionalNumber("global_clipnorm").map { Float($0) },
      batchSize: options.integer("batch_size"), epochs: options.integer("epochs"),
      steps: steps(),
      shuffles: whereStateless("shuffle", options.boolean("shuffle"), otherwise: "in the order of the data"),
      seed: UInt64(options.integer("seed")), validationSplit: options.number("validation_split"),
      metrics: metrics,
      checkpointEveryEpochs: checkpoint?.integer("every_epochs") ?? 1,
      checkpointsKept: checkpoint?.integer("keep") ?? 1,
      keepsLastBatch: whereStateless(
        "last_batch", options.string("last_batch") == "keep", otherwise: "of one size"),
      sample: options.record("sample").map { own in
        Training.Sample(
          every: own.integer("every"), length: own.integer("length"), prompt: own.optionalString("prompt"),
          range: options.keyRange(of: "sample"))
      })
  }

  /// What a key asks for, unless it is kept from it by a state that is carried from batch to batch: an error where the
  /// spec gives the key.
  private mutating func whereStateless(_ key: String, _ isWanted: Bool, otherwise: String) -> Bool {
    guard graph.isStateful, isWanted, options.isGiven(key) else { return isWanted && !graph.isStateful }
    let layer = graph.nodes.first { $0.isStateful }
    diagnostics.error(
      "conflicting-keys", at: options.keyRange(of: key),
      "'\(layer?.name ?? "a layer")' is stateful: batches are \(otherwise), so leave out '\(key)'",
      notes: [.init("it carries its state from each batch to the next", at: layer?.range)])
    return false
  }

  private mutating func steps() -> Int? {
    guard let steps = options.optionalInteger("steps") else { return nil }
    if options.isGiven("epochs") {
      diagnostics.error(
        "conflicting-keys", at: options.keyRange(of: "steps"),
        "training ends after 'epochs' or after 'steps'; give one of them",
        notes: [.init("'epochs' is given here", at: options.keyRange(of: "epochs"))])
    }
    return steps
  }

  // MARK: Losses

  private mutating func losses() -> [Training.OutputLoss] {
    let weights = lossWeights()
    switch options["loss"] {
    case .named(let choice):
      return graph.outputs.indices.compactMap { loss(choice, output: $0, weights) }
    case .dictionary(let items):
      if items.isEmpty { reportNoLoss() }
      return items.compactMap { item in
        guard let output = graph.outputs.firstIndex(where: { $0.name == item.key }) else {
          reportUnknownOutput(item.key, at: item.keyRange)
          return nil
        }
        guard case .named(let choice) = item.value.value else { return nil }
        return loss(choice, output: output, weights)
      }.sorted { $0.output < $1.output }
    case .list(let items):
      guard isOneEach(items, key: "loss") else { return [] }
      return items.enumerated().compactMap { index, item in
        if case .named(let choice) = item.value { loss(choice, output: index, weights) } else { nil }
      }
    default: return []
    }
  }

  private mutating func reportNoLoss() {
    diagnostics.error(
      "missing-key", at: options.range(of: "loss"),
      "'loss' names no loss; give one, or one for each output: {\(graph.outputs.first?.name ?? "output"): mse}")
  }

  private mutating func lossWeights() -> [String: Float] {
    var weights: [String: Float] = [:]
    switch options["loss_weights"] {
    case .dictionary(let items):
      for item in items {
        if !graph.outputs.contains(where: { $0.name == item.key }) {
          reportUnknownOutput(item.key, at: item.keyRange)
        }
        if case .number(let weight) = item.value.value { weights[item.key] = Float(weight) }
      }
    case .list(let items):
      guard isOneEach(items, key: "loss_weights") else { return [:] }
      for (output, item) in zip(graph.outputs, items) {
        if case .number(let weight) = item.value { weights[output.name] = Float(weight) }
      }
    default: break
    }
    return weights
  }

  private mutating func isOneEach(_ items: [OptionValue.Located], key: String) -> Bool {
    if items.count == graph.outputs.count { return true }
    diagnostics.error(
      "wrong-rank", at: options.range(of: key),
      "'\(key)' lists \(items.count), but the network has \(counted(graph.outputs.count, "output")): \(listed(graph.outputs.map(\.name)))"
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
    _ choice: NamedOption, output index: Int, _ weights: [String: Float]
  ) -> Training.OutputLoss? {
    let own = choice.options(in: .losses)
    let output = graph.outputs[index]
    let range = choice.range ?? options.range(of: "loss")
    let kind: Training.OutputLoss.Kind
    if choice.name == "ctc" {
      guard let labels = graph.labelLength(own, for: output, at: range, &diagnostics) else { return nil }
      kind = .ctc(labels: labels)
    } else {
      let loss = Loss(choice.name, own)
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
      output: index, kind: kind, weight: weights[output.name] ?? 1,
      reducesBySum: own.string("reduction") == "sum", range: range)
    graph.checkProbabilities(of: loss, named: choice.name, &diagnostics)
    return loss
  }

  private mutating func metric(
    _ located: OptionValue.Located, of losses: [Training.OutputLoss]
  ) -> Training.Metric? {
    guard case .named(let choice) = located.value else { return nil }
    if let loss = losses.first(where: \.isCTC) {
      diagnostics.error(
        "shape-mismatch", at: located.range,
        "'\(choice.name)' wants a target for each step of '\(graph.outputs[loss.output].name)', but 'ctc' has labels without a place in time"
      )
      return nil
    }
    switch choice.name {
    case "perplexity":
      if let loss = losses.first(where: { $0.readsClassLogits == nil }) {
        let output = graph.outputs[loss.output].name
        diagnostics.error(
          "conflicting-keys", at: choice.range,
          "'perplexity' is made of a cross-entropy over classes, which is not the loss of '\(output)'",
          notes: [.init("the loss is here", at: loss.range)])
        return nil
      }
      return .perplexity
    case "accuracy": return .accuracy
    case "top_k_accuracy": return .topK(choice.options(in: .metrics).integer("k"))
    case "mse": return .meanSquaredError
    default: return .meanAbsoluteError
    }
  }

  // MARK: Optimizer

  /// As in Keras, gradients are clipped in one way.
  private mutating func checkClipping(_ own: Options) {
    let given = ["clipnorm", "global_clipnorm", "clipvalue"].filter { own.optionalNumber($0) != nil }
    guard given.count > 1 else { return }
    diagnostics.error(
      "conflicting-keys", at: own.keyRange(of: given[1]),
      "gradients are clipped by \(listed(given.map { "'\($0)'" }, "or")), not by more than one of them",
      notes: [.init("the first is here", at: own.keyRange(of: given[0]))])
  }

  private mutating func learningRate(_ own: Options) -> LearningRate {
    switch own["learning_rate"] {
    case .number(let rate): return .constant(rate)
    case .named(let choice): return schedule(choice.name, choice.options(in: .schedules))
    default: return .constant(0)
    }
  }

  private mutating func schedule(_ name: String, _ own: Options) -> LearningRate {
    switch name {
    case "exponential_decay":
      return .exponentialDecay(
        initial: own.number("initial_learning_rate"), decaySteps: own.number("decay_steps"),
        decayRate: own.number("decay_rate"), staircase: own.boolean("staircase"))
    case "piecewise_constant":
      let boundaries = own.integers("boundaries")
      let values = own.list("values").compactMap {
        if case .number(let value) = $0.value { value } else { nil }
      }
      if values.count != boundaries.count + 1 {
        diagnostics.error(
          "wrong-rank", at: own.range(of: "values"),
          "'piecewise_constant' with \(counted(boundaries.count, "boundary", "boundaries")) needs \(counted(boundaries.count + 1, "value")), not \(values.count)"
        )
      }
      if let (before, after) = zip(boundaries, boundaries.dropFirst()).first(where: { $0 >= $1 }) {
        diagnostics.error(
          "out-of-range", at: own.range(of: "boundaries"),
          "'boundaries' of 'piecewise_constant' must ascend, but \(after) follows \(before)")
      }
      return .piecewiseConstant(boundaries: boundaries, values: values)
    case "cosine_decay":
      if own.integer("warmup_steps") > 0, own.optionalNumber("warmup_target") == nil {
        diagnostics.error(
          "missing-key", at: own.keyRange(of: "warmup_steps"),
          "'cosine_decay' with 'warmup_steps' needs 'warmup_target' (where the warm-up ends)")
      }
      return .cosineDecay(
        initial: own.number("initial_learning_rate"), decaySteps: own.number("decay_steps"),
        alpha: own.number("alpha"), warmupTarget: own.optionalNumber("warmup_target"),
        warmupSteps: own.number("warmup_steps"))
    case "inverse_time_decay":
      return .inverseTimeDecay(
        initial: own.number("initial_learning_rate"), decaySteps: own.number("decay_steps"),
        decayRate: own.number("decay_rate"), staircase: own.boolean("staircase"))
    default:
      return .polynomialDecay(
        initial: own.number("initial_learning_rate"), decaySteps: own.number("decay_steps"),
        end: own.number("end_learning_rate"), power: own.number("power"), cycle: own.boolean("cycle"))
    }
  }
}

extension Loss {
  /// The loss of a name of the vocabulary.
  fileprivate init(_ name: String, _ options: Options) {
    switch name {
    case "mean_squared_error": self = .meanSquaredError
    case "mean_absolute_error": self = .meanAbsoluteError
    case "huber": self = .huber(delta: options.float("delta"))
    case "binary_crossentropy":
      self = .binaryCrossentropy(
        fromLogits: options.boolean("from_logits"), labelSmoothing: options.float("label_smoothing"))
    case "categorical_crossentropy":
      self = .categoricalCrossentropy(
        fromLogits: options.boolean("from_logits"), labelSmoothing: options.float("label_smoothing"))
    case "sparse_categorical_crossentropy":
      self = .sparseCategoricalCrossentropy(
        fromLogits: options.boolean("from_logits"), labelSmoothing: options.float("label_smoothing"))
    case "kl_divergence": self = .klDivergence
    case "poisson": self = .poisson
    case "hinge": self = .hinge
    case "cosine_similarity": self = .cosineSimilarity
    default: preconditionFailure("no loss is called '\(name)'")
    }
  }
}

extension Optimizer {
  /// The optimizer of a name of the vocabulary.
  fileprivate init(_ name: String, _ options: Options) {
    switch name {
    case "sgd": self = .sgd(momentum: options.number("momentum"), nesterov: options.boolean("nesterov"))
    case "adam", "adamw":
      self = .adam(
        beta1: options.number("beta_1"), beta2: options.number("beta_2"), epsilon: options.number("epsilon"),
        amsgrad: options.boolean("amsgrad"))
    case "adamax":
      self = .adamax(
        beta1: options.number("beta_1"), beta2: options.number("beta_2"), epsilon: options.number("epsilon"))
    case "nadam":
      self = .nadam(
        beta1: options.number("beta_1"), beta2: options.number("beta_2"), epsilon: options.number("epsilon"))
    case "rmsprop":
      self = .rmsprop(
        rho: options.number("rho"), momentum: options.number("momentum"), epsilon: options.number("epsilon"),
        centered: options.boolean("centered"))
    case "adagrad":
      self = .adagrad(
        initialAccumulator: options.number("initial_accumulator_value"), epsilon: options.number("epsilon"))
    case "adadelta": self = .adadelta(rho: options.number("rho"), epsilon: options.number("epsilon"))
    case "ftrl":
      self = .ftrl(
        learningRatePower: options.number("learning_rate_power"),
        initialAccumulator: options.number("initial_accumulator_value"),
        l1: options.number("l1_regularization_strength"), l2: options.number("l2_regularization_strength"),
        l2Shrinkage: options.number("l2_shrinkage_regularization_strength"), beta: options.number("beta"))
    default: preconditionFailure("no optimizer is called '\(name)'")
    }
  }
}
