import NNCCRuntime

/// Activations as layers: `activation`, and each activation by its own name.
enum ActivationLayers {
  static let definitions =
    [
      LayerDefinition(
        entry: .init(
          "activation", "an activation by name",
          [Hyperparameter("activation", .named { .activations }, "an activation's name")]),
        time: .keepsSteps,
        infer: { infer(&$0, ActivationChoice($0.options.named("activation")), key: "activation") },
        lower: { try lower(&$0, $1, ActivationChoice($1.options.named("activation"))) })
    ] + Vocabulary.activations.entries.map(layer) + [prelu]

  /// An activation of the vocabulary as a layer, with the defaults of Keras's layers where they differ.
  private static func layer(_ entry: Vocabulary.Entry) -> LayerDefinition {
    var entry = entry
    if entry.name == "leaky_relu" { entry.hyperparameters = [Vocabulary.negativeSlope(0.3)] }
    let name = entry.name
    return LayerDefinition(
      entry: entry, time: .keepsSteps,
      infer: { layer in
        infer(
          &layer, ActivationChoice(name, layer.options),
          key: layer.options.values.contains { $0.name == "axis" } ? "axis" : nil)
      },
      lower: { try lower(&$0, $1, ActivationChoice(name, $1.options)) })
  }

  private static func infer(
    _ layer: inout LayerInference, _ activation: ActivationChoice, key: String?
  ) -> [Int]? {
    layer.checkAxis(activation, shape: layer.shape, at: key.flatMap { layer.options.range(of: $0) } ?? layer.range)
    return layer.shape
  }

  private static func lower(
    _ plan: inout Lowering, _ node: Graph.Node, _ activation: ActivationChoice
  ) throws -> BufferID {
    try plan.activated(plan.input(node), activation, node, shape: plan.outputShape(node))
  }

  /// y = x, or alpha · x below 0, with an alpha that is learned (He 2015).
  private static let prelu = LayerDefinition(
    entry: .init(
      "prelu", "x, or alpha · x below 0, with an alpha that is learned",
      [
        ParameterOptions.initializer("alpha", default: "zeros"), ParameterOptions.regularizer("alpha"),
        ParameterOptions.constraint("alpha"),
        Hyperparameter(
          "shared_axes", .optional(.extents(rank: nil)), default: .null,
          "axes along which one alpha serves, the batch being axis 0"),
      ]),
    time: .keepsSteps,
    infer: { layer in
      var shape = layer.shape
      for axis in layer.options.integers("shared_axes") {
        guard axis <= shape.count else {
          layer.error(
            "wrong-axis", "shared_axes",
            "there is no axis \(axis): with the batch as axis 0 the input \(shape) has \(axesWording(rank: shape.count))"
          )
          return nil
        }
        shape[axis - 1] = 1
      }
      layer.declare("alpha", shape)
      return layer.shape
    },
    // As Keras computes it: relu(x) − alpha · relu(−x).
    lower: { plan, node in
      let shape = plan.inputShape(node)
      let count = plan.batch * shape.reduce(1, *)
      let x = plan.input(node)
      let alpha = plan.parameter(node, "alpha")!
      let positive = plan.value(node, ".positive", shape)
      plan.append(Activate(x, positive, count: count, activation: .relu))
      let turned = plan.value(node, ".turned", shape)
      plan.append(Scale(x, turned, count: count, factor: -1))
      let negative = plan.value(node, ".negative", shape)
      plan.append(Activate(turned, negative, count: count, activation: .relu))
      let scaled = plan.value(node, ".scaled", shape)
      try plan.merge(
        .multiply, negative, shape: [plan.batch] + shape, alpha, shape: [1] + plan.program[alpha].shape,
        into: scaled)
      let output = plan.value(node, "", shape)
      try plan.merge(
        .subtract, positive, shape: [plan.batch] + shape, scaled, shape: [plan.batch] + shape, into: output)
      return output
    })
}
