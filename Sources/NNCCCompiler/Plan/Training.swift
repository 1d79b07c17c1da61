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

  /// A score that is looked at after each epoch, by its name in the log: `val_loss`.
  package struct Monitor: Sendable, Hashable {
    package var name: String
    /// Whether more is better.
    package var isToRise: Bool

    package init(name: String, isToRise: Bool) {
      self.name = name
      self.isToRise = isToRise
    }
  }

  /// `train.checkpoint`
  package struct Checkpoints: Sendable, Hashable {
    /// Epochs between two.
    package var everyEpochs = 1
    /// Steps between two; nil where steps do not count.
    package var everySteps: Int?
    /// Minutes between two; nil for the run's own.
    package var everyMinutes: Double?
    /// How many of those at the ends of epochs stay.
    package var kept = 1
    /// What the weights that are kept beside them are the best by.
    package var best: Monitor?
  }

  /// `train.early_stopping`, as `keras.callbacks.EarlyStopping`
  package struct EarlyStopping: Sendable, Hashable {
    package var monitor: Monitor
    /// Epochs without a better value after which training ends.
    package var patience: Int
    /// What a value must be better by.
    package var minDelta: Double
    /// What values must be better than for the wait to begin anew.
    package var baseline: Double?
    /// The first epoch that counts, from 0.
    package var startFromEpoch: Int
    /// Whether the run ends with the weights of the best epoch.
    package var restoresBestWeights: Bool

    package init(
      monitor: Monitor, patience: Int = 0, minDelta: Double = 0, baseline: Double? = nil, startFromEpoch: Int = 0,
      restoresBestWeights: Bool = false
    ) {
      self.monitor = monitor
      self.patience = patience
      self.minDelta = minDelta
      self.baseline = baseline
      self.startFromEpoch = startFromEpoch
      self.restoresBestWeights = restoresBestWeights
    }
  }

  /// A metric of one output.
  package struct OutputMetric: Sendable {
    /// As logs have it: `accuracy`, or `<output>_accuracy` where several outputs have a loss.
    package var name: String
    package var metric: Metric
    /// Index into the losses.
    package var loss: Int
  }

  /// The metrics of each output that they can be of, in the losses' order.
  package func outputMetrics(_ graph: Graph) -> [OutputMetric] { Self.outputMetrics(metrics, of: losses, graph) }

  static func outputMetrics(_ metrics: [Metric], of losses: [OutputLoss], _ graph: Graph) -> [OutputMetric] {
    losses.enumerated().flatMap { index, loss in
      let prefix = losses.count > 1 ? graph.outputs[loss.output].name + "_" : ""
      return metrics.filter { !(loss.isSparse && $0.comparesNumbers) }.map {
        OutputMetric(name: prefix + $0.name, metric: $0, loss: index)
      }
    }
  }

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

  package enum Metric: Sendable, Hashable {
    case accuracy
    case topK(Int)
    case meanSquaredError
    case meanAbsoluteError
    case perplexity

    package var name: String {
      switch self {
      case .accuracy: "accuracy"
      case .topK: "top_k_accuracy"
      case .meanSquaredError: "mse"
      case .meanAbsoluteError: "mae"
      case .perplexity: "perplexity"
      }
    }

    /// Whether it is of outputs and targets that are numbers, which those of classes are not.
    package var comparesNumbers: Bool {
      switch self {
      case .meanSquaredError, .meanAbsoluteError: true
      case .accuracy, .topK, .perplexity: false
      }
    }

    /// Whether more is better.
    package var isToRise: Bool {
      switch self {
      case .accuracy, .topK: true
      case .meanSquaredError, .meanAbsoluteError, .perplexity: false
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
