import Foundation
import Testing

/// Text that is kept in a file of this repository. With `RECORD_GOLDENS=1` in the environment the file is written
/// anew, and the test fails all the same, so that no run that records can pass for one that checks.
struct Golden {
  /// The directory of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1"

  /// From the root of the package.
  var path: String

  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = Self.root.appending(path: path)
    if Self.isRecording {
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(path): run again without RECORD_GOLDENS", sourceLocation: sourceLocation)
      return
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    let place = zip(kept.split(separator: "\n"), text.split(separator: "\n")).first { $0 != $1 }
    #expect(
      kept == text, "\(path) differs: \(place?.0 ?? "one is longer") is now \(place?.1 ?? "…")",
      sourceLocation: sourceLocation)
  }
}
