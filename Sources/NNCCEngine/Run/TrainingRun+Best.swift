import NNCCCompiler
import NNCCRuntime

/// The best epoch: by which score it is, what is kept of it, and what the run ends with.
extension TrainingRun {
  /// Shows an epoch that ended to those who look for the best.
  ///
  /// - Returns: for whom it is the best, if they keep its weights.
  @discardableResult
  mutating func observe(_ epoch: Int) -> (toRestore: Bool, toKeep: Bool) {
    func value(_ monitor: Training.Monitor?) -> Double? {
      monitor.flatMap { monitor in history.curves.first { $0.name == monitor.name }?.values[epoch] }
    }
    let (watched, kept) = (value(stopper?.rule.monitor), value(bestToKeep?.monitor))
    let isBest = watched.flatMap { stopper?.observe($0, epoch: epoch) } ?? false
    return (
      isBest && stopper?.rule.restoresBestWeights == true,
      kept.flatMap { bestToKeep?.observe($0, epoch: epoch) } ?? false
    )
  }

  /// Keeps the weights as they are.
  func keep(in file: KeptWeights, ofEpoch epoch: Int) throws {
    try file.write(trainer.executor.parameterTensors(), ofEpoch: epoch, metadata: weightMetadata)
  }

  /// Ends early stopping: says what it did, and puts the weights of the best epoch in place of the last one's.
  ///
  /// - Returns: whether the weights are others now.
  func restoreBest(_ reporter: inout any TrainingReporter) throws -> Bool {
    guard let stopper, let best = stopper.best.epoch, let value = stopper.best.value else { return false }
    let (name, restores) = (stopper.rule.monitor.name, stopper.rule.restoresBestWeights)
    if stopper.hasStopped {
      reporter.notice(
        "stopped after epoch \(history.epochs): \(name) was best after epoch \(best + 1), with \(NumberText.score(value))"
          + (restores ? "; the weights are those" : ""))
    }
    guard restores, best + 1 < history.epochs else { return false }
    guard folder.toRestore.isOf(epoch: best) else {
      reporter.warn(
        "the weights after epoch \(best + 1) were not kept, as 'early_stopping' looked at another score then, or came later: the last ones stay"
      )
      return false
    }
    if !stopper.hasStopped {
      reporter.notice("the weights are those after epoch \(best + 1), with \(name) \(NumberText.score(value))")
    }
    try trainer.executor.load(readWeights(folder.toRestore.path, for: graph))
    return true
  }

  /// Says where the best weights could not be kept, as another score was looked at when they were there.
  func checkBest(_ reporter: inout any TrainingReporter) {
    guard let best = bestToKeep, let epoch = best.epoch, !folder.best.isOf(epoch: epoch) else { return }
    reporter.warn(
      "\(folder.best.path) does not hold the weights after epoch \(epoch + 1), where \(best.monitor.name) was best: 'checkpoint' looked at another score then, or came later"
    )
  }
}
