import NNCCRuntime

/// Leaves out the steps of a sequence that hold nothing but one value.
struct MaskingLayer: Layer {
  static let members: [LayerMember] = [
    .init("masking", "leaves out the steps of a sequence whose features all have one value", value) {
      MaskingLayer(value: $0)
    }
  ]

  private static let value = Key("mask_value", .number(), default: .integer(0), "the value")

  let value: Double

  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.other
  var paddingValue: Double? { value }

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? {
    guard let time = inference.sequenceLength else { return nil }
    inference.furtherOutputs.append(.init(name: "mask", shape: [time], role: .mask))
    return (inference.shape, ())
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) throws -> BufferID {
    let input = plan.input(node)
    let (time, width) = (plan.inputShape(node)[0], plan.inputShape(node)[1])
    try plan.addMask(node, width: width, .differs(from: Float(value)))
    let output = plan.value(node, "", [time, width])
    guard let mask = plan.outputMask(node) else { return input }
    // What is left out is 0, as in Keras.
    try plan.merge(
      .multiply, input, shape: [plan.batch, time, width], mask, shape: [plan.batch, time, 1], into: output)
    return output
  }
}
