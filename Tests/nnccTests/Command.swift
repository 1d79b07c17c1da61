import Foundation

/// A run of the `nncc` that was built beside the tests.
struct Command {
  var output: String
  var errors: String
  var status: Int32

  /// The repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let executable = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
    .deletingLastPathComponent().appending(path: "nncc")

  /// Runs `nncc` to its end.
  static func run(_ arguments: [String], in folder: URL = root) throws -> Command {
    let (process, files) = try start(arguments, in: folder)
    process.waitUntilExit()
    return try Command(
      output: String(contentsOf: files.output, encoding: .utf8),
      errors: String(contentsOf: files.errors, encoding: .utf8), status: process.terminationStatus)
  }

  /// Starts `nncc`; its streams go to files, so that none can fill up and block it.
  static func start(
    _ arguments: [String], in folder: URL = root
  ) throws -> (process: Process, files: (output: URL, errors: URL)) {
    let base = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let files = (output: base.appendingPathExtension("out"), errors: base.appendingPathExtension("err"))
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    for (file, isOutput) in [(files.output, true), (files.errors, false)] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
      let handle = try FileHandle(forWritingTo: file)
      if isOutput { process.standardOutput = handle } else { process.standardError = handle }
    }
    try process.run()
    return (process, files)
  }
}

/// A folder that is gone with the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "nncc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
