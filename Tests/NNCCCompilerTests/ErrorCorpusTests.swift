import Foundation
import NNCCCompiler
import Testing

/// The users' mistakes of `Tests/Errors`. With `RECORD_GOLDENS=1` in the environment a file's expectations are
/// rewritten to what the compiler says, and the run fails so that nobody takes it for a test.
@Suite struct ErrorCorpusTests {
  @Test(arguments: ErrorCase.all) func theCompilerSaysExactlyWhatIsExpected(_ mistake: ErrorCase) throws {
    let found = ErrorCase.found(try mistake.compilation())
    let expected = mistake.expected
    if found.count == expected.count, zip(expected, found).allSatisfy({ $0.allows($1) }), !found.isEmpty {
      return
    }
    if Golden.isRecording { try mistake.record(found) }
    Issue.record(
      """
      \(mistake.name)\(Golden.isRecording ? " was recorded anew" : ""):
      expected
      \(expected.map(\.line).joined(separator: "\n"))
      found
      \(found.map(\.line).joined(separator: "\n"))
      """)
  }

  @Test(arguments: ErrorCase.all) func theTextFormatterShowsEach(_ mistake: ErrorCase) throws {
    let compilation = try mistake.compilation()
    let text = TextFormatter(width: 100).format(compilation.diagnostics.all, in: compilation.sources)
    let lines = text.split(separator: "\n")
    for diagnostic in compilation.diagnostics.all {
      let isPlain = !diagnostic.message.unicodeScalars.contains { $0.properties.generalCategory == .control }
      let ending = (isPlain ? diagnostic.message : "") + " [\(diagnostic.id)]"
      #expect(lines.contains { $0.hasSuffix(ending) })
      let carets = lines.count { $0.contains(" | ") && $0.contains("^") }
      #expect(diagnostic.range == nil || carets > 0)
    }
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
  }

  /// A message is one sentence without a full stop, so that it reads well after `error:`.
  @Test(arguments: ErrorCase.all) func everyMessageIsOneSentence(_ mistake: ErrorCase) throws {
    for diagnostic in try mistake.compilation().diagnostics.all {
      #expect(diagnostic.message.count <= 240, "\(diagnostic.message)")
      for message in [diagnostic.message] + diagnostic.notes.map(\.message) + diagnostic.fixIts.map(\.message) {
        #expect(!message.isEmpty && !message.hasSuffix(".") && !message.contains(". "), "\(message)")
        #expect(message.first?.isUppercase != true, "\(message)")
      }
    }
  }

  /// An edit that is offered takes its diagnostic away, and brings nothing new at its place.
  @Test(arguments: ErrorCase.all) func everyFixItMends(_ mistake: ErrorCase) throws {
    let before = try mistake.compilation()
    for diagnostic in before.diagnostics.all {
      for fixIt in diagnostic.fixIts where before.sources[fixIt.range.source]?.kind == .file {
        var spec = mistake.spec
        spec.replaceSubrange(fixIt.range.start..<fixIt.range.end, with: fixIt.replacement.utf8)
        let edited = fixIt.range.start..<(fixIt.range.start + fixIt.replacement.utf8.count)
        let after = try mistake.compilation(of: spec)
        for left in after.diagnostics.all {
          guard let range = left.range, before.sources[range.source]?.kind == .file else { continue }
          let isSame = left.id == diagnostic.id && left.message == diagnostic.message
          let isInside = edited.lowerBound < range.end && range.start < edited.upperBound
          #expect(
            !isSame && !isInside,
            "after '\(fixIt.message)': \(left.message) in \(String(decoding: spec, as: UTF8.self))")
        }
      }
    }
  }

  /// What stands in the compiler and in no corpus file, and why.
  static let untested = ["unreadable-file": "a file that is there can be read"]

  @Test func everyDataSourceHasAMistakeInTheCorpus() throws {
    let sources = try #require(SpecReference.vocabularies.first { $0.title == "Data sources" }).vocabulary
    let specs = try ErrorCase.all.map { String(decoding: try Data(contentsOf: $0.file), as: UTF8.self) }
    for entry in sources.entries {
      #expect(specs.contains { $0.contains("{\(entry.name):") || $0.contains(" \(entry.name):\n") }, "\(entry.name)")
    }
  }

  @Test func everyDiagnosticOfTheCompilerIsInTheCorpus() throws {
    let declared = try DiagnosticSources.ids()
    #expect(declared.count > 30)
    let seen = Set(try ErrorCase.all.flatMap { try $0.compilation().diagnostics.all.map(\.id) })
    let missing = declared.subtracting(seen).subtracting(Self.untested.keys).sorted()
    #expect(missing.isEmpty, "no file of Tests/Errors provokes these")
    #expect(seen.subtracting(declared).isEmpty, "the scan of the sources has missed these")
    #expect(Set(Self.untested.keys).isDisjoint(with: seen), "these need no exception")
  }
}

/// The compiler's sources as text, in which diagnostics are declared.
enum DiagnosticSources {
  /// Every id that is the first argument of what makes a diagnostic, or is assigned to an `id` that will be.
  static func ids() throws -> Set<String> {
    let folder = Golden.root.appending(path: "Sources/NNCCCompiler")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var ids: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let declaration = /[^A-Za-z](?:(?:error|warning|Diagnostic)\(\s*|id = )"([a-z0-9]+(?:-[a-z0-9]+)*)"/
      for match in text.matches(of: declaration) {
        ids.insert(String(match.1))
      }
    }
    return ids
  }
}
