import NNCCRuntime

/// `masking`: leaves out the steps of a sequence that hold nothing but one value.
enum MaskingLayer {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "masking", "leaves out the steps of a sequence whose features all have one value",
        [Hyperparameter("mask_value", .number(), default: .integer(0), "the value")]),
      time: .keepsSteps,
      infer: { layer in
        guard let time = layer.sequenceLength else { return nil }
        layer.furtherOutputs.append(.init(name: "mask", shape: [time], isMask: true))
        return layer.shape
      },
      lower: { plan, node in
        let input = plan.input(node)
        let (time, width) = (plan.inputShape(node)[0], plan.inputShape(node)[1])
        try plan.addMask(
          of: node.output, from: input, width: width, .differs(from: node.options.float("mask_value")),
          within: plan.mask(node), name: node.name, at: node.range)
        let output = plan.value(node, "", [time, width])
        guard let mask = plan.outputMask(node) else { return input }
        // What is left out is 0, as in Keras.
        try plan.merge(
          .multiply, input, shape: [plan.batch, time, width], mask, shape: [plan.batch, time, 1], into: output)
        return output
      })
  ]
}
