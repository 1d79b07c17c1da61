import NNCCRuntime

/// What an output's numbers say of classes.
extension Graph {
  /// How many classes an output tells apart: as many as it has numbers, or two by one number between 0 and 1.
  package func classCount(of output: Output, _ training: Training?) -> Int {
    let width = tensors[output.tensor].shape.last ?? 1
    return width == 1 && [.sigmoid, .sigmoidOfLogits].contains(classScores(of: output, training)) ? 2 : width
  }

  /// What makes probabilities of an output's numbers, or has made them already.
  package enum ClassScores: Sendable, Hashable {
    /// Of its numbers one is of the right class: those of a softmax, or what one is to be made of.
    case softmax(ofLogits: Bool)
    /// Each is for a question of its own, answered between 0 and 1.
    case sigmoid, sigmoidOfLogits
    /// They are no probabilities.
    case none
  }

  /// What an output's numbers say of classes, by its loss, or else by its activation.
  package func classScores(of output: Output, _ training: Training?) -> ClassScores {
    if let loss = training?.losses.first(where: { outputs[$0.output].name == output.name }) {
      switch loss.kind {
      case .ofRows(.binaryCrossentropy(let fromLogits, _)): return fromLogits ? .sigmoidOfLogits : .sigmoid
      case .ofRows(.categoricalCrossentropy(let fromLogits, _)),
        .ofRows(.sparseCategoricalCrossentropy(let fromLogits, _)):
        return .softmax(ofLogits: fromLogits)
      case .ctc: return .softmax(ofLogits: true)
      case .ofRows(.meanSquaredError), .ofRows(.meanAbsoluteError), .ofRows(.huber), .ofRows(.klDivergence),
        .ofRows(.poisson), .ofRows(.hinge), .ofRows(.cosineSimilarity):
        break
      }
    }
    switch activation(of: output.tensor)?.probabilityWord {
    case "softmax": return .softmax(ofLogits: false)
    case "sigmoid": return .sigmoid
    default: return .none
    }
  }
}
