import NNCCCompiler
import NNCCRuntime

/// Training that goes wrong.
extension TrainingRun {
  /// What to say of a loss that is finite, but far above what it was before anything was learned.
  func adviceAfterDivergence(from first: Double?, to last: Double?) -> String? {
    // Single batches differ, and by far more than that only where it is the rate.
    guard let first, let last, first > 0, last > 10 * first else { return nil }
    let rise =
      "training diverged: the loss rose from \(NumberText.score(first)) in the first step to \(NumberText.score(last))"
    guard case .constant(let rate) = trainer.training.learningRate else {
      return rise + "; the learning rate is too high"
    }
    return rise + "; the learning rate of \(rate) is too high: try \(rate / 10)"
  }

  /// What to say of numbers that are not finite: trains again from the last good state to find where they
  /// come from.
  func divergence() throws -> RunError {
    let iteration = trainer.progress.iteration
    var notes: [Diagnostic.Note] = []
    if folder.hasCheckpoint {
      try Checkpoint(path: folder.checkpoint, trainer: trainer, meaning: meaning).restore(trainer)
      notes.append(.init("\(folder.checkpoint) is from before, at step \(trainer.progress.iteration)"))
    } else {
      try trainer.start(initialWeights)
    }
    let lossRange = trainer.training.losses.first?.range
    if let cause = trainer.findNonFinite(through: iteration) {
      return cause.error(loss: lossRange, notes: notes)
    }
    return RunError(
      "not-finite", at: lossRange, "training diverged: the loss is NaN or infinite at step \(iteration + 1)",
      notes: notes)
  }
}
