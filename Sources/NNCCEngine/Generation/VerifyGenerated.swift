import Foundation
import NNCCCompiler
import NNCCRuntime

/// Compiles a network's generated code, runs it, and compares the bits of all it gives with those of the plans run in
/// this process: outputs, losses, gradients, and the state after 50 steps of training.
///
/// - Parameter package: the folder of nncc's own package, whose NNCCRuntime the code is compiled against.
/// - Returns: the tensors that differ; empty where none does.
/// - Throws: `RunError` where it cannot be compiled or run; `InternalError`.
package func verifyGenerated(
  _ compilation: Compilation, _ options: GenerationOptions, package: String
) throws -> [String] {
  var compilation = compilation
  guard let source = try compilation.swiftSource(options), let check = try compilation.swiftCheckSource(options),
    let type = compilation.swiftTypeName
  else { throw RunError(compilation.diagnostics.all.filter { $0.severity == .error }) }
  let results = try GeneratedResults(compilation, options)
  let folder = FileManager.default.temporaryDirectory.appending(path: "nncc-check-\(UUID().uuidString)")
  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
  defer { try? FileManager.default.removeItem(at: folder) }
  return try reportingFaults("generated") {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let sources = [
      ("main.swift", main(type, steps: results.steps)), ("Model.swift", source), ("Check.swift", check),
    ]
    for (name, text) in sources { try AtomicFile.update(Array(text.utf8), at: path(name)) }
    try results.data.write(to: path("data.safetensors"))
    try results.weights.write(to: path("weights.safetensors"))
    try BuiltRuntime(package: package).compile(sources.map { path($0.0) }, to: path("check"))
    try runTool(path("check"), ["weights.safetensors", "data.safetensors", "results.safetensors"].map(path))
    return results.differences(in: try WeightFile(path: path("results.safetensors")))
  }
}

private func main(_ type: String, steps: Int) -> String {
  """
  import NNCCRuntime

  let paths = CommandLine.arguments.dropFirst().map { $0 }
  let model = try \(type)(weights: WeightFile(path: paths[0]))
  try model.results(on: WeightFile(path: paths[1]), steps: \(steps)).write(to: paths[2])

  """
}
