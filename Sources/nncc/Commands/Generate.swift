import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write text with a trained text model.",
    discussion: """
      Prints the prompt and what the model goes on with, one character at a time. Without a prompt it starts as if after \
      a line break. Equal options give equal text.
      """)

  @OptionGroup var argument: SpecArgument
  @OptionGroup var weights: WeightsOption

  @Option(help: ArgumentHelp("What the text goes on from.", valueName: "text"))
  var prompt = ""

  @Option(parsing: .unconditional, help: ArgumentHelp("How many characters to write after the prompt.", valueName: "n"))
  var length = 500

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Below 1 bolder guesses are rarer, above 1 more frequent; 0 takes the likeliest.", valueName: "t"))
  var temperature = 1.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Draw from the k likeliest characters alone.", valueName: "k"))
  var topK: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw from the likeliest characters whose probabilities reach p alone.", valueName: "p"))
  var topP: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("What draws derive from.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws {
    if length < 0 { throw ValidationError("--length takes a number from 0, not \(length)") }
    if !(temperature >= 0 && temperature.isFinite) {
      throw ValidationError("--temperature takes a number from 0, not \(temperature)")
    }
    if let topK, topK < 1 { throw ValidationError("--top-k takes a number from 1, not \(topK)") }
    if let topP, !(topP > 0 && topP <= 1) {
      throw ValidationError("--top-p takes a number above 0 and at most 1, not \(topP)")
    }
  }

  func run() throws {
    let session = try SpecSession.valid(argument.spec, options: common)
    let request = GenerationRequest(
      prompt: prompt, length: length,
      settings: .init(temperature: temperature, topK: topK, topP: topP, seed: seed))
    try session.reportingFaults {
      try generate(
        session.compilation, weights: weights.read(for: session), specDirectory: session.directory,
        request: request, options: resources.runOptions, to: Console.write)
    }
    Console.write("\n")
  }
}
