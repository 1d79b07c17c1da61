import NNCCCompiler
import NNCCRuntime

/// What the parts of a shuffled split are drawn from. It is saved with the weights, so that what they were not trained on
/// is the same whatever a later spec says.
package enum SplitSeed {
  /// Of a weight file's metadata.
  package static let key = "split_seed"

  /// For weights that are given: theirs, or else that of the spec.
  ///
  /// - Throws: `RunError` where a split is drawn, and neither says by what.
  package static func of(_ weights: WeightFile, _ compilation: Compilation) throws -> UInt64 {
    if let seed = weights.metadata[key].flatMap({ UInt64($0) }) ?? compilation.training?.seed { return seed }
    let source = compilation.spec?.data?.sources.first
    guard source?.split?.shuffles == true else { return 0 }
    throw RunError(
      "data", at: compilation.spec?.data?.range,
      "the parts of the split were drawn by the seed of a training, which neither the spec nor the weights say",
      notes: [.init("'train: {seed: …}' says it")])
  }
}
