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
