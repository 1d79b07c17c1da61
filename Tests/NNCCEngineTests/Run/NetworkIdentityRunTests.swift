import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import NNCCRuntime
import Testing

/// Weights and checkpoints of other networks and of earlier versions of nncc.
@Suite struct NetworkIdentityRunTests {
  private static let spec = Result {
    try String(contentsOfFile: Repository.path("Tests/Fixtures/earlier/small.yaml"), encoding: .utf8)
  }

  private func compilation(_ change: (String) -> String = { $0 }) throws -> Compilation {
    try Specs.compile(change(Self.spec.get()))
  }

  private static let earlier = Repository.path("Tests/Fixtures/earlier/weights.safetensors")

  @Test func weightsOfBeforeThereWereVersionsLoadWithAWarning() throws {
    var warnings: [Diagnostic] = []
    let weights = try readWeights(Self.earlier, for: compilation(), acceptsOther: false) { warnings.append($0) }
    #expect(weights.tensors.count == 7)
    #expect(warnings.count == 1)
    #expect(warnings[0].message.contains("their names and shapes fit"))
  }

  @Test func aCheckpointOfBeforeThereWereVersionsIsResumed() throws {
    let directory = try TemporaryDirectory()
    let file = try WeightFile(path: Repository.path("Tests/Fixtures/earlier/checkpoint.safetensors"))
    let text = try Self.spec.get().replacing("epochs: 2", with: "epochs: 3")
    try run(text, in: directory, stoppingAfter: 1)
    try file.write(to: directory("run/checkpoint.safetensors"))
    #expect(try run(text, in: directory, resumes: true).epochs == 3)
    let straight = try TemporaryDirectory()
    try run(text, in: straight)
    #expect(try directory.trainedWeights() == straight.trainedWeights())
  }

  @Test func weightsOfAnotherNetworkAreRefusedUnlessTheyAreAccepted() throws {
    let directory = try TemporaryDirectory()
    let text = try Self.spec.get()
    try run(text, in: directory)
    let path = directory("run/weights.safetensors")
    let other = try compilation { $0.replacing("activation: relu", with: "activation: tanh") }
    let error = try #require(throws: RunError.self) {
      try readWeights(path, for: other, acceptsOther: false) { Issue.record("\($0)") }
    }
    #expect(error.diagnostics[0].id == "other-network")
    #expect(
      error.diagnostics[0].notes.map(\.message) == [
        "layer dense's activation was relu, and is now tanh",
        "--accept-other-network takes them all the same, as names and shapes fit",
      ])
    _ = try readWeights(path, for: other, acceptsOther: true) { Issue.record("\($0)") }
    let tuned = try compilation { $0.replacing("rate: 0.25", with: "rate: 0.5") }
    _ = try readWeights(path, for: tuned, acceptsOther: false) { Issue.record("\($0)") }
  }

  /// Where a spec has no `data:`, inputs are made as those were that the weights learned from.
  @Test func weightsSayHowInputsAreMade() throws {
    let directory = try TemporaryDirectory()
    let text = try Self.spec.get()
    try run(text, in: directory)
    let data = text.range(of: "data:").map { String(text[$0.lowerBound...]) }
    let bare = try compilation { $0.replacing(data ?? "", with: "") }
    let inputs = ["input": NDArray(shape: [1, 6, 3], .float32((0..<18).map { Float($0) * 0.1 }))]
    let outputs = try [compilation(), bare].map { compilation in
      let weights = try readWeights(
        directory("run/weights.safetensors"), for: compilation, acceptsOther: false
      ) { Issue.record("\($0)") }
      return try predict(compilation, weights: weights, inputs: inputs, options: RunOptions())
    }
    #expect(outputs[0] == outputs[1])
  }
}
