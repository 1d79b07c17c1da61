import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// The total loss of one batch, regularizers included, and its gradient for every trainable parameter.
///
/// - Parameters:
///   - weights: as `readWeights` gives them.
///   - inputs: [examples, …] by the inputs' names; `data:`'s `scale` and `normalize` are applied.
///   - targets: [examples, …] by the outputs' names.
///   - isTraining: whether layers behave as in training (dropout is on).
/// - Throws: `RunError` where inputs, targets or weights are at fault; `InternalError`.
package func gradient(
  _ compilation: Compilation, weights: WeightFile, inputs: [String: NDArray], targets: [String: NDArray],
  isTraining: Bool, options: RunOptions
) throws -> (loss: Float, gradients: WeightFile) {
  let graph = try compilation.requireGraph()
  guard let training = compilation.training else {
    throw RunError("train", "the spec has no 'train:' that names a loss to take the gradient of")
  }
  let layout = ExampleLayout(graph, losses: training.losses)
  let examples = try exampleSet(compilation, weights: weights, layout, inputs: inputs, targets: targets)
  let plan = try compilation.requirePlan(
    batch: examples.count, purpose: .gradient(isTraining: isTraining), options: options)
  let executor = try reportingFaults("memory") {
    try Executor(plan, pool: SharedThreadPool(threads: options.threadCount))
  }
  try executor.load(weights)
  executor.prepare()
  BatchExecutor(executor).load(examples, examples.all)
  executor.run(RunContext(seed: training.seed))
  guard executor.loss.isFinite else {
    throw RunError(
      "not-finite", at: training.losses.first?.range, "the loss of these examples is \(executor.loss)")
  }
  let gradients = try plan.gradients.map {
    try WeightFile.Tensor($0.name, shape: $0.shape, Array(executor.floats($0.buffer)))
  }
  return (executor.loss, try WeightFile(gradients))
}

extension ExampleSet {
  /// Every example, in order.
  package var all: ArraySlice<Int> { Array(0..<count)[...] }
}
