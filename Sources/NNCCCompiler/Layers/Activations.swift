import NNCCRuntime

/// Activations as layers: `activation`, and each activation by its own name.
enum ActivationLayers {
  static let definitions =
    [
      LayerDefinition(
        entry: .init(
          "activation", "an activation by name",
          [Hyperparameter("activation", .named { .activations }, "which one")]),
        infer: { infer(&$0, ActivationChoice($0.options.named("activation")), key: "activation") },
        lower: { lower(&$0, $1, ActivationChoice($1.options.named("activation"))) })
    ] + Vocabulary.activations.entries.map(layer) + [prelu]

  /// An activation of the vocabulary as a layer, with the defaults of Keras's layers where they differ.
  private static func layer(_ entry: Vocabulary.Entry) -> LayerDefinition {
    var entry = entry
    if entry.name == "leaky_relu" { entry.hyperparameters = [Vocabulary.negativeSlope(0.3)] }
    let name = entry.name
    return LayerDefinition(
      entry: entry,
      infer: { layer in
        infer(
          &layer, ActivationChoice(name, layer.options),
          key: layer.options.values.contains { $0.name == "axis" } ? "axis" : nil)
      },
      lower: { lower(&$0, $1, ActivationChoice(name, $1.options)) })
  }

  private static func infer(
    _ layer: inout LayerInference, _ activation: ActivationChoice, key: String?
  ) -> [Int]? {
    layer.checkAxis(activation, shape: layer.shape, key: key ?? "name")
    return layer.shape
  }

  private static func lower(
    _ plan: inout Lowering, _ node: Graph.Node, _ activation: ActivationChoice
  ) -> BufferID {
    plan.activated(plan.input(node), activation, node, shape: plan.outputShape(node))
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
    infer: { layer in
      var shape = layer.shape
      for axis in layer.options.integers("shared_axes") {
        guard axis <= shape.count else {
          layer.error(
            "wrong-axis", "shared_axes", "there is no axis \(axis): with the batch as axis 0 the input \(shape) has axes 1 to \(shape.count)")
          return nil
        }
        shape[axis - 1] = 1
      }
      layer.declare("alpha", shape)
      return layer.shape
    },
    lower: { plan, node in
      let alpha = plan.parameter(node, "alpha")!
      let shape = [plan.batch] + plan.inputShape(node)
      let output = plan.value(node, "", plan.outputShape(node))
      plan.append(
        Prelu(
          input: plan.input(node), alpha: alpha, output: output, shape: shape,
          alphaShape: [1] + plan.program[alpha].shape))
      return output
    })
}
