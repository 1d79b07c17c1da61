import Foundation
import Generated
import NNCCRuntime
import Testing

/// What generated models do beside computing: weights, checkpoints, golden examples.
@Suite struct GeneratedModelTests {
  private func batch(_ seed: Int) -> (input: [Float], labels: [Int32]) {
    let key = RandomKey(seed: UInt64(seed), purpose: .data)
    return (
      (0..<32 * 64).map { key.uniform(at: $0, step: 0) }, (0..<32).map { Int32(key.number(below: 10, at: $0, step: 1)) }
    )
  }

  private func train(_ model: DigitsMLP, steps: Range<Int>) {
    for step in steps {
      let (input, labels) = batch(step)
      model.trainStep(input.span, labels: labels.span)
    }
  }

  private func weights(_ model: DigitsMLP) throws -> [WeightFile.Tensor] { try model.state.checkpoint().tensors }

  /// A path for a file that is gone when `body` returns.
  private func withFile(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "nncc-\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func aResumedModelEndsWithTheSameBits() throws {
    let straight = try DigitsMLP()
    train(straight, steps: 0..<20)
    let first = try DigitsMLP()
    train(first, steps: 0..<10)
    try withFile { path in
      try first.saveCheckpoint(to: path)
      let second = try DigitsMLP(seed: 99)
      try second.resume(from: path)
      #expect(second.iteration == 10)
      train(second, steps: 10..<20)
      #expect(try weights(second) == weights(straight))
    }
  }

  @Test func savedWeightsPredictTheSame() throws {
    let model = try DigitsMLP()
    train(model, steps: 0..<3)
    let input = batch(7).input
    try withFile { path in
      try model.save(to: path)
      #expect(try DigitsMLP(weights: WeightFile(path: path)).predict(input) == model.predict(input))
    }
  }

  @Test func predictionsFollowTheWeights() throws {
    let model = try DigitsMLP()
    let input = batch(7).input
    let before = model.predict(input)
    train(model, steps: 0..<1)
    #expect(model.predict(input) != before)
  }

  @Test func anyNumberOfExamplesGivesTheSameBits() throws {
    let model = try DigitsMLP()
    let input = batch(1).input + batch(2).input[..<(5 * 64)]
    let all = model.predict(input)
    #expect(all.count == 370)
    for example in [0, 31, 32, 36] {
      #expect(
        model.predict(Array(input[example * 64..<(example + 1) * 64])) == Array(all[example * 10..<(example + 1) * 10]))
    }
  }

  @Test func instancesAreIndependent() throws {
    let (left, right) = (try DigitsMLP(), try DigitsMLP())
    let before = try weights(right)
    train(left, steps: 0..<2)
    #expect(try weights(right) == before)
  }

  @Test func weightsOfAnotherNetworkAreRefused() throws {
    let model = try DigitsMLP()
    let before = try weights(model)
    let others = try DigitsCNN().state.weights()
    #expect(throws: ModelError.self) { try DigitsMLP(weights: others) }
    var unnamed = others
    unnamed.metadata = [:]
    #expect(throws: ModelError.self) { try model.state.load(unnamed) }
    #expect(throws: ModelError.self) { try model.state.resume(from: model.state.weights()) }
    #expect(try weights(model) == before)
  }

  @Test func aGoldenExampleTellsOtherResults() throws {
    let model = try DigitsMLP()
    let input = Array(batch(3).input[..<64])
    func golden(_ outputs: [Float]) throws -> WeightFile {
      let example = GoldenExample(
        inputs: [try .init("input", shape: [1, 8, 8, 1], input)],
        outputs: [try .init("logits", shape: [1, 10], outputs)])
      return try WeightFile(model.state.weights().tensors + example.tensors)
    }
    let outputs = model.predict(input)
    #expect(throws: ModelError.noGoldenExample) { try model.selfTest() }
    let tested = try DigitsMLP(weights: golden(outputs))
    try tested.selfTest()
    let wrong = try DigitsMLP(weights: golden(outputs.map { $0 + 1 }))
    #expect(throws: ModelError.self) { try wrong.selfTest() }
    // Weights that were trained on are others.
    train(tested, steps: 0..<1)
    #expect(throws: ModelError.noGoldenExample) { try tested.selfTest() }
  }

  @Test func aGoldenExampleOfOtherShapesIsRefused() throws {
    let model = try DigitsMLP()
    let example = GoldenExample(
      inputs: [try .init("input", shape: [1, 2], [1, 2] as [Float])],
      outputs: [try .init("logits", shape: [1, 10], Array(repeating: Float(0), count: 10))])
    let file = try WeightFile(model.state.weights().tensors + example.tensors)
    #expect(throws: ModelError.goldenMismatch(name: "input")) { try model.state.load(file) }
  }
}
