import NNCCRuntime

/// Layers that turn whole numbers, such as characters or words, into vectors.
enum LookupLayers {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "one_hot", "1 at the place of each number, 0 elsewhere",
        [Hyperparameter("depth", .integer(atLeast: 1), "how many different numbers there are")]),
      readsIntegers: true, time: .keepsSteps,
      infer: { $0.shape + [$0.options.integer("depth")] },
      lower: { plan, node in
        let rows = plan.value(node, "", plan.outputShape(node))
        plan.append(
          OneHot(
            plan.input(node), count: plan.batch * plan.inputShape(node).reduce(1, *), rows,
            depth: node.options.integer("depth")))
        return rows
      }),
    LayerDefinition(
      entry: .init(
        "embedding", "a learned vector for each number",
        [
          Hyperparameter("input_dim", .integer(atLeast: 1), "how many different numbers there are"),
          Hyperparameter("output_dim", .integer(atLeast: 1), "the length of a vector"),
          ParameterOptions.initializer("embeddings", default: "random_uniform"),
          ParameterOptions.regularizer("embeddings"), ParameterOptions.constraint("embeddings"),
          Hyperparameter(
            "mask_zero", .boolean, default: .boolean(false),
            "whether the number 0 is padding: a step to be left out by the layers after it"),
        ]),
      readsIntegers: true, time: .keepsSteps,
      infer: { layer in
        if layer.options.boolean("mask_zero") {
          guard layer.shape.count == 1 else {
            layer.error(
              "shape-mismatch", "mask_zero", "'mask_zero' is for a sequence of numbers [time], not \(layer.shape)")
            return nil
          }
          layer.furtherOutputs.append(.init(name: "mask", shape: layer.shape, isMask: true))
        }
        layer.declare("embeddings", [layer.options.integer("input_dim"), layer.options.integer("output_dim")])
        return layer.shape + [layer.options.integer("output_dim")]
      },
      lower: { plan, node in
        let rows = plan.value(node, "", plan.outputShape(node))
        plan.append(
          Gather(
            plan.parameter(node, "embeddings")!, words: node.options.integer("input_dim"),
            width: node.options.integer("output_dim"), indices: plan.input(node),
            count: plan.batch * plan.inputShape(node).reduce(1, *), into: rows))
        try plan.addMask(
          of: node.output, from: plan.input(node), width: 1, .nonzero, within: plan.mask(node), name: node.name,
          at: node.range)
        return rows
      }),
  ]
}
