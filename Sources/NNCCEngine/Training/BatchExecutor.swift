import NNCCCompiler
import NNCCRuntime

/// A plan of one batch size that takes its examples from a set.
package struct BatchExecutor {
  package let executor: Executor
  private let inputs: [UnsafeMutableRawPointer]
  private let targets: [UnsafeMutableRawPointer]

  /// The number of examples that it takes at once.
  package var batch: Int { executor.plan.batch }

  package init(_ executor: Executor) {
    self.executor = executor
    inputs = executor.plan.inputs.map { executor.address($0.buffer) }
    targets = executor.plan.targets.map { executor.address($0.buffer) }
  }

  /// Copies a batch to the plan's inputs, and to its targets if it has a loss. Allocates nothing.
  package func load(_ examples: ExampleSet, _ batch: ArraySlice<Int>) {
    for (array, destination) in zip(examples.inputs, inputs) { array.gather(batch, into: destination) }
    for (array, destination) in zip(examples.targets, targets) { array.gather(batch, into: destination) }
  }
}

/// The plans that a number of examples is run in: full batches, and one for the examples left over.
package struct BatchExecutors {
  /// In descending order of size: the full batch, and the remainder where there is one.
  package let all: [BatchExecutor]

  /// The one for a batch of that many examples, one of the sizes that it was made for.
  package subscript(count: Int) -> BatchExecutor { count == all[0].batch ? all[0] : all[all.count - 1] }

  /// The sizes of the batches that `count` examples make.
  package static func sizes(_ count: Int, batchSize: Int, keepsLast: Bool = true) -> [Int] {
    let full = min(count, batchSize)
    let rest = count % full
    return rest > 0 && keepsLast ? [full, rest] : [full]
  }
}
