import Foundation
import NNCCCompiler
import Testing

/// `docs/diagnostics.md` explains each diagnostic of the compiler and no other, with an example that provokes it.
@Suite struct DiagnosticCatalogueTests {
  /// A section of the page: `### id`, what it means, an example, the way out.
  struct Section: Sendable, CustomTestStringConvertible {
    var id: String
    var text: String

    var testDescription: String { id }
  }

  static let sections: [Section] = {
    let page = try? String(contentsOf: Golden.root.appending(path: "docs/diagnostics.md"), encoding: .utf8)
    return (page ?? "").split(separator: "\n### ").dropFirst().map { section in
      let id = section.prefix { $0 != "\n" }
      return Section(id: String(id), text: String(section.dropFirst(id.count)))
    }
  }()

  @Test func everyDiagnosticIsExplainedAndNoOther() throws {
    let ids = Self.sections.map(\.id)
    #expect(ids == Array(Set(ids)).sorted(), "each once, by the alphabet")
    #expect(Set(ids) == (try DiagnosticSources.ids()))
  }

  /// The first block of YAML in a section is an example of what it explains, and the last the way out.
  @Test(arguments: sections) func examplesAreWhatTheySay(section: Section) throws {
    let blocks = section.text.matches(of: /```yaml\n([^`]*)```/).map { String($0.1) }
    try #require(blocks.count == 2, "an example and the way out")
    let (mistake, wayOut) = (Compilation(blocks[0]), Compilation(blocks[1]))
    #expect(mistake.diagnostics.all.map(\.id) == [section.id])
    #expect(wayOut.diagnostics.all.isEmpty)
  }
}

extension Compilation {
  /// A spec of the page, with a `--set` after `# set: ` in it.
  fileprivate init(_ text: String) {
    self.init(
      file: "example.yaml", bytes: Array(text.utf8),
      overrides: text.split(separator: "\n").filter { $0.hasPrefix("# set: ") }.map { String($0.dropFirst(7)) })
  }
}
