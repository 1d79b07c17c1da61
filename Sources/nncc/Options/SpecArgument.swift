import ArgumentParser

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
}
