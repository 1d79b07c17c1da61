import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// The names of a network's classes, in the order of their numbers.
package struct ClassNames: Sendable, Hashable {
  package let names: [String]

  package subscript(number: Int) -> String { names[number] }

  package var count: Int { names.count }

  package init(_ names: [String]) { self.names = names }

  /// Those that `classes` of `data:` lists, or that stand in the file it names.
  ///
  /// - Parameter directory: what paths are relative to.
  /// - Returns: nil where the spec does not say.
  /// - Throws: `RunError` where the file cannot be read, or two lines of it are equal.
  package init?(_ data: Options?, directory: String) throws {
    guard let data else { return nil }
    switch data[DataSection.classes] {
    case nil: return nil
    case .names(let names): self.init(names.map(\.value))
    case .file(let path):
      self = try reportingFaults("data", at: data.range(of: DataSection.classes)) {
        try Self(file: path.path(in: directory))
      }
    }
  }

  /// A name on each line; empty lines at the end count for nothing.
  private init(file path: String) throws {
    let bytes = try FileContents.bytes(of: path, limit: 1 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FormatError(.wrongFormat, file: path, "the names are not UTF-8")
    }
    // A mark of the byte order is no part of the first name.
    let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var names = lines.map(String.init)
    while names.last?.isEmpty == true { names.removeLast() }
    for (index, name) in names.enumerated() {
      if name.unicodeScalars.contains(where: { $0.value < 0x20 }) {
        throw FormatError(.wrongFormat, file: path, "line \(index + 1) holds a control character")
      }
      if name.isEmpty { throw FormatError(.wrongFormat, file: path, "line \(index + 1) is empty") }
      if let first = names[..<index].firstIndex(of: name) {
        throw FormatError(.wrongFormat, file: path, "lines \(first + 1) and \(index + 1) are both '\(name)'")
      }
    }
    if names.isEmpty { throw FormatError(.wrongFormat, file: path, "there are no names") }
    self.init(names)
  }

  // MARK: In weight files

  private static let separator: Character = "\u{1F}"

  /// What is saved with the weights.
  package var text: String { names.joined(separator: String(Self.separator)) }

  package init?(metadata: [String: String]) {
    guard let text = metadata[DataMetadata.classes] else { return nil }
    self.init(text.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init))
  }
}
