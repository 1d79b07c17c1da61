import Foundation

/// Swift files that are held against the NNCCRuntime that was just built.
struct SwiftModule {
  private let folder: URL

  /// How far the compiler goes.
  enum Depth {
    case types
    /// Up to the checks of `@_noAllocation`, which come after inlining.
    case performance
  }

  static var canBeCompiled: Bool { FileManager.default.fileExists(atPath: moduleMap) }

  private static let build = Golden.root.appending(path: ".build/release").path(percentEncoded: false)
  private static let moduleMap = build + "/CMicrokernels.build/module.modulemap"

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "nncc-swift-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func add(_ source: String, named name: String) throws {
    try Data(source.utf8).write(to: folder.appending(path: name + ".swift"))
  }

  /// What the compiler finds, or nothing. Removes the files.
  func errors(_ depth: Depth) throws -> String {
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.currentDirectoryURL = folder
    let mode = depth == .types ? ["-typecheck"] : ["-O", "-wmo", "-emit-sil", "-o", "/dev/null"]
    process.arguments =
      ["swiftc", "-swift-version", "6", "-parse-as-library", "-I", Self.build + "/Modules"]
      + ["-Xcc", "-fmodule-map-file=" + Self.moduleMap] + mode + files
    let output = Pipe()
    process.standardError = output
    try process.run()
    let errors = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "" : "exit \(process.terminationStatus): \(errors.prefix(4000))"
  }
}
