import Foundation

extension ReportStreams {
  /// Progress to standard error, the result to standard output.
  package static let standard = ReportStreams(
    progress: { write($0, to: FileHandle.standardError) },
    result: { write($0, to: FileHandle.standardOutput) })

  /// A pipe whose reader has gone is no reason to stop training.
  private static func write(_ text: String, to file: FileHandle) {
    try? file.write(contentsOf: Data(text.utf8))
  }
}
