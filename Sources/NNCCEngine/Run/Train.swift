import NNCCCompiler

/// Trains a network as its spec says, evaluates it, and writes a run folder; with no `train:`, only evaluates.
///
/// - Parameters:
///   - compilation: valid, with its `data:`.
///   - specDirectory: what the spec's paths are relative to.
/// - Throws: `RunError` where the spec, data or weights are at fault; `InternalError`.
public func train(
  _ compilation: Compilation, specDirectory: String, options: RunOptions,
  reporter: inout any TrainingReporter
) throws -> RunResult {
  throw InternalError("under construction")
}
