import Foundation
import NNCCCompiler
import NNCCRuntime

/// Compiles a network's generated code in a package of its own, runs it, and compares the bits of all it gives with
/// those of the plans run in this process: outputs, losses, gradients, and the state after 50 steps of training.
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
  // Builds of several specs share what they have in common: the runtime.
  let folder = URL(filePath: package).appending(path: ".build/generated-check")
  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
  return try reportingFaults("generated") {
    try FileManager.default.createDirectory(
      at: folder.appending(path: "Sources/Check"), withIntermediateDirectories: true)
    for (name, text) in [
      ("Package.swift", manifest(package)), ("Sources/Check/main.swift", main(type, steps: GeneratedResults.steps)),
      ("Sources/Check/Model.swift", source), ("Sources/Check/Check.swift", check),
    ] {
      try AtomicFile.update(Array(text.utf8), at: path(name))
    }
    try results.data.write(to: path("data.safetensors"))
    try results.weights.write(to: path("weights.safetensors"))
    // The package manager looks for new files in packages that others depend on only where it has no plan yet.
    try? FileManager.default.removeItem(atPath: path(".build/release.yaml"))
    try runTool("swift", ["build", "-c", "release", "--package-path", path(""), "--product", "Check"])
    try runTool(
      path(".build/release/Check"), ["weights.safetensors", "data.safetensors", "results.safetensors"].map(path))
    return results.differences(in: try WeightFile(path: path("results.safetensors")))
  }
}

private func manifest(_ package: String) -> String {
  """
  // swift-tools-version: 6.2
  import PackageDescription

  let package = Package(
    name: "check",
    dependencies: [.package(name: "nncc", path: \(swiftLiteral(package)))],
    targets: [
      .executableTarget(name: "Check", dependencies: [.product(name: "NNCCRuntime", package: "nncc")])
    ]
  )

  """
}

private func main(_ type: String, steps: Int) -> String {
  """
  import NNCCRuntime

  let paths = CommandLine.arguments.dropFirst().map { $0 }
  let model = try \(type)(weights: WeightFile(path: paths[0]))
  try model.results(on: WeightFile(path: paths[1]), steps: \(steps)).write(to: paths[2])

  """
}

/// Runs a program to its end.
///
/// - Throws: `RunError` with what it printed, unless it exits with 0.
private func runTool(_ tool: String, _ arguments: [String]) throws {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [tool] + arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = output
  do {
    try process.run()
  } catch {
    throw RunError("generated", "cannot run \(tool): \(error.localizedDescription)")
  }
  let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    let lines = printed.split(separator: "\n").suffix(20).map { Diagnostic.Note(String($0)) }
    throw RunError("generated", "\(tool) failed on the generated code", notes: lines)
  }
}
