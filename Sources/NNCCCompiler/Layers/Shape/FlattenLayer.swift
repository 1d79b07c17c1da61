import NNCCRuntime

/// All axes into one: the same numbers, so that no step is taken.
struct FlattenLayer: Layer {
  static let members: [LayerMember] = [
    .init("flatten", "all axes into one", ImageLayout.isChannelsFirst) { FlattenLayer(isChannelsFirst: $0) }
  ]

  let isChannelsFirst: Bool

  let time = TimeRole.mixes
  let origin = OutputOrigin.movedElements

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? {
    Shapes.volume(inference.shape).map { ([$0], ()) }
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) throws -> BufferID {
    let shape = plan.inputShape(node)
    // As Keras does, channels-first input is turned first, so that weights after it fit both layouts.
    guard isChannelsFirst, shape.count > 1 else { return plan.input(node) }
    return try plan.channelsLast(plan.input(node), ImageLayout(shape: shape, isChannelsFirst: true), node)
  }
}
