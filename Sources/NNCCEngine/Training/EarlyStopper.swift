import NNCCCompiler

/// Decides after each epoch whether training ends, as `keras.callbacks.EarlyStopping`.
///
/// All it knows follows from the values it has seen, so that a resumed run shows it those of the epochs before.
package struct EarlyStopper: Sendable {
  package let rule: Training.EarlyStopping
  package private(set) var best: BestEpoch
  /// Whether training is to end.
  package private(set) var hasStopped = false
  /// Epochs since the value last got better.
  private var wait = 0

  package init(_ rule: Training.EarlyStopping) {
    self.rule = rule
    best = BestEpoch(by: rule.monitor, minDelta: rule.minDelta)
  }

  /// Looks at the value at the end of an epoch.
  ///
  /// - Parameter epoch: its number, from 0.
  /// - Returns: whether it is the best so far.
  @discardableResult
  package mutating func observe(_ value: Double, epoch: Int) -> Bool {
    // What was not measured is no number, as in epochs before a metric was asked for.
    guard epoch >= rule.startFromEpoch, !value.isNaN else { return false }
    wait += 1
    if best.observe(value, epoch: epoch) {
      // The wait begins anew only where the baseline is beaten too.
      if rule.baseline == nil || best.isBetter(value, than: rule.baseline) { wait = 0 }
      return true
    }
    if wait >= rule.patience, epoch > 0 { hasStopped = true }
    return false
  }
}
