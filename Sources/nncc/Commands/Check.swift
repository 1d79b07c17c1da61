import ArgumentParser
import NNCCCompiler
import NNCCEngine

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check specs, and print what their networks are made of and what they take.")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif
  }

  @Argument(help: "The spec files.", completion: .file(extensions: ["yaml", "yml"]))
  var specs: [String]

  @Option(help: "What to print: text, json or sarif.")
  var format: Format = .text

  @Flag(help: "Turn warnings into errors.")
  var strict = false

  @Flag(help: "Do not look whether the data files are there, and what their headers say.")
  var noData = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The batch size to plan memory for (default: the spec's).", valueName: "n"))
  var batch: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var resources: ResourceOptions

  func validate() throws { try validateBatch(batch) }

  func run() throws {
    var checked: [CheckedSpec] = []
    for path in specs { checked.append(try check(path)) }
    switch format {
    case .text: Console.write(checked.compactMap(\.report?.text).joined(separator: "\n"))
    case .json: Console.write(JSONValue.array(checked.map(\.json)).formatted + "\n")
    case .sarif: Console.write(sarif(checked))
    }
    if let status = checked.compactMap({ ExitStatus.of($0.diagnostics) }).max() { throw ExitCode(status) }
  }

  private func check(_ path: String) throws -> CheckedSpec {
    var session = SpecSession(path, options: common)
    let report =
      try session.compilation.isValid
      ? session.compilation.modelReport(batch: batch, memoryLimit: resources.memoryLimitBytes) : nil
    let findings = noData ? [] : try checkDataFiles(of: session.compilation, directory: session.directory)
    let spec = CheckedSpec(session.compilation, report: report, findings: findings, isStrict: strict)
    session.show(spec.diagnostics)
    return spec
  }

  private func sarif(_ checked: [CheckedSpec]) -> String {
    var merged = MergedDiagnostics()
    for spec in checked { merged.add(spec.diagnostics, in: spec.compilation.sources) }
    return SARIFFormatter.format(merged.diagnostics, in: merged.sources, version: nnccVersion)
  }
}

/// What `check` found out about one spec.
private struct CheckedSpec {
  var compilation: Compilation
  /// nil where the spec has errors.
  var report: ModelReport?
  var diagnostics: [Diagnostic]

  init(_ compilation: Compilation, report: ModelReport?, findings: [Diagnostic], isStrict: Bool) {
    self.compilation = compilation
    self.report = report
    diagnostics = compilation.diagnostics.all + findings
    if isStrict { for index in diagnostics.indices { diagnostics[index].severity = .error } }
  }

  var json: JSONValue { compilation.json(report, diagnostics: diagnostics) }
}

/// A batch size that a user gives.
func validateBatch(_ batch: Int?) throws {
  if let batch, batch < 1 { throw ValidationError("--batch takes a number of at least 1, not \(batch)") }
}
