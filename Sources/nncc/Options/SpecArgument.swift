import ArgumentParser
import NNCCCompiler
import NNCCEngine
import NNCCRuntime

/// The one spec that most commands read.
struct SpecArgument: ParsableArguments {
  @Argument(help: "The spec file.", completion: .file(extensions: ["yaml", "yml"]))
  var spec: String
}

/// The network's weights.
struct WeightsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The weight file, .safetensors or .npz.", valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz"]))
  var weights: String

  @OptionGroup var identity: NetworkOption

  /// The file's weights, if they are of a spec's network.
  ///
  /// - Throws: `RunError`.
  func read(for session: SpecSession) throws -> WeightFile {
    try readWeights(
      weights, for: session.compilation, acceptsOther: identity.acceptOtherNetwork, warn: session.show)
  }
}

/// Whether weights must be of the spec's network.
struct NetworkOption: ParsableArguments {
  @Flag(help: "Take weights of another network, or of inputs made in another way, where names and shapes fit.")
  var acceptOtherNetwork = false
}
