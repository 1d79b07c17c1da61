import NNCCRuntime

/// output = activation(input · kernel + bias), over the last axis.
enum DenseLayer {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "dense", "every output depends on every input",
        [
          Hyperparameter("units", .integer(atLeast: 1), aliases: ["num_units"], "the number of outputs")
        ] + ParameterOptions.kernelAndBias),
      time: .keepsSteps, infer: infer, lower: lower)
  ]

  /// [..., features] → [..., units]
  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    let units = layer.options.integer("units")
    let features = layer.shape[layer.shape.count - 1]
    let output = Array(layer.shape.dropLast()) + [units]
    layer.declare("kernel", [features, units])
    if layer.options.boolean("use_bias") { layer.declare("bias", [units]) }
    layer.readOutputOptions(shape: output)
    return output
  }

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) throws -> BufferID {
    let kernel = plan.parameter(node, "kernel")!
    let shape = plan.outputShape(node)
    let units = node.options.integer("units")
    let features = plan.inputShape(node).last!
    let result = plan.value(node, ".linear", shape)
    let rows = plan.batch * shape.dropLast().reduce(1, *)
    let readsInPlace = plan.purpose.hasGradient && Matmul.readsInPlace(rows: rows)
    plan.append(
      Matmul(
        left: plan.input(node), right: readsInPlace ? kernel : nil,
        panels: readsInPlace ? nil : plan.packed(kernel, .matrix(inner: features, columns: units)),
        bias: plan.parameter(node, "bias"), into: result,
        geometry: .init(rows: rows, inner: features, columns: units)))
    return try plan.activated(result, ActivationChoice(node.options.named("activation")), node, shape: shape)
  }
}
