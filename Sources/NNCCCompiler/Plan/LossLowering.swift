import NNCCRuntime

extension Lowering {
  /// Appends the penalty of each regularized parameter.
  mutating func addParameterPenalties() {
    for (parameter, buffer) in zip(graph.parameters, parameters) {
      guard let regularizer = parameter.regularizer else { continue }
      let amount = program.buffer(parameter.name + ".penalty", [1], .scalar, at: parameter.range)
      let scratch = program.buffer(
        parameter.name + ".penalty_scratch", [max(1, Penalty.scratchWords(regularizer, shape: parameter.shape))],
        .scratch, at: parameter.range)
      append(
        Penalty(
          tensor: buffer, amount: amount, scratch: scratch, regularizer: regularizer, shape: parameter.shape,
          scale: 1, isParameter: true))
    }
  }

  /// Appends the loss of each output and their total with the penalties.
  ///
  /// - Returns: what targets are written to, and the total.
  mutating func addLosses(_ training: Training) -> (targets: [Plan.Port], total: BufferID) {
    var targets: [Plan.Port] = []
    var amounts: [BufferID] = []
    for loss in training.losses {
      let output = graph.outputs[loss.output]
      let tensor = graph.tensors[output.tensor]
      let classes = tensor.shape.last ?? 1
      let rows = batch * tensor.volume / classes
      var shape = [batch] + tensor.shape
      if loss.isSparse { shape.removeLast() }
      let target = program.buffer(output.name + ".target", shape, .target, at: loss.range)
      targets.append(
        .init(name: output.name, buffer: target, shape: shape, type: loss.isSparse ? .int32 : .float32))

      var prediction = value(of: output.tensor)
      if loss.fusesActivation, let before = valueBeforeActivation(prediction) { prediction = before }
      let amount = program.buffer(output.name + ".loss", [1], .scalar, at: loss.range)
      let rowLosses = program.buffer(output.name + ".row_losses", [rows], .scratch, at: loss.range)
      let gradient =
        purpose.hasGradient
        ? program.buffer(output.name + ".loss_gradient", program[prediction].shape, .gradient, at: loss.range) : nil
      append(
        LossStep(
          prediction: prediction, target: target, amount: amount, rowLosses: rowLosses,
          predictionGradient: gradient, loss: loss.kind, rows: rows, classes: classes,
          scale: loss.weight * (loss.reducesBySum ? 1 : 1 / Float(rows))))
      amounts.append(amount)
    }
    let total = program.buffer("loss", [1], .scalar)
    append(Total(amounts: amounts + penalties(), total: total))
    return (targets, total)
  }

  /// What a softmax or an activation reads to give a buffer.
  private func valueBeforeActivation(_ value: BufferID) -> BufferID? {
    for step in program.steps.reversed() where step.writes.first == value {
      if let softmax = step as? Softmax { return softmax.input }
      if let activate = step as? Activate { return activate.input }
      return nil
    }
    return nil
  }

  func value(of tensor: Int) -> BufferID { values[tensor]! }
}
