import NNCCCompiler

/// Looks for the epoch with the best value of a score.
package struct BestEpoch: Sendable {
  package let monitor: Training.Monitor
  /// What a value must be better by.
  private let minDelta: Double
  /// Its number, from 0; nil before the first value.
  package private(set) var epoch: Int?
  /// Its value.
  package private(set) var value: Double?

  package init(by monitor: Training.Monitor, minDelta: Double = 0) {
    self.monitor = monitor
    self.minDelta = minDelta
  }

  /// Looks at the value at the end of an epoch.
  ///
  /// - Parameter epoch: its number, from 0.
  /// - Returns: whether it is the best so far.
  package mutating func observe(_ value: Double, epoch: Int) -> Bool {
    guard isBetter(value, than: self.value) else { return false }
    (self.value, self.epoch) = (value, epoch)
    return true
  }

  /// Whether a value beats one that there may be. What was not measured beats none.
  package func isBetter(_ value: Double, than reference: Double?) -> Bool {
    guard let reference else { return !value.isNaN }
    return monitor.isToRise ? value - minDelta > reference : value + minDelta < reference
  }
}
