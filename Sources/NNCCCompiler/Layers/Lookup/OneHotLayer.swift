import NNCCRuntime

/// 1 at the place of each number, 0 elsewhere.
struct OneHotLayer: Layer {
  static let members: [LayerMember] = [
    .init("one_hot", "1 at the place of each number, 0 elsewhere", depth) { OneHotLayer(depth: $0) }
  ]

  private static let depth = Key("depth", .integer(atLeast: 1), "how many different numbers there are")

  let depth: Int

  var numbersKey: Key<Int>? { Self.depth }
  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.other

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? { (inference.shape + [depth], ()) }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) -> BufferID {
    let rows = plan.value(node, "", plan.outputShape(node))
    plan.append(
      OneHot(
        plan.input(node), count: plan.batch * plan.inputShape(node).reduce(1, *), rows, depth: depth))
    return rows
  }
}
