import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check each gradient against finite differences, and the fast kernels against plain loops.",
    discussion: "A spec without 'train:' is verified under the mean squared error.")

  @OptionGroup var argument: SpecArgument

  @Option(help: ArgumentHelp("The largest relative error that passes.", valueName: "error"))
  var tolerance = 1e-4

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws {
    guard tolerance > 0, tolerance < 1 else {
      throw ValidationError("--tolerance takes a number between 0 and 1")
    }
  }

  func run() throws {
    var session = try SpecSession.valid(argument.spec, options: common)
    if session.compilation.training == nil {
      session = try SpecSession.valid(
        argument.spec, options: common, fallbacks: ["train.loss=mean_squared_error"])
    }
    let report = try session.reportingFaults {
      try verify(session.compilation, tolerance: tolerance, options: resources.runOptions)
    }
    Console.write(report.text)
    if !report.passes { throw ExitCode(ExitStatus.fault) }
  }
}
