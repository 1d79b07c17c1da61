import Foundation
import NNCCCompiler
import Testing

/// What `nncc compile --emit` prints at each stage.
@Suite struct EmitTests {
  private func compilation(_ path: String) throws -> Compilation {
    let bytes = try Data(contentsOf: Golden.root.appending(path: path))
    let compilation = Compilation(file: path, bytes: Array(bytes))
    try #require(compilation.isValid)
    return compilation
  }

  private func golden(_ name: String) -> Golden { Golden(path: "Tests/NNCCCompilerTests/Goldens/\(name).txt") }

  @Test func graphOfDenseLayers() throws {
    let listing = try #require(try compilation("specs/digits_mlp.yaml").graph?.listing)
    try golden("digits_mlp.graph").expect(listing)
  }

  @Test func graphOfSharedParameters() throws {
    let listing = try #require(try compilation("specs/digits_shared.yaml").graph?.listing)
    try golden("digits_shared.graph").expect(listing)
  }

  @Test(arguments: [(PlanPurpose.inference, 1, "inference"), (.training, 32, "training")])
  func planOfDenseLayers(purpose: PlanPurpose, batch: Int, name: String) throws {
    var compilation = try compilation("specs/digits_mlp.yaml")
    let plan = try #require(try compilation.plan(batch: batch, purpose: purpose, PlanOptions(verifiesEach: true)))
    try golden("digits_mlp.\(name)").expect(plan.listing)
  }

  @Test func planOfConvolutions() throws {
    var compilation = try compilation("specs/digits_cnn.yaml")
    let plan = try #require(try compilation.plan(batch: 1, purpose: .inference, PlanOptions(verifiesEach: true)))
    try golden("digits_cnn.inference").expect(plan.listing)
  }

  @Test func resolvedSpecHasTheOverrides() throws {
    let text = "input: [2]\nlayers: [{dense: {units: 3}}]\n"
    let compilation = Compilation(
      file: "a.yaml", bytes: Array(text.utf8), overrides: ["layers.dense.units=4", "train.loss=mse"])
    #expect(
      compilation.tree.map(resolvedYAML) == """
        input: [2]
        layers:
          - dense: {units: 4}
        train:
          loss: mse

        """)
  }
}
