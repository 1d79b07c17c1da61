import Foundation
import NNCCCompiler
import Testing

/// Kernels and the generated methods that call them allocate nothing, as the compiler sees it.
///
/// `@_noAllocation` is no attribute to build an app with: what it takes for an allocation differs from compiler to compiler,
/// and without optimization it knows no other file's functions. So it stands in comments, and is set here alone.
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

  /// Generated code whose methods promise it: all but those that give arrays or throw, and `reset`, which walks a list.
  private func source(_ spec: String) throws -> String {
    var compilation = Compilation(file: "case.yaml", bytes: Array(spec.utf8))
    let source = try compilation.swiftSource(GenerationOptions())
    let others = ["-> [", "-> (", " throws {", "func reset("]
    return try #require(source, "\(compilation.diagnostics.all.map(\.message)) in\n\(spec)")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init).map { line in
        others.contains { line.contains($0) }
          ? line : line.replacing("public func", with: "@_noAllocation public func")
      }.joined(separator: "\n")
  }

  /// Compiles NNCCRuntime with its promises made.
  ///
  /// - Returns: what the compiler finds.
  private func checkRuntime(interfaces: URL) throws -> String {
    let module = try SwiftModule()
    let sources = Golden.root.appending(path: "Sources/NNCCRuntime")
    for case let name as String in try #require(
      FileManager.default.enumerator(atPath: sources.path(percentEncoded: false)))
    where name.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      try module.add(
        text.replacing("// @_noAllocation\n", with: "@_noAllocation\n"),
        named: String(name.dropLast(6)).replacing("/", with: "-"))
    }
    return try module.errors(
      .performance,
      ["-module-name", "NNCCRuntime", "-package-name", "nncc", "-emit-module", "-emit-module-path"]
        + [interfaces.appending(path: "NNCCRuntime.swiftmodule").path(percentEncoded: false)])
  }

  @Test(.enabled(if: SwiftModule.canBeCompiled)) func noKernelAndNoLayersCodeAllocates() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nncc-checked-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try #require(try checkRuntime(interfaces: folder) == "")

    let specs = try Self.specs()
    #expect(specs.count > 100)
    let interfaces = folder.path(percentEncoded: false)
    let honest = try SwiftModule(interfaces: interfaces)
    for (index, spec) in specs.enumerated() { try honest.add(try source(spec), named: "Case\(index)") }
    #expect(try honest.errors(.performance) == "")

    let places = [("predict", "let rows = "), ("trainStep", "let machine = "), ("gradient", "into: &gradient")]
    for (method, place) in places {
      let liar = try SwiftModule(interfaces: interfaces)
      let source = try source(
        "name: liar\ninput: [4]\nlayers: [{dense: {units: 2}}]\ntrain: {loss: mse, optimizer: sgd, batch_size: 3, steps: 1}\n"
      )
      try #require(source.contains(place))
      let line = try #require(source.split(separator: "\n").first { $0.contains(place) })
      try liar.add(
        source.replacing(line, with: "print([Float](repeating: 0, count: 4))\n\(line)", maxReplacements: 1),
        named: "Liar")
      let errors = try liar.errors(.performance)
      #expect(errors.contains("can cause"), "\(method): \(errors)")
    }
  }
}
