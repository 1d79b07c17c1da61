/// What is looked at and kept between epochs.
extension Training {
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
}
