import NNCCRuntime

/// Divides each channel by what those around it amount to (Krizhevsky 2012, section 3.3).
struct LocalResponseNormalizationLayer: Layer {
  static let members: [LayerMember] = [
    .init(
      "local_response_normalization", aliases: ["lrn"],
      "each channel over (bias + alpha · the squares of those around it)^beta (Krizhevsky 2012)", radius, bias, alpha,
      beta
    ) {
      LocalResponseNormalizationLayer(
        window: NormalizationWindow(radius: $0, bias: Float($1), alpha: Float($2), beta: Float($3)))
    }
  ]

  private static let radius = Key(
    "depth_radius", .integer(atLeast: 0, atMost: 1 << 20), default: .integer(5),
    "how many channels on either side count")
  private static let bias = Key("bias", .number(.positive), default: .number(1), "keeps the divisor from 0")
  private static let alpha = Key("alpha", .number(.nonNegative), default: .number(1), "the factor on the squares")
  private static let beta = Key("beta", .number(.nonNegative), default: .number(0.5), "the power")

  let window: NormalizationWindow

  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.other

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? { (inference.shape, ()) }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) throws -> BufferID {
    let shape = plan.inputShape(node)
    let output = plan.value(node, "", shape)
    plan.append(
      LocalResponseNormalization(
        plan.input(node), output, rows: plan.batch * shape.dropLast().reduce(1, *), channels: shape[shape.count - 1],
        window: window))
    return output
  }
}
