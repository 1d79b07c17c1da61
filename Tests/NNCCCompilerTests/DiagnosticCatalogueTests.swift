import Foundation
import NNCCCompiler
import Testing

/// `docs/diagnostics.md` explains each diagnostic of the compiler and no other, with an example that provokes it.
@Suite struct DiagnosticCatalogueTests {
  /// `### id` and what follows it.
  struct Section: Sendable, CustomTestStringConvertible {
    var id: String
    /// The blocks of YAML: an example, and the way out of it. None for a limit that takes a long text to meet.
    var examples: [String]
    var isLimit: Bool

    var testDescription: String { id }
  }

  static let sections: [Section] = {
    let page = try? String(contentsOf: Golden.root.appending(path: "docs/diagnostics.md"), encoding: .utf8)
    return (page ?? "").split(separator: "\n## ").dropFirst().flatMap { chapter in
      chapter.split(separator: "\n### ").dropFirst().map { section in
        Section(
          id: String(section.prefix { $0 != "\n" }),
          examples: section.matches(of: /```yaml\n([^`]*)```/).map { String($0.1) },
          isLimit: chapter.hasPrefix("Limits"))
      }
    }
  }()

  @Test func everyDiagnosticIsExplainedAndNoOther() throws {
    let ids = Self.sections.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(Set(ids) == (try DiagnosticSources.ids()))
  }

  @Test(arguments: sections) func examplesAreWhatTheySay(section: Section) throws {
    #expect(section.examples.count == (section.isLimit ? 0 : 2))
    guard section.examples.count == 2 else { return }
    let (mistake, wayOut) = (compiled(section.examples[0]), compiled(section.examples[1]))
    #expect(mistake.diagnostics.all.map(\.id) == [section.id])
    #expect(wayOut.diagnostics.all.isEmpty, "\(wayOut.diagnostics.all.map(\.message))")
  }

  /// Compiles an example, with what it says after `# --set ` as overrides.
  private func compiled(_ text: String) -> Compilation {
    let mark = "# --set "
    var compilation = Compilation(
      file: "example.yaml", bytes: Array(text.utf8),
      overrides: text.split(separator: "\n").filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) })
    if text.contains("# --mode step") { _ = compilation.singleStep() }
    return compilation
  }
}
