import NNCCRuntime

/// How a network is trained: `train:` with its names resolved against the graph.
package struct Training: Sendable {
  /// One for each output that has a loss.
  package var losses: [OutputLoss]
  package var optimizer: Optimizer
  package var learningRate: LearningRate
  package var weightDecay: Float?
  package var clipValue: Float?
  package var clipNorm: Float?
  package var globalClipNorm: Float?
  package var batchSize: Int
  package var epochs: Int
  /// Instead of epochs.
  package var steps: Int?
  package var shuffles: Bool
  package var seed: UInt64
  package var validationSplit: Double
  package var metrics: [Metric]
  package var checkpoints: Checkpoints
  /// When training ends before its epochs are over; nil for never.
  package var earlyStopping: EarlyStopping?
  package var keepsLastBatch: Bool
  /// What a text model writes while it trains; nil for nothing.
  package var sample: Sample?

  /// A loss on one output.
  package struct OutputLoss: Sendable {
    /// Index into the graph's outputs.
    package var output: Int
    /// As the spec has it: `mse`.
    package var name: String
    package var kind: Kind
    package var weight: Float
    package var reducesBySum: Bool
    package var range: SourceRange?

    package enum Kind: Sendable, Hashable {
      /// A value for each row of the output, such as each time step.
      case ofRows(Loss)
      /// Connectionist temporal classification, for at most so many labels an example.
      case ctc(labels: Int)

      /// For a cross-entropy over classes, whether it is of logits; nil for other losses.
      package var readsClassLogits: Bool? {
        if case .ofRows(let loss) = self { loss.readsClassLogits } else { nil }
      }
    }

    /// Whether targets are labels without a place in time.
    package var isCTC: Bool { if case .ctc = kind { true } else { false } }

    /// Whether targets are class numbers.
    package var isSparse: Bool {
      switch kind {
      case .ofRows(let loss): loss.takesLabels
      case .ctc: true
      }
    }

    /// As of the loss of each row; nil for one that is not of rows.
    package var readsClassLogits: Bool? {
      if case .ofRows(let loss) = kind { loss.readsClassLogits } else { nil }
    }

    /// The target's shape for an output of this shape, both for one example.
    package func targetShape(_ output: [Int]) -> [Int] {
      switch kind {
      case .ofRows: isSparse ? output.dropLast() : output
      case .ctc(let labels): [labels]
      }
    }
  }

  /// `train.sample`.
  package struct Sample: Sendable, Hashable {
    /// Steps between two.
    package var every: Int
    /// Characters, without the prompt's.
    package var length: Int
    package var prompt: String?
    package var range: SourceRange?
  }
}
