import Foundation
import NNCCCompiler
import Testing

/// Generated methods say that they allocate nothing (`@_noAllocation`), and the compiler agrees.
@Suite struct AllocationCheckTests {
  /// Of the specs that Keras's fixtures are made from, those that use a word which none before them does: together they
  /// have every layer, loss, optimizer and schedule.
  private static func specs() throws -> [String] {
    let folder = Golden.root.appending(path: "Tests/Oracle/cases")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    var seen: Set<Substring> = []
    return try files.flatMap { name in
      try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "---\n").filter { spec in
        // A file may begin with a comment of its own.
        guard spec.contains("name:") else { return false }
        let words = spec.split(separator: "\n").filter { !$0.hasPrefix("name:") }
          .flatMap { $0.split { !($0.isLetter || $0 == "_") } }
        defer { seen.formUnion(words) }
        return !seen.isSuperset(of: words)
      }.map(String.init)
    }
  }

  private func source(_ spec: String) throws -> String {
    var compilation = Compilation(file: "case.yaml", bytes: Array(spec.utf8))
    let source = try compilation.swiftSource(GenerationOptions())
    return try #require(source, "\(compilation.diagnostics.all.map(\.message)) in\n\(spec)")
  }

  @Test(.enabled(if: SwiftModule.canBeCompiled)) func noLayersCodeAllocates() throws {
    let specs = try Self.specs()
    #expect(specs.count > 100)
    let module = try SwiftModule()
    for (index, spec) in specs.enumerated() { try module.add(try source(spec), named: "Case\(index)") }
    #expect(try module.errors(.performance) == "")
  }

  @Test(.enabled(if: SwiftModule.canBeCompiled)) func anAllocationIsAnError() throws {
    let honest = try source("name: liar\ninput: [4]\nlayers: [{dense: {units: 2}}]\n")
    let module = try SwiftModule()
    try module.add(
      honest.replacing("inputPlace.write(", with: "print([Float](repeating: 0, count: 4)); inputPlace.write("),
      named: "Liar")
    let errors = try module.errors(.performance)
    #expect(errors.contains("can cause"), "\(errors)")
  }
}
