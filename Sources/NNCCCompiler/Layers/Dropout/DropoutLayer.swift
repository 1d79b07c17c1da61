import NNCCRuntime

/// Sets a random part of its input to 0 in training, and scales up the rest.
struct DropoutLayer: Layer {
  static let members: [LayerMember] = [
    .init(
      "dropout", "sets a random part of its input to 0 in training, and scales up the rest", keepRate, dropRate,
      noiseShape, Initializers.seed
    ) { DropoutLayer(keepRate: $0, dropRate: $1, noiseShape: $2, seed: $3) }
  ]

  private static let keepRate = Key(
    "keep_prob", .optional(.number(.keepProbability)), default: .null,
    "the chance that an element stays, as in tf.nn.dropout")
  private static let dropRate = Key(
    "rate", .optional(.number(.rate)), default: .null, "the chance that an element is dropped, as in Keras")
  private static let noiseShape = Key(
    "noise_shape", .optional(.list(.optional(.integer(atLeast: 1)))), default: .null,
    "the mask's shape with the batch; an axis of 1 drops along it together, null is the input's own extent")

  let keepRate: Double?
  let dropRate: Double?
  let noiseShape: [Int?]?
  let seed: UInt64?

  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.movedElements
  let passesPredictionsOn = true

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? {
    if keepRate != nil && dropRate != nil {
      inference.diagnostics.error(
        "conflicting-keys", at: inference.options.keyRange(of: Self.dropRate),
        "'\(inference.name)' takes 'keep_prob' or 'rate', not both: rate is 1 − keep_prob")
      return nil
    }
    if keepRate == nil && dropRate == nil {
      inference.diagnostics.error(
        "missing-key", at: inference.range,
        "'\(inference.name)' needs 'rate' (the chance that an element is dropped) or 'keep_prob'")
      return nil
    }
    guard noiseShape.map({ checkNoiseShape($0, &inference) }) ?? true else { return nil }
    return (inference.shape, ())
  }

  private func checkNoiseShape(_ given: [Int?], _ inference: inout LayerInference) -> Bool {
    let shape = inference.shape
    guard given.count == shape.count + 1 else {
      inference.error(
        "wrong-rank", Self.noiseShape,
        "'noise_shape' has \(counted(given.count, "axis", "axes")), but with the batch the input \(shape) has \(shape.count + 1)"
      )
      return false
    }
    for (axis, extent) in given.enumerated() {
      guard let extent, extent != 1 else { continue }
      if axis == 0 {
        inference.error(
          "shape-mismatch", Self.noiseShape,
          "axis 0 of 'noise_shape', the batch, is \(extent), but must be null or 1: no spec knows the batch size")
        return false
      }
      if extent != shape[axis - 1] {
        inference.error(
          "shape-mismatch", Self.noiseShape,
          "axis \(axis) of 'noise_shape' is \(extent), but must be 1 or the input's \(shape[axis - 1])")
        return false
      }
    }
    return true
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) -> BufferID {
    // The number is taken in every plan of the network, so that plans agree on the layers after it.
    let stream = plan.nextRandomStream()
    let rate = dropRate ?? 1 - (keepRate ?? 1)
    let input = plan.input(node)
    guard plan.purpose.isTraining, rate > 0 else { return input }
    let shape = [plan.batch] + plan.inputShape(node)
    var maskShape = shape
    for (axis, extent) in (noiseShape ?? []).enumerated() where extent == 1 { maskShape[axis] = 1 }
    let output = plan.value(node, "", plan.inputShape(node))
    plan.append(
      Dropout(
        input, output, count: shape.reduce(1, *), rate: Float(rate),
        mask: maskShape == shape ? nil : Broadcast(shape, maskShape),
        drawsPerExample: noiseShape?.first == 1 ? 0 : plan.drawsPerExample(maskShape), layer: stream, seed: seed))
    return output
  }
}
