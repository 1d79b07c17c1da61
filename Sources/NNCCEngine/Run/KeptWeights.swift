import NNCCRuntime

/// A file with the weights after one epoch, which it says, so that they are not taken for those of another.
struct KeptWeights {
  let path: String

  private static let epochKey = "epoch"

  /// - Parameters:
  ///   - epoch: its number, from 0; in the file they count from 1, as for people.
  ///   - metadata: what weight files say beside the tensors.
  /// - Throws: `RunError`.
  func write(_ tensors: [WeightFile.Tensor], ofEpoch epoch: Int, metadata: [String: String]) throws {
    let own = [Self.epochKey: "\(epoch + 1)"]
    let file = try WeightFile(tensors, metadata: metadata.merging(own) { _, own in own })
    try reportingFaults("run-folder") { try file.write(to: path) }
  }

  /// Whether the weights are there, and of this epoch.
  func isOf(epoch: Int) -> Bool { (try? WeightFile(path: path))?.metadata[Self.epochKey] == "\(epoch + 1)" }
}
