import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// The total loss of one batch, regularizers included, and its gradient for every trainable parameter.
///
/// - Parameters:
///   - weights: as `readWeights` gives them.
///   - inputs: [examples, …] by the inputs' names.
///   - targets: [examples, …] by the outputs' names.
///   - isTraining: whether layers behave as in training (dropout is on).
/// - Throws: `RunError` where inputs, targets or weights are at fault; `InternalError`.
public func gradient(
  _ compilation: Compilation, weights: WeightFile, inputs: [String: NDArray], targets: [String: NDArray],
  isTraining: Bool, options: RunOptions
) throws -> (loss: Float, gradients: WeightFile) {
  throw InternalError("under construction")
}
