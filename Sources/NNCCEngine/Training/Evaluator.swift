import NNCCCompiler
import NNCCRuntime

/// Takes a network's scores on examples that it does not learn from.
package final class Evaluator {
  private let examples: ExampleSet
  private let scorer: Scorer
  private let executors: BatchExecutors
  private let order: BatchOrder
  private let reporters: [OutputReporter]
  /// Of the last evaluation, one for each output that has any.
  package private(set) var reports: [OutputReport] = []
  /// Whether it has evaluated before, to the end or not.
  package private(set) var hasEvaluated = false

  /// - Parameters:
  ///   - plans: for each of `BatchExecutors.sizes`.
  ///   - reporters: what is to be said beside the scores.
  /// - Throws: `Arena.OutOfMemory`, `DatasetError`.
  package init(
    scorer: Scorer, plans: [Plan], examples: ExampleSet, reporters: [OutputReporter] = [], pool: SharedThreadPool
  ) throws {
    self.reporters = reporters
    self.examples = examples
    self.scorer = scorer
    let batch = plans.first?.batch ?? 1
    order =
      switch (plans.first?.carriesState == true, examples.isContiguous) {
      case (true, true): try BatchOrder(examples: examples.count, streams: batch)
      case (let carriesState, _):
        try BatchOrder(examples: examples.count, batchSize: batch, lastBatch: carriesState ? .drop : .keep)
      }
    executors = BatchExecutors(all: try plans.map { BatchExecutor(try Executor($0, pool: pool)) })
  }

  /// The executors, to load parameters into before `evaluate`.
  package var all: [Executor] { executors.all.map(\.executor) }

  /// Examples that no batch holds.
  package var leftOut: Int { order.leftOut }

  /// The means over all examples, of the parameters as they stand. States start from zero and are carried from batch to
  /// batch; what does not fill a batch of theirs is left out.
  ///
  /// - Parameter isInterrupted: asked after every batch.
  /// - Returns: nil where it was interrupted.
  package func evaluate(isInterrupted: () -> Bool) -> Scores? {
    for executor in all {
      executor.prepare()
      executor.zeroStates()
    }
    var sums = scorer.emptySums
    reports = reporters.map(\.empty)
    hasEvaluated = true
    for index in 0..<order.batchCount {
      let batch = order[index]
      let batchExecutor = executors[batch.count]
      batchExecutor.load(examples, batch)
      batchExecutor.executor.run()
      if scorer.hasLoss { sums.add(loss: batchExecutor.executor.loss, examples: batch.count) }
      scorer.addMetrics(of: batchExecutor.executor, examples, batch: batch, to: &sums)
      for (index, reporter) in reporters.enumerated() {
        reporter.add(batchExecutor.executor, examples, batch: batch, to: &reports[index])
      }
      if isInterrupted() { return nil }
    }
    return scorer.scores(sums)
  }
}
