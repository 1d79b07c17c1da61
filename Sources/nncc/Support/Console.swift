import Foundation
import NNCCCompiler
import NNCCRuntime

/// Standard output and standard error.
enum Console {
  /// Writes data.
  static func write(_ text: String) { write(text, to: .standardOutput) }

  /// Writes what is about the data: diagnostics and progress.
  static func writeError(_ text: String) { write(text, to: .standardError) }

  private static func write(_ text: String, to file: FileHandle) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file.fileDescriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      let code = errno
      if code == EINTR { continue }
      // A pipe whose reader has gone away is no fault of the work done; a full disk has lost the result.
      if file !== FileHandle.standardOutput || code == EPIPE { return }
      writeError("\(FileError(.write, "standard output", errno: code))\n")
      exit(ExitStatus.fault)
    }
  }

  /// All of standard input.
  ///
  /// - Throws: `FileError`.
  static func readAll(limit: Int) throws -> [UInt8] {
    guard let data = try? FileHandle.standardInput.read(upToCount: limit + 1) ?? Data() else {
      throw FileError(.read, "standard input", errno: errno)
    }
    guard data.count <= limit else {
      throw FileError(.read, "standard input", reason: "it is longer than \(limit) bytes")
    }
    return Array(data)
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
