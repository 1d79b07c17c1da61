import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// The weights of a network from a file that a user names: they must be of this network, and of inputs made as `data:`
/// says, as far as the file tells.
///
/// - Parameters:
///   - acceptsOther: whether weights of another network are taken where names and shapes fit.
///   - warn: is told where the file does not say which network it is of.
/// - Throws: `RunError` that says what differs, or as `readWeights(_:for:)`.
package func readWeights(
  _ path: String, for compilation: Compilation, acceptsOther: Bool, warn: (Diagnostic) -> Void
) throws -> WeightFile {
  let graph = try compilation.requireGraph()
  let weights = try readWeights(path, for: graph)
  guard !acceptsOther else { return weights }
  switch NetworkIdentity(graph, data: compilation.spec?.data).fit(weights.metadata) {
  case .same: break
  case .unknown:
    warn(
      Diagnostic(
        "weights", .warning, at: nil,
        "\(path) does not say which network its weights are of, or says it as another version of nncc does; their names and shapes fit"
      ))
  case .other(let differences):
    let listed = differences.prefix(TensorNameHints.mostListed).map { Diagnostic.Note($0) }
    throw RunError(
      "other-network", "\(path): the weights are not of the network '\(graph.name)' as the spec has it now",
      notes: listed + [.init("--accept-other-network takes them all the same, as names and shapes fit")])
  }
  return weights
}

/// The weights of a network from a .safetensors or .npz file, or from a run's checkpoint.
///
/// - Throws: `RunError`, one message that names every tensor that is missing, unknown, wrongly shaped or not
///   finite.
package func readWeights(_ path: String, for graph: Graph) throws -> WeightFile {
  let file = try reportingFaults("weights") {
    do {
      return try path.hasSuffix(".npz") ? WeightFile(npz: NPZArchive(path)) : WeightFile(path: path)
    } catch let error as WeightFileError {
      // Unlike the errors of other formats it does not name the file.
      throw RunError("weights", "\(path): \(error)")
    }
  }
  let weights = try Checkpoint.weights(in: file, for: graph)
  try checkWeights(weights, origin: path, for: graph)
  return weights
}

/// Holds weights against the parameters that a network declares.
///
/// - Parameter origin: the file, for the message.
/// - Throws: `RunError`, as `readWeights`.
package func checkWeights(_ file: WeightFile, origin: String, for graph: Graph) throws {
  let mismatches = file.mismatches(with: graph.parameters.map { .init($0.name, shape: $0.shape) })
  guard !mismatches.isEmpty else { return }
  let hints = TensorNameHints(mismatches)
  let listed = mismatches.prefix(TensorNameHints.mostListed)
  var notes = listed.map { Diagnostic.Note("\($0)\(hints.suffix(for: $0))") }
  if listed.count < mismatches.count { notes.append(.init("and \(mismatches.count - listed.count) more")) }
  let count = mismatches.count == 1 ? "1 tensor does" : "\(mismatches.count) tensors do"
  throw RunError("weights", "\(origin): \(count) not fit the network '\(graph.name)'", notes: notes)
}

/// Which unknown tensor a missing one may be, and the other way round.
private struct TensorNameHints {
  /// A file of another network altogether may miss thousands.
  package static let mostListed = 100
  /// Looking for near names takes time in the product of both lists.
  private static let mostCompared = 300

  private var missing: [String] = []
  private var unexpected: [String] = []

  package init(_ mismatches: [WeightFileError]) {
    for mismatch in mismatches {
      switch mismatch {
      case .missingTensor(let name) where missing.count < Self.mostCompared: missing.append(name)
      case .unexpectedTensor(let name) where unexpected.count < Self.mostCompared: unexpected.append(name)
      default: break
      }
    }
  }

  package func suffix(for mismatch: WeightFileError) -> String {
    switch mismatch {
    case .missingTensor(let name):
      nearestName(to: name, among: unexpected).map { "; the file has '\($0)'" } ?? ""
    case .unexpectedTensor(let name):
      nearestName(to: name, among: missing).map { "; did you mean '\($0)'?" } ?? ""
    default: ""
    }
  }
}
