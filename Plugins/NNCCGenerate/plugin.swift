import Foundation
import PackagePlugin

/// `swift package nncc-generate [--target NAME]…`: compiles each `*.nn.yaml` of the package's targets to Swift beside
/// it, for those who commit generated code.
@main struct NNCCGenerate: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) throws {
    var extractor = ArgumentExtractor(arguments)
    let names = extractor.extractOption(named: "target")
    if let unknown = extractor.remainingArguments.first {
      Diagnostics.error("unknown argument '\(unknown)': nncc-generate takes --target NAME")
      return
    }
    let targets = names.isEmpty ? context.package.targets : try context.package.targets(named: names)
    let tool = try context.tool(named: "nncc-generate").url
    var failed: [String] = []
    for target in targets.compactMap(\.sourceModule) {
      for spec in specs(in: target.directoryURL) {
        let output = spec.deletingPathExtension().appendingPathExtension("swift")
        let before = try? Data(contentsOf: output)
        let process = try Process.run(
          tool, arguments: [spec.path(percentEncoded: false), output.path(percentEncoded: false)])
        process.waitUntilExit()
        if process.terminationStatus == 0 {
          let isSame = try before == Data(contentsOf: output)
          print(isSame ? "\(output.lastPathComponent) is as it was" : "wrote \(output.lastPathComponent)")
        } else {
          failed.append(spec.lastPathComponent)
        }
      }
    }
    for name in failed { Diagnostics.error("\(name) was not compiled") }
  }

  /// Specs may be excluded from a target, to keep them from being reported as unhandled, so the folder is searched.
  private func specs(in folder: URL) -> [URL] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    let all = files?.compactMap { $0 as? URL } ?? []
    return all.filter { $0.lastPathComponent.hasSuffix(".nn.yaml") }.sorted { $0.path < $1.path }
  }
}
