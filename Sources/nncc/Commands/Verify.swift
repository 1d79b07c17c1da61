import ArgumentParser
import Foundation
import NNCCCompiler
import NNCCEngine

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check each gradient against finite differences, and the fast kernels against plain loops.",
    discussion: """
      A spec without 'train:' is verified under the mean squared error. With --generated, the network's generated \
      Swift is compiled and run instead, and must give the same bits as the plans that nncc runs itself.
      """)

  @OptionGroup var argument: SpecArgument

  @Option(parsing: .unconditional, help: ArgumentHelp("The largest relative error that passes.", valueName: "error"))
  var tolerance = 1e-4

  @Flag(help: "Compile the generated Swift, and compare its bits.")
  var generated = false

  @Option(
    help: ArgumentHelp(
      "The folder of nncc's package, for --generated (default: the one that this program was built in).",
      valueName: "folder"), completion: .directory)
  var package: String?

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws {
    guard tolerance > 0, tolerance < 1 else {
      throw ValidationError("--tolerance takes a number between 0 and 1")
    }
  }

  func run() throws {
    var session = try SpecSession.valid(argument.spec, options: common)
    if generated { return try compareGenerated(session) }
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

  private func compareGenerated(_ session: SpecSession) throws {
    let differences = try session.reportingFaults {
      guard let package = package ?? Self.packageFolder else {
        throw RunError(
          "generated", "this program does not lie in the folder of nncc's package",
          notes: [.init("--package says where that is")])
      }
      var options = GenerationOptions()
      options.memoryLimit = resources.memoryLimitBytes
      return try verifyGenerated(session.compilation, options, package: package)
    }
    guard !differences.isEmpty else { return Console.write("The generated code gives the same bits.\n") }
    Console.write("The generated code gives other bits for:\n" + differences.map { "  \($0)\n" }.joined())
    throw ExitCode(ExitStatus.fault)
  }

  /// The folder above this program that holds a package with a runtime.
  private static var packageFolder: String? {
    var folder = URL(filePath: ProcessInfo.processInfo.arguments[0]).standardizedFileURL.resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let runtime = folder.appending(path: "Sources/NNCCRuntime")
      if FileManager.default.fileExists(atPath: runtime.path(percentEncoded: false)) {
        return folder.path(percentEncoded: false)
      }
    }
    return nil
  }
}
