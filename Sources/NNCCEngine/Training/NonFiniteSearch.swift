import NNCCCompiler
import NNCCRuntime

/// The first step of a plan that made a number that is NaN or infinite.
package struct NonFiniteCause {
  /// Where training stood before the update that it happened in.
  package var progress: TrainingProgress
  /// The step's place in the plan, from 1, and how many there are.
  package var position: Int
  package var steps: Int
  /// The step as printed plans show it.
  package var step: String
  /// What it wrote.
  package var buffer: Buffer
  /// Whether it is the loss `ctc`.
  package var isOfCTC: Bool
}

extension Trainer {
  /// Goes on from a state that is finite, as the first time since all is deterministic, and looks after each
  /// update for numbers that are not. The update that first made one is then run again step by step.
  ///
  /// - Parameter iteration: the update at which the loss was found not to be finite.
  /// - Returns: nil where all is finite that far.
  package func findNonFinite(through iteration: Int) -> NonFiniteCause? {
    let persistent = UnsafeMutableBufferPointer(
      start: executor.arena.base, count: executor.plan.memory.persistentBytes / 4)
    while progress.iteration <= iteration {
      if isEpochOver { advanceEpoch() }
      let before = (values: Array(persistent), progress: progress)
      if step().isFinite, executor.hasFiniteState { continue }
      _ = persistent.update(from: before.values)
      resume(at: before.progress)
      return firstNonFiniteStep()
    }
    return nil
  }

  /// Runs the next update step by step, up to the first that makes a number that is not finite.
  private func firstNonFiniteStep() -> NonFiniteCause? {
    let executor = loadNextBatch()
    if progress.batch == 0 { executor.zeroStates() }
    let plan = executor.plan
    var culprit: BufferID?
    let stopped = executor.run(nextContext) { index in
      culprit = plan.steps[index].operands.results.first { executor.holdsNonFinite($0) }
      return culprit != nil
    }
    guard let stopped, let culprit else { return nil }
    let step = plan.steps[stopped]
    return NonFiniteCause(
      progress: progress, position: stopped + 1, steps: plan.steps.count,
      step: step.details.isEmpty ? step.name : "\(step.name) \(step.details)",
      buffer: plan.buffers[culprit.index], isOfCTC: step is CTC)
  }
}

extension Executor {
  /// Whether a buffer of numbers, as distinct from a kernel's own workspace, holds NaN or infinity.
  fileprivate func holdsNonFinite(_ id: BufferID) -> Bool {
    let buffer = plan.buffers[id.index]
    guard buffer.type == .float32, buffer.role != .scratch, buffer.role != .packed else { return false }
    let values = floats(id)
    return values.baseAddress.map { !Kernels.allFinite($0, count: values.count) } ?? false
  }
}

extension NonFiniteCause {
  /// An error that names the update, the layer and the step.
  ///
  /// - Parameter notes: what to do about it.
  package func error(loss: SourceRange?, notes: [Diagnostic.Note]) -> RunError {
    let what =
      switch buffer.role {
      case .parameter, .slot: "the update of '\(buffer.name)'"
      default: "'\(buffer.name)'"
      }
    let ofLabels =
      isOfCTC
      ? [
        Diagnostic.Note(
          "labels are spelt in the steps that count, one each, and one more between equal ones: an example may have too many for its length"
        )
      ]
      : []
    return RunError(
      "not-finite", at: buffer.range ?? loss,
      "training diverged at step \(progress.iteration + 1) (epoch \(progress.epoch + 1), batch "
        + "\(progress.batch + 1)): \(what) is the first to be NaN or infinite",
      notes: [.init("it comes from step \(position) of \(steps) of the plan: \(step)")] + ofLabels + notes)
  }
}
