import Foundation
import PackagePlugin

/// `swift package nncc-generate [--target NAME]…`: compiles each `*.nn.yaml` of the package's targets to Swift beside
/// it, for those who commit generated code.
@main struct NNCCGenerate: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) throws {
    var extractor = ArgumentExtractor(arguments)
    let names = extractor.extractOption(named: "target")
    let targets = names.isEmpty ? context.package.targets : try context.package.targets(named: names)
    let tool = try context.tool(named: "nncc-generate").url
    var failed: [String] = []
    for target in targets.compactMap(\.sourceModule) {
      for spec in specs(in: target.directoryURL) {
        let output = spec.deletingPathExtension().appendingPathExtension("swift")
        let process = try Process.run(
          tool, arguments: [spec.path(percentEncoded: false), output.path(percentEncoded: false)])
        process.waitUntilExit()
        if process.terminationStatus == 0 {
          print("wrote \(output.lastPathComponent)")
        } else {
          failed.append(spec.lastPathComponent)
        }
      }
    }
    for name in failed { Diagnostics.error("\(name) was not compiled") }
  }

  /// Specs may be excluded from a target, to keep them from being reported as unhandled, so the folder is searched.
  private func specs(in folder: URL) -> [URL] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let all = files?.compactMap { $0 as? URL } ?? []
    return all.filter { $0.lastPathComponent.hasSuffix(".nn.yaml") }.sorted { $0.path < $1.path }
  }
}
