import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a network on arrays of examples.",
    discussion: """
      'scale', 'normalize' and what else 'data:' says is done to the arrays, by what was saved with the weights. Each \
      example is a sequence of its own: layers that carry their state begin it with zeros.
      """)

  @OptionGroup var argument: SpecArgument
  @OptionGroup var weights: WeightsOption

  @Option(
    help: ArgumentHelp(
      "An array [examples, …]; name=file for one of several, or an .npz of all.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz"]))
  var input: [String]

  @Option(
    help: ArgumentHelp(
      "Where an output goes; name=file for one of several, or an .npz for all.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz"]))
  var output: [String]

  @Option(
    help: ArgumentHelp(
      "Write the labels that outputs trained with 'ctc' spell: the best path's, padded with -1.",
      valueName: "strategy"))
  var decode: Decoding?

  enum Decoding: String, ExpressibleByArgument, CaseIterable {
    case greedy
  }

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func run() throws {
    let session = try SpecSession.valid(argument.spec, options: common)
    try session.reportingFaults {
      guard let graph = session.compilation.graph else { return }
      let inputs = try ArrayFiles(input, option: "--input", names: graph.inputs.map(\.name))
      let outputs = try ArrayFiles(output, option: "--output", names: graph.outputs.map(\.name))
      let outcome = try predict(
        session.compilation, weights: weights.read(for: session), inputs: inputs.read(),
        options: resources.runOptions)
      try outputs.write(decode == nil ? outcome : greedilyDecoded(outcome, of: session.compilation))
    }
  }
}
