import ArgumentParser
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import NNCCRuntime

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a network on examples.",
    discussion: """
      Examples come from files or from a part of the spec's data. 'scale', 'normalize' and what else 'data:' says is \
      done to them, by what was saved with the weights. Each example is a sequence of its own: layers that carry their \
      state begin it with zeros. Without --output, a table shows the likeliest class of each example, or the numbers \
      in the units of the data.
      """)

  @OptionGroup var argument: SpecArgument
  @OptionGroup var weights: WeightsOption

  @Option(
    help: ArgumentHelp(
      "Examples [examples, …], or one: .npy, idx (.gz), an .npz of all inputs, a .csv with the spec's columns, - for such a table from standard input; name=file for one of several inputs.",
      valueName: "file"),
    completion: .file(extensions: ["npy", "npz", "gz", "csv"]))
  var input: [String] = []

  @Option(help: "Predict a part of the spec's data instead: train, validation or test.")
  var data: PredictionInput.DataPart?

  @Option(
    help: ArgumentHelp(
      "Where outputs go: .npz, .csv or .jsonl for all, .npy for one; name=file for one of several.", valueName: "file"),
    completion: .file(extensions: ["npy", "npz", "csv", "jsonl"]))
  var output: [String] = []

  @Option(help: ArgumentHelp("How many of the likeliest classes the table shows.", valueName: "k"))
  var top: Int?

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

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top takes a number of at least 1, not \(top)") }
    if top != nil, !output.isEmpty {
      throw ValidationError("--top is for the table, which --output takes the place of")
    }
    if argument.spec == "-", input.contains("-") {
      throw ValidationError("the spec and --input cannot both come from standard input")
    }
    if input.isEmpty == (data == nil) {
      throw ValidationError("give --input with files, or --data with a part of the spec's data")
    }
    for file in output where OutputFile.Format(of: file) == nil {
      throw ValidationError("--output \(file): it must end in \(listed(OutputFile.Format.endings, "or"))")
    }
  }

  func run() throws {
    let session = try SpecSession.valid(argument.spec, options: common)
    try session.reportingFaults {
      guard let graph = session.compilation.graph else { return }
      var faults = ArgumentFaults()
      let source = try faults.collect { try self.source(graph) }
      let files = try faults.collect { try self.outputFiles(graph) }
      let weights = try faults.collect { try self.weights.read(for: session) }
      guard let source, let files, let weights else { throw RunError(faults.diagnostics) }
      let (examples, preprocessing) =
        try source
        .examples(
          for: session.compilation, weights: weights, directory: session.directory,
          acceptsOtherClasses: self.weights.identity.acceptOtherNetwork)
      var outcome = try predict(
        session.compilation, weights: weights, examples: examples, preprocessing: preprocessing,
        options: resources.runOptions)
      if decode != nil { outcome = try greedilyDecoded(outcome, of: session.compilation) }
      let predictions = try Predictions(outcome, of: session.compilation, classes: preprocessing.namesOfClasses)
      for file in files { try NNCCEngine.reportingFaults("output") { try file.write(outcome, predictions) } }
      if files.isEmpty { Console.write(predictions.table(top: top ?? 1)) }
    }
  }

  private func outputFiles(_ graph: Graph) throws -> [OutputFile] {
    let files = try output.map { try OutputFile($0, names: graph.outputs.map(\.name)) }
    for (index, file) in files.enumerated() where files[..<index].contains(where: { $0.path == file.path }) {
      throw RunError("wrong-option", "--output writes \(file.path) twice")
    }
    return files
  }

  private static let mostTableBytes = 256 << 20

  private func source(_ graph: Graph) throws -> PredictionInput {
    if let data { return .part(data) }
    if input.count == 1, input[0] == "-" || input[0].hasSuffix(".csv") {
      return try NNCCEngine.reportingFaults("data") {
        let path = input[0].expandingHome
        return path == "-"
          ? .table(try Console.readAll(limit: Self.mostTableBytes), origin: "stdin")
          : .table(try FileContents.bytes(of: path, limit: Self.mostTableBytes), origin: path)
      }
    }
    return .arrays(try ArrayFiles(input, option: "--input", names: graph.inputs.map(\.name)).read())
  }
}

extension PredictionInput.DataPart: ExpressibleByArgument {}

/// What is wrong with several arguments, to be said in one go.
private struct ArgumentFaults {
  private(set) var diagnostics: [Diagnostic] = []

  /// What `body` gives; nil where it throws a `RunError`, which is kept.
  mutating func collect<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
      return try body()
    } catch let error as RunError {
      diagnostics += error.diagnostics
      return nil
    }
  }
}

/// A file that outputs of a network are written to.
private struct OutputFile {
  enum Format: String, CaseIterable {
    case npy, npz, csv, jsonl

    /// By the ending of a path.
    init?(of path: String) {
      guard let format = Self.allCases.first(where: { path.hasSuffix("." + $0.rawValue) }) else { return nil }
      self = format
    }

    static var endings: [String] { allCases.map { "." + $0.rawValue } }
  }

  let path: String
  private let format: Format
  /// The outputs that it is for.
  private let names: [String]

  /// - Parameters:
  ///   - argument: a path, or `name=path`.
  ///   - names: of the network's outputs.
  /// - Throws: `RunError`.
  init(_ argument: String, names: [String]) throws {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let name = parts.count == 2 && names.contains(parts[0]) ? parts[0] : nil
    guard name != nil || parts.count == 1 else {
      throw RunError(
        "wrong-option", "--output \(argument): there is no output '\(parts[0])', but \(listed(names.map { "'\($0)'" }))"
      )
    }
    path = (name == nil ? argument : parts[1]).expandingHome
    format = Format(of: path) ?? .npy
    self.names = name.map { [$0] } ?? names
    if format == .npy, self.names.count > 1 {
      throw RunError(
        "wrong-option",
        "--output \(argument): it must be name=file, and the names are \(listed(names.map { "'\($0)'" }))")
    }
  }

  /// - Throws: `FormatError`, `FileError`.
  func write(_ arrays: [String: NDArray], _ predictions: Predictions) throws {
    let only = names.count == 1 ? names[0] : nil
    switch format {
    case .npy: if let array = arrays[names[0]] { try NPY.write(array, to: path) }
    case .npz: try NPZArchive.write(names.compactMap { name in arrays[name].map { (name, $0) } }, to: path)
    case .csv: try AtomicFile.write(Array(predictions.csv(only: only).utf8), to: path)
    case .jsonl: try AtomicFile.write(Array(predictions.jsonLines(only: only).utf8), to: path)
    }
  }
}
