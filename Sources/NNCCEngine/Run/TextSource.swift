import Foundation
import NNCCCompiler

/// What a `text` source of `data:` says.
package struct TextSource {
  package let path: String
  package let level: TextLevel
  package let sequenceLength: Int

  /// - Parameter directory: what paths are relative to.
  package init(_ options: DataSource.Text, directory: String) {
    path = options.path.path(in: directory)
    level =
      switch options.level {
      case .char: .char
      case .byte: .byte
      }
    sequenceLength = options.sequenceLength
  }

  /// The file's characters.
  ///
  /// - Throws: `FileError`, `TextError`.
  package func characters() throws -> [UInt32] { try level.characters(ofFile: path) }
}

extension String {
  /// A path that a spec gives.
  ///
  /// - Parameter directory: what it is relative to.
  package func path(in directory: String) -> String {
    if hasPrefix("~/") { return expandingHome }
    return hasPrefix("/") || directory == "." ? self : URL(filePath: directory).appending(path: self).relativePath
  }

  /// The path with the home directory in place of a '~' before it, as a shell does it for words of their own.
  package var expandingHome: String {
    guard hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] else { return self }
    return home + dropFirst()
  }
}
