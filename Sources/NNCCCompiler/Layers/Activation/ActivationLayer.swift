import NNCCRuntime

/// Activations as layers: `activation`, and each activation by its own name.
struct ActivationLayer: Layer {
  static let members: [LayerMember] =
    [
      .init("activation", "an activation by name", keys: [name]) { options in
        ActivationLayer(activation: options[name].value, range: options.range(of: name))
      }
    ]
    + Activations.members(leakySlope: 0.3).map { member in
      .init(entry: member.entry) { options in
        ActivationLayer(activation: member.meaning(options), range: options.range(of: Activations.axis))
      }
    }

  private static let name = Key("activation", .named { Activations.family }, "an activation's name")

  let activation: ActivationChoice
  /// Where the spec says it, or its axis.
  let range: SourceRange?

  let time = TimeRole.keepsSteps
  var origin: OutputOrigin { .activation(activation) }

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? {
    inference.checkAxes(of: activation, shape: inference.shape, at: range ?? inference.range)
    return (inference.shape, ())
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) throws -> BufferID {
    try plan.activated(plan.input(node), activation, node, shape: plan.outputShape(node))
  }
}
