import Foundation
import NNCCCompiler
import Testing

/// The committed plans in `generated/` are what nncc makes of the specs.
@Suite struct GeneratedPlansTests {
  static let specs: [String] = {
    let folder = Golden.root.appending(path: "specs").path(percentEncoded: false)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  private func compilation(_ name: String) throws -> Compilation {
    let path = "specs/" + name
    let compilation = Compilation(file: path, bytes: Array(try Data(contentsOf: Golden.root.appending(path: path))))
    try #require(compilation.isValid)
    return compilation
  }

  @Test(arguments: specs) func committedPlansAreFresh(_ name: String) throws {
    var compilation = try compilation(name)
    let type = try #require(compilation.swiftTypeName)
    var options = GenerationOptions()
    options.verifiesEach = true
    let source = try #require(try compilation.swiftSource(options))
    try Golden(path: "generated/\(type).swift").expect(source)
    let check = try #require(try compilation.swiftCheckSource(GenerationOptions()))
    try Golden(path: "generated/Checks/\(type)+Check.swift").expect(check)
  }

  @Test func theSameSpecGivesTheSameBytes() throws {
    let sources = try (0..<2).map { _ in
      var compilation = try compilation("digits_shared.yaml")
      return try compilation.swiftSource(GenerationOptions())
    }
    #expect(sources[0] == sources[1])
  }

  @Test func thePlanOfDenseLayersIsShort() throws {
    var compilation = try compilation("digits_mlp.yaml")
    let source = try #require(try compilation.swiftSource(GenerationOptions()))
    #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count < 240)
    for name in Self.specs {
      var compilation = try self.compilation(name)
      let source = try #require(try compilation.swiftSource(GenerationOptions()))
      for line in source.split(separator: "\n") { #expect(line.count <= 110, "\(name): \(line)") }
    }
  }

  @Test func inferenceAloneNeedsNothingOfTraining() throws {
    var compilation = try compilation("digits_cnn.yaml")
    var options = GenerationOptions()
    options.inferenceOnly = true
    let source = try #require(try compilation.swiftSource(options))
    #expect(source.contains("InferenceModel"))
    for word in ["trainStep", "Gradient", "optimizer", "Kernels.Update", "Kernels.RowLosses"] {
      #expect(!source.contains(word), "\(word)")
    }
  }
}
