import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// The specs of some of Keras's fixtures, whose generated code in `generated/Cases` has between them, for every kernel,
/// calls with and without each argument, and every way in which an option is made.
enum GeneratedCases {
  private static let root = Specs.folder.deletingLastPathComponent()
  private static let folder = root.appending(path: "generated/Cases")
  private static let list = root.appending(path: "Tests/GeneratedTests/GeneratedCases+Models.swift")

  /// The spec of each fixture, by its name.
  private static func specs() throws -> [(name: String, text: String)] {
    try ["keras", "keras_recurrent"].flatMap { family in
      let folder = root.appending(path: "Tests/Fixtures/\(family)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
      return try files.filter { $0.hasSuffix(".safetensors") }.map { file in
        let text = try WeightFile(path: folder.appending(path: file).path(percentEncoded: false)).metadata["spec"]
        return (String(file.dropLast(".safetensors".count)), try #require(text))
      }
    }
  }

  static func compilation(_ name: String) throws -> Compilation {
    let spec = try #require(try specs().first { $0.name == name })
    return Compilation(file: name + ".yaml", bytes: Array(spec.text.utf8))
  }

  /// Few specs that have all of that between them: again and again the one with most that none before it has.
  static func cover() throws -> [String] {
    let calls = try specs().map { name, text in
      var compilation = Compilation(file: name + ".yaml", bytes: Array(text.utf8))
      return (name: name, calls: Set(try compilation.swiftCalls(GenerationOptions())))
    }
    var labels: [String: Set<String>] = [:]
    for call in calls.flatMap(\.calls) { labels[call.name, default: []].formUnion(call.labels) }
    var left = calls.map { name, calls in
      let forms = calls.map { call in
        call.makers.union(labels[call.name, default: []].map { "\(call.name) \($0): \(call.labels.contains($0))" })
      }
      return (name: name, forms: forms.reduce(into: Set()) { $0.formUnion($1) })
    }
    var chosen: [String] = []
    while let most = left.map(\.forms.count).max(), most > 0, let next = left.first(where: { $0.forms.count == most }) {
      chosen.append(next.name)
      for index in left.indices { left[index].forms.subtract(next.forms) }
    }
    return chosen.sorted()
  }

  /// What the folder is to hold for these specs, and the list of their types.
  static func files(_ names: [String]) throws -> (files: [String: String], list: String) {
    var files: [String: String] = [:]
    var rows: [String] = []
    for name in names {
      var compilation = try compilation(name)
      let type = try #require(compilation.swiftTypeName)
      files[type + ".swift"] = try compilation.swiftSource(GenerationOptions())
      files[type + "+Check.swift"] = try compilation.swiftCheckSource(GenerationOptions())
      rows.append("    \"\(name)\": {\n      try \(type)().results(on: $0, steps: $1)\n    },")
    }
    let list = """
      // Made by GeneratedCaseTests, with RECORD_GOLDENS=1.

      import Generated
      import NNCCRuntime

      extension GeneratedCases {
        /// The generated type of each case.
        static let models: [String: BitEqualityTests.Results] = [
      \(rows.joined(separator: "\n"))
        ]
      }

      """
    return (files, list)
  }

  static func kept() throws -> (files: [String: String], list: String) {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
    let texts = try names.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    return (
      Dictionary(uniqueKeysWithValues: zip(names, texts)), try String(contentsOf: list, encoding: .utf8)
    )
  }

  static func record(_ files: [String: String], _ types: String) throws {
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try Data(types.utf8).write(to: list)
  }
}

/// Every form of every kernel call, where it is generated code, gives the bits that it gives in this process.
@Suite struct GeneratedCaseTests {
  /// A kernel or an option that no case has yet makes another cover: with RECORD_GOLDENS=1 in the environment the cases
  /// are made anew.
  @Test func theCasesHaveEveryForm() throws {
    let (files, list) = try GeneratedCases.files(GeneratedCases.cover())
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" { try GeneratedCases.record(files, list) }
    let kept = try GeneratedCases.kept()
    #expect(kept.list == list)
    #expect(kept.files.keys.sorted() == files.keys.sorted())
    for (name, text) in files where kept.files[name] != nil { #expect(kept.files[name] == text, "\(name)") }
  }

  @Test(arguments: GeneratedCases.models.keys.sorted())
  func generatedCodeGivesTheSameBits(_ name: String) throws {
    let model = try #require(GeneratedCases.models[name])
    let results = try GeneratedResults(GeneratedCases.compilation(name), GenerationOptions())
    #expect(results.differences(in: try model(results.data, results.steps)) == [])
  }
}
