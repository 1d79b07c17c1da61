import NNCCRuntime

/// Sets a random part of its input to 0 in training, and scales up the rest.
enum DropoutLayers {
  static let definitions = [
    LayerDefinition(
      entry: .init(
        "dropout", "sets a random part of its input to 0 in training, and scales up the rest",
        [
          Hyperparameter(
            "keep_prob", .optional(.number(.keepProbability)), default: .null,
            "the chance that an element stays, as in tf.nn.dropout"),
          Hyperparameter(
            "rate", .optional(.number(.rate)), default: .null,
            "the chance that an element is dropped, as in Keras"),
          Hyperparameter(
            "noise_shape", .optional(.list(.optional(.integer(atLeast: 1)))), default: .null,
            "the mask's shape with the batch; an axis of 1 drops along it together, null is the input's own extent"
          ),
          Vocabulary.seed,
        ]),
      time: .keepsSteps, infer: infer, lower: lower)
  ]

  private static func infer(_ layer: inout LayerInference) -> [Int]? {
    let hasKeep = layer.options.optionalNumber("keep_prob") != nil
    let hasRate = layer.options.optionalNumber("rate") != nil
    if hasKeep && hasRate {
      layer.diagnostics.error(
        "conflicting-keys", at: layer.options.keyRange(of: "rate"),
        "'\(layer.name)' takes 'keep_prob' or 'rate', not both: rate is 1 − keep_prob")
      return nil
    }
    if !hasKeep && !hasRate {
      layer.diagnostics.error(
        "missing-key", at: layer.range,
        "'\(layer.name)' needs 'rate' (the chance that an element is dropped) or 'keep_prob'")
      return nil
    }
    if layer.options.isGiven("noise_shape"), layer.options["noise_shape"] != .null {
      let given = layer.options.list("noise_shape")
      guard given.count == layer.shape.count + 1 else {
        layer.error(
          "wrong-rank", "noise_shape",
          "'noise_shape' has \(counted(given.count, "axis", "axes")), but with the batch the input \(layer.shape) has \(layer.shape.count + 1)"
        )
        return nil
      }
      for (axis, item) in given.enumerated() {
        guard case .integer(let extent) = item.value, extent != 1 else { continue }
        if axis == 0 {
          layer.error(
            "shape-mismatch", "noise_shape",
            "axis 0 of 'noise_shape', the batch, is \(extent), but must be null or 1: no spec knows the batch size")
          return nil
        }
        if extent != layer.shape[axis - 1] {
          layer.error(
            "shape-mismatch", "noise_shape",
            "axis \(axis) of 'noise_shape' is \(extent), but must be 1 or the input's \(layer.shape[axis - 1])"
          )
          return nil
        }
      }
    }
    return layer.shape
  }

  private static func lower(_ plan: inout Lowering, _ node: Graph.Node) -> BufferID {
    // The number is taken in every plan of the network, so that plans agree on the layers after it.
    let stream = plan.nextRandomStream()
    let rate = node.options.optionalNumber("rate") ?? 1 - (node.options.optionalNumber("keep_prob") ?? 1)
    let input = plan.input(node)
    guard plan.purpose.isTraining, rate > 0 else { return input }
    let shape = [plan.batch] + plan.inputShape(node)
    var maskShape = shape
    for (axis, item) in node.options.list("noise_shape").enumerated() where item.value == .integer(1) {
      maskShape[axis] = 1
    }
    let output = plan.value(node, "", plan.inputShape(node))
    plan.append(
      Dropout(
        input, output, count: shape.reduce(1, *), rate: Float(rate),
        mask: maskShape == shape ? nil : Broadcast(shape, maskShape), layer: stream,
        seed: node.options.optionalInteger("seed").map(UInt64.init)))
    return output
  }
}
