import NNCCRuntime

/// y = x, or alpha · x below 0, with an alpha that is learned (He 2015).
struct PReLULayer: Layer {
  static let members: [LayerMember] = [
    .init(
      "prelu", "x, or alpha · x below 0, with an alpha that is learned",
      keys: ParameterKeys.table(alpha) + [sharedAxes]
    ) { PReLULayer(sharedAxes: $0[sharedAxes] ?? []) }
  ]

  private static let alpha = ParameterKeys("alpha", initializer: "zeros")
  private static let sharedAxes = Key(
    "shared_axes", .optional(.extents(rank: nil)), default: .null,
    "axes along which one alpha serves, the batch being axis 0")

  let sharedAxes: [Int]

  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.other

  func reasonAgainstSteps(rank: Int) -> String? {
    sharedAxes.contains(1) ? nil : "it has an alpha of its own for each step"
  }

  func infer(_ inference: inout LayerInference) -> (shape: [Int], ParameterIndex)? {
    var shape = inference.shape
    for axis in sharedAxes {
      guard axis <= shape.count else {
        inference.error(
          "wrong-axis", Self.sharedAxes,
          "there is no axis \(axis): with the batch as axis 0 the input \(shape) has \(axesWording(rank: shape.count))")
        return nil
      }
      shape[axis - 1] = 1
    }
    return (inference.shape, inference.declare("alpha", shape, Self.alpha))
  }

  /// As Keras computes it: relu(x) − alpha · relu(−x).
  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ alpha: ParameterIndex) throws -> BufferID {
    let shape = plan.inputShape(node)
    let count = plan.batch * shape.reduce(1, *)
    let x = plan.input(node)
    let alpha = plan.parameter(node, alpha)
    let positive = plan.value(node, ".positive", shape)
    plan.append(Activate(x, positive, count: count, activation: .relu))
    let turned = plan.value(node, ".turned", shape)
    plan.append(Scale(x, turned, count: count, factor: -1))
    let negative = plan.value(node, ".negative", shape)
    plan.append(Activate(turned, negative, count: count, activation: .relu))
    let scaled = plan.value(node, ".scaled", shape)
    try plan.merge(
      .multiply, negative, shape: [plan.batch] + shape, alpha, shape: [1] + plan.program[alpha].shape, into: scaled)
    let output = plan.value(node, "", shape)
    try plan.merge(
      .subtract, positive, shape: [plan.batch] + shape, scaled, shape: [plan.batch] + shape, into: output)
    return output
  }
}
