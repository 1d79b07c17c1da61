import Foundation
import Testing

/// Runs the built command, which stands beside the tests' bundle.
struct CommandLineRun {
  var status: Int32
  var output: String
  var errors: String

  /// The directory of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// - Parameters:
  ///   - directory: the current one of the process; by default the package's.
  ///   - input: what it reads from standard input.
  ///   - output: the file that its output goes to; `output` is empty then.
  ///   - interruption: asked again and again; where it says true the process gets the signal.
  init(
    _ arguments: [String], in directory: URL = root, interruptingWhen interruption: (() -> Bool)? = nil,
    by signal: Int32 = SIGINT, input: String? = nil, output: String? = nil
  ) throws {
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.currentDirectoryURL = directory
    // Files, for pipes fill up and then wait to be read.
    let scratch = try TemporaryDirectory()
    let (outputFile, errorFile) = (scratch.file("out"), scratch.file("err"))
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output.map { URL(filePath: $0) } ?? outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    process.standardInput = FileHandle.nullDevice
    if let input {
      try Data(input.utf8).write(to: scratch.file("in"))
      process.standardInput = try FileHandle(forReadingFrom: scratch.file("in"))
    }
    try process.run()
    if let interruption {
      let deadline = Date(timeIntervalSinceNow: 30)
      while process.isRunning, !interruption(), Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
      kill(process.processIdentifier, signal)
    }
    process.waitUntilExit()
    status = process.terminationStatus
    self.output = try String(contentsOf: outputFile, encoding: .utf8)
    errors = try String(contentsOf: errorFile, encoding: .utf8)
  }

  /// The output as a JSON object, or the only one of an array.
  func jsonObject() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    if let array = value as? [Any] { try #require(array.count == 1) }
    return try #require((value as? [Any])?.first as? [String: Any] ?? value as? [String: Any])
  }

  /// The command.
  static func executable() throws -> URL {
    // On Linux the bundle is an executable file in the build directory, elsewhere a directory.
    let arguments = ProcessInfo.processInfo.arguments
    let candidates =
      ([Bundle.main.bundleURL, Bundle.main.executableURL].compactMap { $0 }
      + arguments.filter { $0.contains(".xctest") }.map { URL(filePath: $0) })
      .flatMap { [$0, $0.deletingLastPathComponent()] }
      .map { $0.appending(path: "nncc") }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "nncc has not been built beside the tests")
  }
}

/// A directory that goes away with its last use.
final class TemporaryDirectory {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "nncc-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String) -> URL { url.appending(path: name) }

  /// Writes a file and gives its path.
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: file(name))
    return file(name).path
  }
}
