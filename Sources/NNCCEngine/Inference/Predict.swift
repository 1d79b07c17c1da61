import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// The outputs of a network for examples given.
///
/// - Parameters:
///   - weights: as `readWeights` gives them.
///   - inputs: [examples, …] by the inputs' names; raw, as `data:` would hold them.
/// - Returns: [examples, …] float32 by the outputs' names.
/// - Throws: `RunError` where inputs or weights are at fault; `InternalError`.
public func predict(
  _ compilation: Compilation, weights: WeightFile, inputs: [String: NDArray], options: RunOptions
) throws -> [String: NDArray] {
  throw InternalError("under construction")
}
