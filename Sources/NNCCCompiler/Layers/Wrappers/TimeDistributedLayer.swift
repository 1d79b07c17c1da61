import NNCCRuntime

/// A layer at each step of a sequence on its own, a CNN included, with the same parameters.
struct TimeDistributedLayer: Layer {
  static let members: [LayerMember] = [
    .init("time_distributed", "a layer at each step of a sequence, with the same parameters", layer) {
      TimeDistributedLayer(layer: $0)
    }
  ]

  private static let layer = Key("layer", .named { family }, "the layer")

  /// The layers that read one tensor of floats. Names, inputs and the rest are the wrapper's to say; what carries or
  /// names states would have to do so for every step.
  private static let family = Family<any Layer>(
    "a layer to apply at each step",
    LayerRegistry.ofOneTensor.map {
      $0.changing(
        without: [RecurrentLayer.isStateful, RecurrentLayer.namesStates, RecurrentLayer.initialState],
        with: [ParameterKeys.isTrainable])
    })

  let layer: Chosen<any Layer>

  let time = TimeRole.keepsSteps
  var passesPredictionsOn: Bool { layer.value.passesPredictionsOn }
  var origin: OutputOrigin {
    switch layer.value.origin {
    case .activation(let activation): .activation(activation)
    case .movedElements, .other: .other
    }
  }

  /// What runs along the inner layer's axes runs along none of time.
  func reasonAgainstSteps(rank: Int) -> String? { nil }

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? {
    guard inference.shape.count > 1 else {
      inference.diagnostics.error(
        "shape-mismatch", at: inference.place(of: inference.inputs[0]),
        "'\(inference.name)' takes [time, …], but '\(inference.inputs[0].tensor.name)' is \(inference.shape)")
      return nil
    }
    guard let shape = layer.value.add(to: &inference, as: layer.name, layer.options) else { return nil }
    return ([inference.shape[0]] + shape, ())
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) throws -> BufferID {
    // [batch, time, …] in memory is [batch · time, …].
    let time = plan.inputShape(node)[0]
    let result = try plan.lowerInner(node.inner[0], input: plan.input(node), timesBatch: time)
    let shape = [plan.batch] + plan.outputShape(node)
    plan.program[result].shape = shape
    return result
  }
}

extension Layer {
  /// Follows the shape rule at each step of what another layer reads.
  fileprivate func add(to outer: inout LayerInference, as name: String, _ options: Options) -> [Int]? {
    outer.addInner(name, self, options, stepName: "a step of \(outer.inputs[0].tensor.name)", prefix: "")?.shape
  }
}
