import ArgumentParser
import NNCCCompiler
import NNCCEngine
import NNCCRuntime

struct Gradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compute the loss of a batch and its gradient for every trainable parameter.",
    discussion: "Prints {\"loss\": …}: the data's loss plus regularizers.")

  @OptionGroup var argument: SpecArgument
  @OptionGroup var weights: WeightsOption

  @Option(
    help: ArgumentHelp(
      "An array [examples, …]; name=file for one of several, or an .npz of all.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz"]))
  var input: [String]

  @Option(
    help: ArgumentHelp(
      "What an output should be; name=file for one of several, or an .npz of all.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz"]))
  var target: [String]

  @Option(
    help: ArgumentHelp("The .safetensors file that the gradient goes to.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Flag(help: "Let layers behave as in training: dropout is on.")
  var training = false

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func run() throws {
    let session = try SpecSession.valid(argument.spec, options: common)
    try session.reportingFaults {
      guard let graph = session.compilation.graph else { return }
      guard let losses = session.compilation.training?.losses else {
        throw RunError("no-training", "a gradient is of a loss, and the spec has no 'train:' that names one")
      }
      let inputs = try ArrayFiles(input, option: "--input", names: graph.inputs.map(\.name))
      let targets = try ArrayFiles(
        target, option: "--target", names: losses.map { graph.outputs[$0.output].name })
      let (loss, gradients) = try gradient(
        session.compilation, weights: weights.read(for: session), inputs: inputs.read(),
        targets: targets.read(), isTraining: training, options: resources.runOptions)
      try gradients.write(to: output)
      Console.write(JSONValue.object([("loss", .number(Double(loss)))]).formatted + "\n")
    }
  }
}
