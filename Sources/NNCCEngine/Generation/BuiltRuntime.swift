import Foundation
import NNCCCompiler
import NNCCRuntime

/// NNCCRuntime, built once for each version of nncc and package, in the user's folder for caches: what generated code
/// is compiled against.
struct BuiltRuntime {
  private static let modules = ["NNCCRuntime", "CMicrokernels"]
  private let package: URL
  /// What the package manager built.
  private let products: URL

  /// Builds it, which is done in seconds where it was built before.
  ///
  /// - Parameter package: the folder of nncc's own package.
  /// - Throws: `RunError` with what the package manager printed.
  init(package: String) throws {
    let number = String(fingerprint(package.utf8), radix: 16)
    let folder = Self.caches.appending(path: "nncc/runtime-\(nnccVersion)-\(number)")
    let path = folder.path(percentEncoded: false)
    try runTool(
      "swift",
      ["build", "-c", "release", "--package-path", package, "--scratch-path", path, "--target", "NNCCRuntime"])
    products = folder.appending(path: "release")
    self.package = URL(filePath: package)
  }

  /// Compiles Swift files that import it into a program.
  ///
  /// - Throws: `RunError` with the compiler's messages.
  func compile(_ sources: [String], to program: String) throws {
    func path(_ name: String) -> String { products.appending(path: name).path(percentEncoded: false) }
    let objects = Self.modules.flatMap { module in
      objectNames(of: module).map { path("\(module).build/\($0)") }
    }
    try runTool(
      "swiftc",
      ["-O", "-whole-module-optimization", "-swift-version", "6", "-module-name", "Check", "-I", path("Modules")]
        + ["-Xcc", "-fmodule-map-file=\(path("CMicrokernels.build/module.modulemap"))"]
        + sources + objects + ["-o", program])
  }

  /// Those of files that are still there: the package manager leaves the others where they are.
  private func objectNames(of module: String) -> [String] {
    func names(in folder: URL) -> [String] {
      FileManager.default.subpaths(atPath: folder.path(percentEncoded: false)) ?? []
    }
    let sources = Set(
      names(in: package.appending(path: "Sources/\(module)")).map { $0.split(separator: "/").last ?? "" })
    return names(in: products.appending(path: "\(module).build"))
      .filter { $0.hasSuffix(".o") && sources.contains($0.split(separator: "/").last?.dropLast(2) ?? "") }
  }

  /// `$XDG_CACHE_HOME`, or what stands for it where it is not set.
  private static var caches: URL {
    let given = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"] ?? ""
    return given.hasPrefix("/") ? URL(filePath: given) : URL.homeDirectory.appending(path: ".cache")
  }
}

/// Runs a program to its end.
///
/// - Throws: `RunError` with what it printed, unless it exits with 0.
func runTool(_ tool: String, _ arguments: [String]) throws {
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
