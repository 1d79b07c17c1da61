import NNCCRuntime

extension Lowering {
  /// Appends the penalty of each regularized parameter.
  mutating func addParameterPenalties() {
    for (parameter, buffer) in zip(graph.parameters, parameters) {
      // As in Keras, what training does not change is not penalized either.
      guard let regularizer = parameter.regularizer, parameter.isTrainable else { continue }
      addPenalty(regularizer, of: buffer, columns: parameter.shape.last ?? 1)
    }
  }

  /// Appends the penalty on what a layer gives, a mean over the batch.
  mutating func addActivityPenalty(_ regularizer: Regularizer, of value: BufferID, _ node: Graph.Node) {
    addPenalty(regularizer.scaled(by: 1 / Float(batch)), of: value, columns: outputShape(node).last ?? 1)
  }

  private mutating func addPenalty(_ regularizer: Regularizer, of tensor: BufferID, columns: Int) {
    let buffer = program[tensor]
    let words = Kernels.regularizerScratchWords(regularizer, count: buffer.words, columns: columns)
    append(
      Penalty(
        regularizer, of: tensor, program.buffer(buffer.name + ".penalty", [1], .scalar, at: buffer.range),
        count: buffer.words, columns: columns,
        scratch: program.buffer(buffer.name + ".penalty_scratch", [max(1, words)], .scratch, at: buffer.range)))
  }

  /// Appends the loss of each output and their total with the penalties.
  ///
  /// - Returns: what targets are written to, and the total.
  mutating func addLosses(_ training: Training) -> (targets: [Plan.Port], total: BufferID) {
    var targets: [Plan.Port] = []
    var amounts: [BufferID] = []
    for loss in training.losses {
      let output = graph.outputs[loss.output]
      let shape = [batch] + loss.targetShape(graph.tensors[output.tensor].shape)
      let target = program.buffer(
        output.name + ".target", shape, .target, type: loss.isSparse ? .int32 : .float32, at: loss.range)
      targets.append(
        .init(name: output.name, buffer: target, shape: shape, type: loss.isSparse ? .int32 : .float32))
      let amount = program.buffer(output.name + ".loss", [1], .scalar, at: loss.range)
      switch loss.kind {
      case .ofRows(let kind): addLoss(kind, loss, of: output, target: target, amount: amount)
      case .ctc(let labels): addCTC(labels: labels, loss, of: output, target: target, amount: amount)
      }
      amounts.append(amount)
    }
    return (targets, addTotal(of: amounts + penalties()))
  }

  /// Appends the sum of numbers, at least one, in order.
  ///
  /// The loss is linear in each of them, so that the steps which write them start from a gradient of 1.
  private mutating func addTotal(of amounts: [BufferID]) -> BufferID {
    guard amounts.count > 1 else { return amounts[0] }
    let total = program.buffer("loss", [1], .scalar)
    append(CopyBlocks(amounts[0], to: total, count: 1))
    for amount in amounts.dropFirst() { append(AddInto(total, amount, count: 1)) }
    return total
  }

  private mutating func addLoss(
    _ kind: Loss, _ loss: Training.OutputLoss, of output: Graph.Output, target: BufferID, amount: BufferID
  ) {
    let tensor = graph.tensors[output.tensor]
    let classes = tensor.shape.last ?? 1
    let rows = batch * tensor.volume / classes
    var (prediction, kind) = (value(of: output.tensor), kind)
    if let (before, stable) = stableForm(of: kind, after: prediction, classes: classes) {
      (prediction, kind) = (before, stable)
    }
    append(
      RowLosses(
        kind, prediction: prediction, target: target,
        weights: lossWeights(output, rows: rows, purpose: loss.reducesBySum ? .sum : .mean), amount: amount,
        rowLosses: program.buffer(output.name + ".row_losses", [rows], .scratch, at: loss.range),
        gradient: lossGradient(of: prediction, output, loss), rows: rows, classes: classes,
        scale: loss.scale(rows: rows)))
  }

  private mutating func addCTC(
    labels: Int, _ loss: Training.OutputLoss, of output: Graph.Output, target: BufferID, amount: BufferID
  ) {
    let logits = value(of: output.tensor)
    let shape = graph.tensors[output.tensor].shape
    let geometry = CTCGeometry(examples: batch, time: shape[0], classes: shape[1], labels: labels)
    let scratch = [batch, geometry.scratchWords(hasGradient: purpose.hasGradient)]
    append(
      CTC(
        logits: logits, labels: target, mask: mask(of: output.tensor), amount: amount,
        exampleLosses: program.buffer(output.name + ".example_losses", [batch], .scratch, at: loss.range),
        gradient: lossGradient(of: logits, output, loss),
        scratch: program.buffer(output.name + ".alignments", scratch, .scratch, at: loss.range),
        geometry: geometry, scale: loss.scale(rows: batch)))
  }

  /// Where the gradient goes that a loss computes beside itself; nil where none is wanted.
  private mutating func lossGradient(
    of prediction: BufferID, _ output: Graph.Output, _ loss: Training.OutputLoss
  ) -> BufferID? {
    guard purpose.hasGradient else { return nil }
    return program.buffer(output.name + ".loss_gradient", program[prediction].shape, .gradient, at: loss.range)
  }

  /// What each row of a masked output's loss counts.
  private mutating func lossWeights(_ output: Graph.Output, rows: Int, purpose: MaskWeightsPurpose) -> BufferID? {
    guard let mask = mask(of: output.tensor) else { return nil }
    let steps = program[mask].words
    let weights = program.buffer(output.name + ".loss_weights", [rows], .value, at: output.range)
    append(MaskWeights(mask, weights, steps: steps, inner: rows / steps, purpose: purpose))
    return weights
  }

  /// A cross-entropy of probabilities that a softmax (or a sigmoid) gives is computed from what that reads,
  /// in the stable form.
  private func stableForm(of loss: Loss, after value: BufferID, classes: Int) -> (BufferID, Loss)? {
    guard let step = program.steps.last(where: { $0.operands.results.first == value }) else { return nil }
    let logits = (step as? Softmax).flatMap { $0.isLogarithmic || $0.columns != classes ? nil : $0.input }
    switch loss {
    case .binaryCrossentropy(fromLogits: false, let smoothing):
      guard let activate = step as? Activate, activate.activation == .sigmoid else { return nil }
      return (activate.input, .binaryCrossentropy(fromLogits: true, labelSmoothing: smoothing))
    case .categoricalCrossentropy(fromLogits: false, let smoothing):
      return logits.map { ($0, .categoricalCrossentropy(fromLogits: true, labelSmoothing: smoothing)) }
    case .sparseCategoricalCrossentropy(fromLogits: false, let smoothing):
      return logits.map { ($0, .sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: smoothing)) }
    case .binaryCrossentropy, .categoricalCrossentropy, .sparseCategoricalCrossentropy, .meanSquaredError,
      .meanAbsoluteError, .huber, .klDivergence, .poisson, .hinge, .cosineSimilarity:
      return nil
    }
  }

  func value(of tensor: Int) -> BufferID { values[tensor]! }
}

extension Training.OutputLoss {
  /// The factor on each of `rows` values.
  fileprivate func scale(rows: Int) -> Float { weight * (reducesBySum ? 1 : 1 / Float(rows)) }
}

extension Regularizer {
  fileprivate func scaled(by factor: Float) -> Regularizer {
    switch self {
    case .l1l2(let l1, let l2): .l1l2(l1: l1 * factor, l2: l2 * factor)
    case .orthogonal(let strength, let mode): .orthogonal(factor: strength * factor, mode: mode)
    }
  }
}
