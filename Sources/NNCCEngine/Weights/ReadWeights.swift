import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// The weights of a network from a .safetensors or .npz file.
///
/// - Throws: `RunError`, one message that names every tensor that is missing, unknown, wrongly shaped or not
///   finite.
public func readWeights(_ path: String, for graph: Graph) throws -> WeightFile {
  throw InternalError("under construction")
}
