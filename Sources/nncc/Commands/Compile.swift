import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compile specs to Swift, or print what they become at a stage of the compiler.",
    discussion: """
      With -o, each spec becomes one Swift file, of its plans as straight-line kernel calls, for apps that link \
      NNCCRuntime. A file that would not change is not touched.
      """)

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

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the Swift files go.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(help: "Leave out of the Swift all that training needs.")
  var inferenceOnly = false

  @Option(
    help: ArgumentHelp("Put these weights, and a golden example of them, beside the Swift.", valueName: "file"),
    completion: .file(extensions: ["safetensors", "npz"]))
  var weights: String?

  @OptionGroup var identity: NetworkOption

  @Flag(help: "Put the weights into a Swift file instead.")
  var embedWeights = false

  @Option(help: "Print the spec, the graph or the plan instead.")
  var emit: Stage?

  @Option(name: .customLong("for"), help: "What the plan is for: inference or training.")
  var purpose: Purpose = .inference

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The plan's batch size (default: 1, in training the spec's).", valueName: "n"))
  var batch: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws {
    try validateBatch(batch)
    guard (output == nil) != (emit == nil) else {
      throw ValidationError("give -o to write Swift, or --emit to print a stage of the compiler")
    }
    guard weights == nil || specs.count == 1 else { throw ValidationError("--weights goes with one spec") }
    guard weights != nil || !embedWeights else { throw ValidationError("--embed-weights needs --weights") }
    guard output != nil || weights == nil && !inferenceOnly else {
      throw ValidationError("--weights and --inference-only go with -o")
    }
  }

  func run() throws {
    var texts: [String] = []
    var made: [(files: SwiftFiles, session: SpecSession)] = []
    // Which spec made each file.
    var makers: [String: String] = [:]
    for path in specs {
      var session = try SpecSession.valid(path, options: common)
      if let emit {
        texts.append(try listing(of: emit, &session))
      } else {
        let files = try files(&session)
        try session.reportingFaults { try claim(files.names, for: path, &makers) }
        made.append((files, session))
      }
    }
    if let output { for (files, session) in made { try session.reportingFaults { try files.write(to: output) } } }
    Console.write(texts.joined(separator: "\n"))
  }

  private func files(_ session: inout SpecSession) throws -> SwiftFiles {
    var options = GenerationOptions()
    options.inferenceOnly = inferenceOnly
    options.batch = batch
    options.memoryLimit = resources.memoryLimitBytes
    let show: (Diagnostic) -> Void = { [session] in session.show($0) }
    return try session.reportingDiagnostics {
      try SwiftFiles(
        &$0, options, weights: weights, embedsWeights: embedWeights, acceptsOther: identity.acceptOtherNetwork,
        warn: show)
    }
  }

  /// Two specs of one command cannot be one file.
  private func claim(_ names: [String], for spec: String, _ makers: inout [String: String]) throws {
    for name in names {
      guard let other = makers.updateValue(spec, forKey: name) else { continue }
      throw RunError(
        "output",
        "\(other) and \(spec) would both be \(name): 'name' of a spec, or 'type_name', tells them apart")
    }
  }

  private func listing(of stage: Stage, _ session: inout SpecSession) throws -> String {
    switch stage {
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
