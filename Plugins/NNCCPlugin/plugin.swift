import Foundation
import PackagePlugin

/// Compiles each `*.nn.yaml` of a target to Swift while the target is built: `Digits.nn.yaml` becomes
/// `Digits.nn.swift`, whatever its network is called.
@main struct NNCCPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let target = target.sourceModule else { return [] }
    let tool = try context.tool(named: "nncc-generate").url
    let specs = target.sourceFiles.map(\.url).filter { $0.lastPathComponent.hasSuffix(".nn.yaml") }
    for (index, spec) in specs.enumerated() {
      guard let other = specs[..<index].first(where: { $0.lastPathComponent == spec.lastPathComponent }) else {
        continue
      }
      Diagnostics.error(
        "\(other.path(percentEncoded: false)) and \(spec.path(percentEncoded: false)) would both make one Swift file: give one another name"
      )
      return []
    }
    return specs.map { spec in
      let name = spec.deletingPathExtension().lastPathComponent + ".swift"
      let output = context.pluginWorkDirectoryURL.appending(path: name)
      return .buildCommand(
        displayName: "Compiling \(spec.lastPathComponent)", executable: tool,
        arguments: [spec.path(percentEncoded: false), output.path(percentEncoded: false)], inputFiles: [spec],
        outputFiles: [output])
    }
  }
}
