import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a network as its spec says, and evaluate it.",
    discussion: """
      Writes a run folder: weights.safetensors, a checkpoint, metrics.jsonl, loss.svg, the resolved spec and \
      result.json. A spec without 'train:' is evaluated. Ctrl-C saves a checkpoint first, and --resume goes on \
      from there. With --weights the vocabulary, words and statistics that were saved with them go on too.
      """)

  @OptionGroup var argument: SpecArgument

  @Option(
    help: ArgumentHelp("Start from these weights instead of the initializers.", valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz"]))
  var weights: String?

  @OptionGroup var identity: NetworkOption

  @Option(
    help: ArgumentHelp("Where the run's files go (default: runs/<name>).", valueName: "folder"),
    completion: .directory)
  var runDir: String?

  @Flag(help: "Go on from the run folder's checkpoint.")
  var resume = false

  @Flag(help: "Remove what an earlier run left in the folder.")
  var overwrite = false

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws {
    if resume && overwrite { throw ValidationError("'--resume' goes on with what '--overwrite' would remove") }
  }

  func run() throws {
    let session = try SpecSession.valid(argument.spec, options: common)
    var options = resources.runOptions
    options.weights = weights
    options.acceptsOtherNetwork = identity.acceptOtherNetwork
    options.folder = runDir
    options.resumes = resume
    options.overwrites = overwrite
    Interruption.install()
    var reporter = reporter
    let result = try session.reportingFaults {
      try train(
        session.compilation, specDirectory: session.directory, options: options, reporter: &reporter)
    }
    if result.exitCode != 0 { throw ExitCode(result.exitCode) }
  }

  private var reporter: any TrainingReporter {
    if common.quiet { return QuietReporter() }
    return Console.isInteractive ? TerminalReporter { Console.width } : PlainReporter()
  }
}
