import NNCCRuntime

/// `bidirectional`: a recurrent layer forward in time beside one backward (Schuster and Paliwal 1997; Graves 2013).
enum BidirectionalLayer {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "bidirectional", "a recurrent layer forward in time beside one backward",
        [
          Hyperparameter("layer", .named { vocabulary }, "the layer that runs forward"),
          Hyperparameter(
            "backward_layer", .optional(.named { vocabulary }), default: .null,
            "the layer that runs backward, with 'go_backwards: true'; by default one like the first"),
          Hyperparameter(
            "merge_mode", .optional(.word(["concat", "sum", "mul", "ave"])), default: .string("concat"),
            "how the two outputs become one; null leaves them two, `<layer>/forward` and `<layer>/backward`"),
          RecurrentKeys.initialState,
        ]),
      time: .carriesState, infer: infer, lower: lower)
  ]

  /// The layers that can run both ways. Their names, inputs and initial states are the wrapper's to say.
  static let vocabulary = Vocabulary(
    what: "a recurrent layer",
    entries: (RecurrentLayers.definitions + RecurrentCells.definitions).map { definition in
      var entry = definition.entry
      entry.hyperparameters.removeAll { $0.name == RecurrentKeys.initialState.name }
      entry.hyperparameters += [LayerRegistry.trainable, ParameterOptions.activityRegularizer]
      return entry
    })

  /// A direction's name, the layer that takes it, and whether it reads a sequence from its end.
  private struct Direction {
    var name: String
    var layer: NamedOption
    var options: Options
    var isReversed: Bool
  }

  private static func directions(_ options: Options) -> [Direction] {
    guard let layer = options.named("layer") else { return [] }
    let forward = layer.options(in: vocabulary)
    let isReversed = forward.flag("go_backwards")
    let backwardLayer = options.named("backward_layer") ?? layer
    return [
      Direction(name: "forward", layer: layer, options: forward, isReversed: isReversed),
      Direction(
        name: "backward", layer: backwardLayer, options: backwardLayer.options(in: vocabulary),
        isReversed: !isReversed),
    ]
  }

  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    guard layer.sequenceLength != nil else { return nil }
    checkBackwardLayer(&layer)
    var shapes: [[Int]] = []
    var states: [(name: String, extent: Int)] = []
    for direction in directions(layer.options) {
      let definition = LayerRegistry[direction.layer.name]
      let own = layer.addInner(
        direction.name, type: direction.layer.name, options: direction.options,
        parameterPrefix: direction.name + "/", definition.infer)
      guard let own else { return nil }
      shapes.append(layer.inner[layer.inner.count - 1].outputShape)
      layer.furtherOutputs += own.furtherOutputs.map { .init(name: "\(direction.name)/\($0.name)", shape: $0.shape) }
      states += own.states.map { ("\(direction.name)/\($0.name)", $0.extent) }
    }
    layer.checkInitialStates(states)
    guard !layer.diagnostics.hasErrors else { return nil }
    return merged(&layer, shapes)
  }

  private static func merged(_ layer: inout LayerInference, _ shapes: [[Int]]) -> [Int]? {
    let (forward, backward) = (shapes[0], shapes[1])
    switch layer.options.optionalString("merge_mode") {
    case nil:
      layer.hasPartsAlone = true
      layer.furtherOutputs += [
        .init(name: "forward", shape: forward), .init(name: "backward", shape: backward),
      ]
      return forward
    case "concat":
      guard let width = forward.last, let other = backward.last else { return nil }
      return forward.dropLast() + [width + other]
    case let mode?:
      guard forward == backward else {
        layer.error(
          "shape-mismatch", "merge_mode",
          "merge_mode '\(mode)' needs equal outputs, but forward gives \(forward) and backward \(backward)")
        return nil
      }
      return forward
    }
  }

  /// What Keras demands of a backward layer of its own.
  private static func checkBackwardLayer(_ layer: inout LayerInference) {
    guard let forward = layer.options.named("layer")?.options(in: vocabulary),
      let backward = layer.options.named("backward_layer")?.options(in: vocabulary)
    else { return }
    if forward.flag("go_backwards") == backward.flag("go_backwards") {
      layer.error(
        "conflicting-keys", "backward_layer",
        "'layer' and 'backward_layer' read in one direction; say 'go_backwards: true' in the second")
    }
    for key in ["return_sequences", "return_state", "stateful"] where forward.flag(key) != backward.flag(key) {
      layer.error(
        "conflicting-keys", "backward_layer",
        "'layer' and 'backward_layer' must agree on '\(key)', but it is \(forward.flag(key)) and \(backward.flag(key))")
    }
  }

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) throws -> BufferID {
    let input = plan.input(node)
    let half = node.initialStates.count / 2
    var outputs: [BufferID] = []
    for (index, direction) in directions(node.options).enumerated() {
      var inner = node.inner[index]
      inner.initialStates = Array(index == 0 ? node.initialStates.prefix(half) : node.initialStates.suffix(half))
      let run = plan.recurrentLayer(
        inner, cells: inner.inner.isEmpty ? [inner] : inner.inner, input: input, isReversed: direction.isReversed,
        namedAfter: node)
      // Keras turns the backward layer's sequence around from its order of reading, whichever that is.
      let isInOrder = direction.isReversed == (index == 1)
      let output = isInOrder || !run.isSequence ? run.output : plan.reversedInTime(run.output, inner)
      if plan.purpose.hasLoss, let regularizer = inner.activityRegularizer {
        plan.addActivityPenalty(regularizer, of: output, inner)
      }
      plan.define(node, direction.name, output)
      outputs.append(output)
    }
    return try merge(outputs, &plan, node)
  }

  private static func merge(
    _ outputs: [BufferID], _ plan: inout Lowering, _ node: Graph.Node
  ) throws -> BufferID {
    let shapes = outputs.map { plan.program[$0].shape }
    guard let mode = node.options.optionalString("merge_mode") else { return outputs[0] }
    if mode == "concat" {
      let widths = shapes.map { $0[$0.count - 1] }
      let output = plan.value(node, "", plan.outputShape(node))
      plan.concatenate(outputs, widths: widths, rows: shapes[0].dropLast().reduce(1, *), to: output)
      return output
    }
    let joint = plan.value(node, mode == "ave" ? ".sum" : "", Array(shapes[0].dropFirst()))
    try plan.merge(
      mode == "mul" ? .multiply : .add, outputs[0], shape: shapes[0], outputs[1], shape: shapes[1], into: joint)
    guard mode == "ave" else { return joint }
    let mean = plan.value(node, "", Array(shapes[0].dropFirst()))
    plan.append(Scale(joint, mean, count: plan.program[mean].words, factor: 0.5))
    return mean
  }
}
