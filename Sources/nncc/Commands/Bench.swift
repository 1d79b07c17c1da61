import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how fast a network runs, on made-up examples.",
    discussion: """
      Runs for at least 2 s and 20 times, but no longer than 15 s. GFLOP/s are multiply-adds of products and \
      convolutions, two operations each; the peak is measured in the same process. Fast convolutions do with fewer \
      multiply-adds than are counted, and may exceed it.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @OptionGroup var argument: SpecArgument

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Examples a run (default: 1, in training the spec's batch size).", valueName: "n"))
  var batch: Int?

  @Option(help: "What to run: infer, train, or step for one time step with carried state.")
  var mode: BenchmarkMode = .infer

  @Option(help: "What to print: text or json.")
  var format: Format = .text

  @Flag(help: "Print where the time goes, step by step.")
  var profile = false

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws { try validateBatch(batch) }

  func run() throws {
    let session = try SpecSession.valid(argument.spec, options: common)
    let result = try session.reportingFaults {
      try benchmark(
        session.compilation, mode: mode, batch: batch, isProfiled: profile && format == .text,
        options: resources.runOptions, startup: { ProcessClock.milliseconds })
    }
    Console.write(format == .json ? result.json.formatted + "\n" : result.text)
  }
}

extension BenchmarkMode: ExpressibleByArgument {}
