import Foundation
import NNCCCompiler
import Testing

/// One file of `Tests/Errors`: a user's mistake, and what the compiler must say of it.
///
/// A file is a spec followed by what is expected, one line a diagnostic in the order of their places, and one
/// for each fix-it below its diagnostic:
///
///     # expect: unknown-key 3:13-3:17 error /'dense' has no 'unit'/
///     # fix: 3:13-3:17 "units"
///
/// Ranges are line:column from 1, the end one past the last character; `-` stands for no place, and
/// `--set 1:14-1:17` for one in the override. The text between slashes is a part of the message. No other
/// diagnostics may appear. The compiler sees what precedes the first such line. Two more forms help to write
/// the mistake: a line `# --set train.epochs=one` is an override, and `⟨x × 300⟩` means x 300 times. With a line
/// `# --mode step` the network is planned for one time step.
struct ErrorCase: Sendable, CustomTestStringConvertible {
  let file: URL
  private let bytes: [UInt8]

  static let folder = Golden.root.appending(path: "Tests/Errors")

  static let all: [ErrorCase] = {
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "yaml" }
      .sorted { $0.path < $1.path }.compactMap(ErrorCase.init)
  }()

  init?(file: URL) {
    guard let data = try? Data(contentsOf: file) else { return nil }
    self.file = file
    bytes = Array(data)
  }

  var name: String { file.deletingPathExtension().lastPathComponent }
  var testDescription: String { name }

  // MARK: The mistake

  /// What stands before the expectations, as it stands in the file.
  private var written: ArraySlice<UInt8> {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let first = lines.first(where: { $0.starts(with: Array("# expect:".utf8)) }) else { return bytes[...] }
    return bytes[..<first.startIndex]
  }

  /// The spec that the compiler sees.
  var spec: [UInt8] {
    var result: [UInt8] = []
    var rest = written
    while let start = rest.firstRange(of: Array("⟨".utf8)),
      let times = rest[start.upperBound...].firstRange(of: Array(" × ".utf8)),
      let end = rest[times.upperBound...].firstRange(of: Array("⟩".utf8)),
      let count = Int(String(decoding: rest[times.upperBound..<end.lowerBound], as: UTF8.self))
    {
      result += rest[..<start.lowerBound]
      for _ in 0..<count { result += rest[start.upperBound..<times.lowerBound] }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  private func comments(_ mark: String) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
  }

  /// Compiles the spec, and makes a plan of it where it is valid.
  func compilation(of spec: [UInt8]? = nil) throws -> Compilation {
    var compilation = Compilation(
      file: file.lastPathComponent, bytes: spec ?? self.spec, overrides: comments("# --set "))
    if spec == nil, !comments("# --mode step").isEmpty {
      _ = compilation.singleStep()
      return compilation
    }
    _ = try compilation.plan(
      batch: 2, purpose: compilation.training == nil ? .inference : .training, PlanOptions(memoryLimit: 1 << 28))
    return compilation
  }

  // MARK: What is expected

  /// A line of expectation but for the part of the message, and that part.
  struct Expectation: Equatable {
    var head: String
    var part: String?

    init(line: some StringProtocol) {
      let slashes = line.indices.filter { line[$0] == "/" }
      if line.hasPrefix("# expect:"), let first = slashes.first, let last = slashes.last, first < last {
        head = line[..<first].trimmingCharacters(in: .whitespaces)
        part = String(line[line.index(after: first)..<last])
      } else {
        head = line.trimmingCharacters(in: .whitespaces)
      }
    }

    func allows(_ found: Expectation) -> Bool {
      head == found.head && (part == nil) == (found.part == nil)
        && (part.map { !$0.isEmpty && found.part?.contains($0) == true } ?? true)
    }

    var line: String { part.map { "\(head) /\($0)/" } ?? head }
  }

  var expected: [Expectation] {
    String(decoding: bytes[written.endIndex...], as: UTF8.self).split(separator: "\n").map(Expectation.init)
  }

  /// What a compilation said, in the same form.
  static func found(_ compilation: Compilation) -> [Expectation] {
    func place(_ range: SourceRange?) -> String {
      guard let range, let source = compilation.sources[range.source] else { return "-" }
      let start = source.location(of: range.start)
      let end = source.location(of: range.end)
      return (source.kind == .override ? "--set " : "")
        + "\(start.line):\(start.column)-\(end.line):\(end.column)"
    }
    return compilation.diagnostics.all.sortedByPosition().flatMap { diagnostic in
      [
        Expectation(
          line: "# expect: \(diagnostic.id) \(place(diagnostic.range)) \(diagnostic.severity) "
            + "/\(diagnostic.message)/")
      ]
        + diagnostic.fixIts.map {
          Expectation(line: "# fix: \(place($0.range)) \($0.replacement.debugDescription)")
        }
    }
  }

  /// Rewrites the expectations to what was found, keeping the parts of messages that still hold.
  func record(_ found: [Expectation]) throws {
    let kept = expected
    let lines = found.map { found in kept.first { $0.allows(found) } ?? found }.map(\.line)
    var text = Array(written)
    while text.suffix(2) == Array("\n\n".utf8) { text.removeLast() }
    if text.last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
    text += Array(("\n" + lines.joined(separator: "\n") + "\n").utf8)
    try Data(text).write(to: file)
  }
}
