import NNCCRuntime

/// `time_distributed`: a layer at each step of a sequence on its own, a CNN included.
enum TimeDistributedLayer {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "time_distributed", "a layer at each step of a sequence, with the same parameters",
        [Hyperparameter("layer", .named { vocabulary }, "the layer")]),
      time: .keepsSteps, infer: infer, lower: lower)
  ]

  /// The layers that read one tensor of floats. Names, inputs and the rest are the wrapper's to say.
  static let vocabulary = Vocabulary(
    what: "a layer to apply at each step",
    entries: LayerRegistry.unwrapped.filter { $0.inputs == .one && !$0.readsIntegers }.map { definition in
      var entry = definition.entry
      // What carries or names states would have to do so for every step.
      entry.hyperparameters.removeAll {
        ["stateful", "return_state", RecurrentKeys.initialState.name].contains($0.name)
      }
      entry.hyperparameters.append(LayerRegistry.trainable)
      return entry
    })

  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    guard let inner = layer.options.named("layer") else { return nil }
    guard layer.shape.count > 1 else {
      layer.diagnostics.error(
        "shape-mismatch", at: layer.inputRange(0),
        "'\(layer.name)' takes [time, …], but '\(layer.inputs[0].name)' is \(layer.shape)")
      return nil
    }
    let time = layer.shape[0]
    let definition = LayerRegistry[inner.name]
    guard
      layer.addInner(
        inner.name, type: inner.name, options: inner.options(in: vocabulary),
        inputShape: Array(layer.shape.dropFirst()), inputName: "a step of \(layer.inputs[0].name)", parameterPrefix: "",
        definition.infer) != nil
    else { return nil }
    return [time] + layer.inner[0].outputShape
  }

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) throws -> BufferID {
    // [batch, time, …] in memory is [batch · time, …].
    let time = plan.inputShape(node)[0]
    let result = try plan.lowerInner(node.inner[0], input: plan.input(node), timesBatch: time)
    let shape = [plan.batch] + plan.outputShape(node)
    plan.program[result].shape = shape
    return result
  }
}
