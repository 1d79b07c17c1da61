import NNCCRuntime

/// A recurrent layer forward in time beside one backward (Schuster and Paliwal 1997; Graves 2013).
struct BidirectionalLayer: Layer {
  static let members: [LayerMember] = [
    .init(
      "bidirectional", "a recurrent layer forward in time beside one backward",
      keys: [forward, backward, merge, RecurrentLayer.initialState]
    ) { BidirectionalLayer($0) }
  ]

  /// The layers that can run both ways. Their names, inputs and initial states are the wrapper's to say.
  private static let family = Family<RecurrentLayer>(
    "a recurrent layer",
    RecurrentLayer.words.map {
      $0.changing(
        without: [RecurrentLayer.initialState], with: [ParameterKeys.isTrainable, Regularizers.activity])
    })

  private static let forward = Key("layer", .named { family }, "the layer that runs forward")
  private static let backward = Key(
    "backward_layer", .optional(.named { family }), default: .null,
    "the layer that runs backward, with 'go_backwards: true'; by default one like the first")
  private static let merge = Key<MergeMode?>(
    "merge_mode", .optional(.word), default: .string("concat"),
    "how the two outputs become one; null leaves them two, `<layer>/forward` and `<layer>/backward`")

  let directions: [Direction]
  let hasBackwardLayer: Bool
  let merge: MergeMode?

  enum MergeMode: String, CaseIterable { case concat, sum, mul, ave }

  struct Direction {
    let name: String
    let layer: Chosen<RecurrentLayer>
    /// Whether it reads a sequence from its end.
    let isReversed: Bool
  }

  init(_ options: Options) {
    let forward = options[Self.forward]
    let backward = options[Self.backward]
    hasBackwardLayer = backward != nil
    directions = [
      Direction(name: "forward", layer: forward, isReversed: forward.value.goesBackwards),
      Direction(name: "backward", layer: backward ?? forward, isReversed: !forward.value.goesBackwards),
    ]
    merge = options[Self.merge]
  }

  let time = TimeRole.carriesState
  let origin = OutputOrigin.other
  var isStateful: Bool { directions.contains { $0.layer.value.isStateful } }

  func reasonAgainstSteps(rank: Int) -> String? { RecurrentLayer.readsFromEnd }

  // MARK: Shape rule

  /// What the shape rules of forward and backward find.
  func infer(_ inference: inout LayerInference) -> (shape: [Int], [Resolved<RecurrentLayer>])? {
    guard inference.sequenceLength != nil else { return nil }
    checkBackwardLayer(&inference)
    var shapes: [[Int]] = []
    var layers: [Resolved<RecurrentLayer>] = []
    var states: [RecurrentLayer.State] = []
    for direction in directions {
      let (name, layer) = (direction.name, direction.layer)
      guard
        let found = inference.addInner(name, layer.value, layer.options, prefix: name + "/")
      else { return nil }
      shapes.append(found.shape)
      layers.append(Resolved(kind: layer.value, resolution: found.resolution))
      inference.furtherOutputs += found.own.furtherOutputs.filter { $0.role == .named }
        .map { .init(name: "\(name)/\($0.name)", shape: $0.shape) }
      states += found.resolution.states.map { .init(name: "\(name)/\($0.name)", extent: $0.extent) }
    }
    inference.checkInitialStates(states, isStateful: false)
    guard !inference.diagnostics.hasErrors, let shape = merged(&inference, shapes[0], shapes[1]) else { return nil }
    return (shape, layers)
  }

  private func merged(_ inference: inout LayerInference, _ forward: [Int], _ backward: [Int]) -> [Int]? {
    switch merge {
    case nil:
      inference.hasPartsAlone = true
      inference.furtherOutputs += [
        .init(name: "forward", shape: forward), .init(name: "backward", shape: backward),
      ]
      return forward
    case .concat:
      guard let width = forward.last, let other = backward.last else { return nil }
      return forward.dropLast() + [width + other]
    case .sum, .mul, .ave:
      guard forward == backward else {
        inference.error(
          "shape-mismatch", Self.merge,
          "merge_mode '\(merge?.rawValue ?? "")' needs equal outputs, but forward gives \(forward) and backward \(backward)"
        )
        return nil
      }
      return forward
    }
  }

  /// What Keras demands of a backward layer of its own.
  private func checkBackwardLayer(_ inference: inout LayerInference) {
    guard hasBackwardLayer else { return }
    let (forward, backward) = (directions[0].layer, directions[1].layer)
    if forward.value.goesBackwards == backward.value.goesBackwards {
      inference.error(
        "conflicting-keys", Self.backward,
        "'layer' and 'backward_layer' read in one direction; say 'go_backwards: true' in the second")
    }
    for key in [RecurrentLayer.returnsSequence, RecurrentLayer.namesStates, RecurrentLayer.isStateful] {
      let (own, other) = (forward.options[key], backward.options[key])
      guard own != other else { continue }
      inference.error(
        "conflicting-keys", Self.backward,
        "'layer' and 'backward_layer' must agree on '\(key.name)', but it is \(own) and \(other)")
    }
  }
}

// MARK: Lowering

extension BidirectionalLayer {
  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ layers: [Resolved<RecurrentLayer>]) throws -> BufferID {
    let half = node.initialStates.count / 2
    var outputs: [BufferID] = []
    for (index, direction) in directions.enumerated() {
      var inner = node.inner[index]
      inner.initialStates = Array(index == 0 ? node.initialStates.prefix(half) : node.initialStates.suffix(half))
      let run = plan.recurrentLayer(inner, layers[index], isReversed: direction.isReversed, within: node)
      // Keras turns the backward layer's sequence around from its order of reading, whichever that is.
      let isInOrder = direction.isReversed == (index == 1)
      let output = isInOrder || !run.isSequence ? run.output : plan.reversedInTime(run.output, inner)
      if plan.purpose.hasLoss, let regularizer = inner.activityRegularizer {
        plan.addActivityPenalty(regularizer, of: output, inner)
      }
      plan.define(node, direction.name, output)
      outputs.append(output)
    }
    return try joined(outputs, &plan, node)
  }

  private func joined(_ outputs: [BufferID], _ plan: inout Lowering, _ node: Graph.Node) throws -> BufferID {
    let shapes = outputs.map { plan.program[$0].shape }
    switch merge {
    case nil: return outputs[0]
    case .concat:
      let widths = shapes.map { $0[$0.count - 1] }
      let output = plan.value(node, "", plan.outputShape(node))
      plan.concatenate(outputs, widths: widths, rows: shapes[0].dropLast().reduce(1, *), to: output)
      return output
    case .sum: return try join(.add)
    case .mul: return try join(.multiply)
    case .ave:
      let sum = try join(.add, ".sum")
      let mean = plan.value(node, "", Array(shapes[0].dropFirst()))
      plan.append(Scale(sum, mean, count: plan.program[mean].words, factor: 0.5))
      return mean
    }
    func join(_ operation: MergeOperation, _ suffix: String = "") throws -> BufferID {
      let output = plan.value(node, suffix, Array(shapes[0].dropFirst()))
      try plan.merge(operation, outputs[0], shape: shapes[0], outputs[1], shape: shapes[1], into: output)
      return output
    }
  }
}
