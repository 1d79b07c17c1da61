import Foundation

/// Swift files that are held against NNCCRuntime.
struct SwiftModule {
  private let folder: URL
  /// Where NNCCRuntime's interface is.
  private let interfaces: String

  /// How far the compiler goes.
  enum Depth {
    case types
    /// Up to the checks of `@_noAllocation`, which come after inlining.
    case performance
  }

  static var canBeCompiled: Bool { FileManager.default.fileExists(atPath: moduleMap) }

  private static let build = Golden.root.appending(path: ".build/release").path(percentEncoded: false)
  private static let moduleMap = build + "/CMicrokernels.build/module.modulemap"

  /// - Parameter interfaces: the folder of NNCCRuntime's interface; by default of the one that was just built
  init(interfaces: String? = nil) throws {
    self.interfaces = interfaces ?? Self.build + "/Modules"
    folder = FileManager.default.temporaryDirectory.appending(path: "nncc-swift-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func add(_ source: String, named name: String) throws {
    try Data(source.utf8).write(to: folder.appending(path: name + ".swift"))
  }

  /// What the compiler finds, or nothing. Removes the files.
  func errors(_ depth: Depth, _ arguments: [String] = []) throws -> String {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.currentDirectoryURL = folder
    let mode = depth == .types ? ["-typecheck"] : ["-O", "-wmo", "-emit-sil", "-o", "/dev/null"]
    process.arguments =
      ["swiftc", "-swift-version", "6", "-parse-as-library", "-I", interfaces]
      + ["-Xcc", "-fmodule-map-file=" + Self.moduleMap] + mode + arguments + files
    let output = Pipe()
    process.standardError = output
    try process.run()
    let errors = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "" : "exit \(process.terminationStatus): \(errors.prefix(4000))"
  }
}
