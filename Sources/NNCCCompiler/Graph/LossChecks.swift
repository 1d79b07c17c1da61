import NNCCRuntime

extension Graph {
  /// Warns of a cross-entropy that does not suit the activation before it, a mistake that trains badly and says
  /// nothing: Keras takes probabilities by default, and `from_logits: true` what a softmax or a sigmoid would make
  /// probabilities of, as `ctc` always does.
  func checkProbabilities(of loss: Training.OutputLoss, _ diagnostics: inout Diagnostics) {
    let name = loss.name
    let (takesLogits, word): (Bool, String)
    var isChoice = true
    switch loss.kind {
    case .ofRows(.binaryCrossentropy(let fromLogits, _)): (takesLogits, word) = (fromLogits, "sigmoid")
    case .ofRows(.categoricalCrossentropy(let fromLogits, _)),
      .ofRows(.sparseCategoricalCrossentropy(let fromLogits, _)):
      (takesLogits, word) = (fromLogits, "softmax")
    case .ctc: (takesLogits, word, isChoice) = (true, "softmax", false)
    case .ofRows(.meanSquaredError), .ofRows(.meanAbsoluteError), .ofRows(.huber), .ofRows(.klDivergence),
      .ofRows(.poisson), .ofRows(.hinge), .ofRows(.cosineSimilarity):
      return
    }
    let output = outputs[loss.output]
    guard let activation = activation(of: output.tensor) else { return }
    if takesLogits, let before = activation.probabilityWord {
      diagnostics.warning(
        "loss-needs-logits", at: loss.range,
        "'\(name)'\(isChoice ? " with 'from_logits: true'" : "") applies a \(word), but '\(output.name)' ends in a \(before) already",
        notes: [.init("leave out \(isChoice ? "'from_logits', or " : "")the \(before)")])
    } else if !takesLogits, activation.probabilityWord == nil {
      diagnostics.warning(
        "loss-needs-probabilities", at: loss.range,
        "'\(name)' takes probabilities, but '\(output.name)' does not end in a \(word)",
        notes: [.init("say {\(name): {from_logits: true}}, or add the \(word)")])
    }
  }

  /// Whether an output holds probabilities of classes, as a softmax makes them.
  package func givesProbabilities(_ output: Output) -> Bool {
    if case .softmax = activation(of: output.tensor) { true } else { false }
  }

  /// The activation that a tensor comes out of, layers that only move or drop elements passed over; nil where it
  /// comes out of something else.
  func activation(of tensor: Int) -> ActivationChoice? {
    var tensor = tensor
    for node in nodes.reversed() where node.output == tensor {
      switch node.layer.origin {
      case .activation(let activation): return activation
      case .movedElements: tensor = node.inputs[0]
      case .other: return nil
      }
    }
    return nil
  }
}

extension ActivationChoice {
  /// What it is called if all it gives lies between 0 and 1, to be taken for probabilities.
  var probabilityWord: String? {
    switch self {
    case .softmax: "softmax"
    case .elementwise(.sigmoid), .elementwise(.hardSigmoid): "sigmoid"
    case .elementwise, .logSoftmax: nil
    }
  }
}
