import Foundation
import NNCCCompiler

/// Standard output and standard error.
enum Console {
  /// Writes data.
  static func write(_ text: String) { write(text, to: .standardOutput) }

  /// Writes what is about the data: diagnostics and progress.
  static func writeError(_ text: String) { write(text, to: .standardError) }

  // A pipe whose reader has gone away is no fault of the work done.
  private static func write(_ text: String, to file: FileHandle) {
    try? file.write(contentsOf: Data(text.utf8))
  }

  /// Whether progress can be painted over: standard error is a terminal that obeys.
  static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The columns of the terminal that standard error is, or 100.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return Int(size.ws_col)
  }
}
