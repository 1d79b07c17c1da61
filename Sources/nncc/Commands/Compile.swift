import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compile specs, and print what they become at a stage of the compiler.")

  /// A stage of the compiler.
  enum Stage: String, CaseIterable, ExpressibleByArgument {
    /// The tree with overrides applied.
    case spec
    /// Layers with their shapes and parameters.
    case graph
    /// Kernel calls over an arena.
    case plan
  }

  enum Purpose: String, CaseIterable, ExpressibleByArgument {
    case inference, training
  }

  @Argument(help: "The spec files.", completion: .file(extensions: ["yaml", "yml"]))
  var specs: [String]

  @Option(help: "Print the spec, the graph or the plan.")
  var emit: Stage

  @Option(name: .customLong("for"), help: "What the plan is for: inference or training.")
  var purpose: Purpose = .inference

  @Option(help: ArgumentHelp("The plan's batch size (default: 1, in training the spec's).", valueName: "n"))
  var batch: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws { try validateBatch(batch) }

  func run() throws {
    var texts: [String] = []
    for path in specs {
      var session = try SpecSession.valid(path, options: common)
      texts.append(try listing(&session))
    }
    Console.write(texts.joined(separator: "\n"))
  }

  private func listing(_ session: inout SpecSession) throws -> String {
    switch emit {
    case .spec: return session.compilation.tree.map(resolvedYAML) ?? ""
    case .graph: return session.compilation.graph?.listing ?? ""
    case .plan:
      guard purpose == .training else {
        return try session.plan(
          batch: batch ?? 1, purpose: .inference, memoryLimit: resources.memoryLimitBytes
        ).listing
      }
      let size = try session.reportingFaults {
        guard let training = session.compilation.training else {
          throw RunError("no-training", "'--for training' needs a 'train:' section in the spec")
        }
        return batch ?? training.batchSize
      }
      return try session.plan(batch: size, purpose: .training, memoryLimit: resources.memoryLimitBytes)
        .listing
    }
  }
}
