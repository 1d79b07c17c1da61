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
    // What differs is no shape: the same network of inputs made in another way.
    var scaled = try model.state.weights()
    scaled.metadata["network_hash"]? += "0"
    #expect(throws: ModelError.self) { try model.state.load(scaled) }
    // An earlier version of nncc said it in another way.
    scaled.metadata["network_hash"] = "0d34cb99d3a1ac5f"
    try DigitsMLP().state.load(scaled)
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

  @Test func outputsThatAreNotFiniteFailTheSelfTest() throws {
    let model = try DigitsMLP()
    let input = Array(batch(3).input[..<64])
    let example = GoldenExample(
      inputs: [try .init("input", shape: [1, 8, 8, 1], input)],
      outputs: [try .init("logits", shape: [1, 10], Array(repeating: Float(0), count: 10))])
    for wrong in [Float.nan, .infinity] {
      let error = #expect(throws: ModelError.self) {
        try example.expect("logits", Array(repeating: 0, count: 9) + [wrong])
      }
      guard case .selfTest(_, let difference) = error else { continue }
      #expect(!difference.isFinite)
    }
    #expect(throws: ModelError.self) { try example.expect("logits", [0]) }
    // Nor is there anything to compare with where the example itself is not finite.
    let damaged = GoldenExample(
      inputs: [try .init("input", shape: [1, 8, 8, 1], input)],
      outputs: [try .init("logits", shape: [1, 10], Array(repeating: Float.nan, count: 10))])
    let file = try WeightFile(model.state.weights().tensors + damaged.tensors)
    #expect(throws: ModelError.goldenMismatch(name: "logits")) { try model.state.load(file) }
  }

  @Test func whatWeightsSayOfTheirDataGoesOnWithThem() throws {
    let model = try WeatherGRU()
    #expect(throws: ModelError.noStatistics(name: "input")) { try model.preprocess(Array(repeating: 0, count: 270)) }
    var file = try model.state.weights()
    let nine = { (value: Float) in Array(repeating: "\(value)", count: 9).joined(separator: " ") }
    file.metadata["normalization"] = "input/divisor \(nine(2))\ninput/offset \(nine(10))"
    file.metadata["target_normalization"] = "dense/divisor 4\ndense/offset 5"
    file.metadata["words"] = "weather\u{1F}fog"
    file.metadata["epoch"] = "7"
    let loaded = try WeatherGRU(weights: file)
    #expect(try loaded.preprocess(Array(repeating: 14, count: 270)) == Array(repeating: 2, count: 270))
    #expect(loaded.postprocess([1.5], of: "dense") == [11])
    let saved = try loaded.state.weights().metadata
    for key in DataMetadata.keys where key != DataMetadata.vocabulary { #expect(saved[key] == file.metadata[key]) }
    #expect(saved["epoch"] == nil)
    let resumed = try WeatherGRU()
    try resumed.state.resume(from: loaded.state.checkpoint())
    #expect(resumed.state.dataMetadata["words"] == "weather\u{1F}fog")
    for damaged in [
      "input/offset 1", "garbage", "input/offset 1 2 3\ninput/divisor 1 2 3", "input/offset 1 x\ninput/divisor 1 2",
    ] {
      file.metadata["normalization"] = damaged
      #expect(throws: ModelError.self) { try model.state.load(file) }
      var checkpoint = try loaded.state.checkpoint()
      checkpoint.metadata["normalization"] = damaged
      #expect(throws: ModelError.self) { try resumed.state.resume(from: checkpoint) }
    }
    // A model that only the app trains is told.
    var scaling = FeatureScaling()
    try scaling.set("input", offsets: Array(repeating: 1, count: 30), divisors: Array(repeating: 2, count: 30))
    #expect(throws: ModelError.self) { try model.state.setScaling(inputs: scaling) }
    try scaling.set("input", offsets: Array(repeating: 1, count: 9), divisors: Array(repeating: 2, count: 9))
    try model.state.setScaling(inputs: scaling)
    #expect(try model.preprocess(Array(repeating: 5, count: 270)) == Array(repeating: 2, count: 270))
    #expect(try WeatherGRU(weights: model.state.weights()).state.inputScaling == scaling)
  }

  @Test func scaledInputsAreMultiplied() throws {
    #expect(try DigitsMLP().preprocess(Array(repeating: 8, count: 64)) == Array(repeating: 0.5, count: 64))
  }

  @Test func whatDivergedIsNotSaved() throws {
    let model = try DigitsMLP()
    let (input, labels) = batch(1)
    let huge = input.map { $0 * 1e38 }
    for _ in 0..<2 { model.trainStep(huge.span, labels: labels.span) }
    #expect(throws: ModelError.self) { try model.state.weights() }
    #expect(throws: ModelError.self) { try model.state.checkpoint() }
  }

  @Test(arguments: [("iteration", "9223372036854775807"), ("iteration", "-1"), ("iteration", "1e3"), ("seed", "x")])
  func checkpointsThatMakeNoSenseAreRefused(_ key: String, _ value: String) throws {
    let model = try DigitsMLP()
    train(model, steps: 0..<1)
    let before = try weights(model)
    var checkpoint = try DigitsMLP().state.checkpoint()
    checkpoint.metadata[key] = value
    #expect(throws: ModelError.self) { try model.state.resume(from: checkpoint) }
    #expect(try weights(model) == before)
  }
}

/// Generated models whose layers carry their states from call to call.
@Suite struct StatefulModelTests {
  private static let length = 25

  private func characters(_ seed: Int, _ count: Int = length) -> [Int32] {
    let key = RandomKey(seed: UInt64(seed), purpose: .data)
    return (0..<count).map { Int32(key.number(below: 90, at: $0, step: 0)) }
  }

  private func train(_ model: MinCharRNN, steps: Range<Int>) {
    for step in steps { model.trainStep(characters(step).span, labels: characters(step + 1).span) }
  }

  @Test func aResumedModelGoesOnFromItsStates() throws {
    let straight = try MinCharRNN()
    train(straight, steps: 0..<8)
    let first = try MinCharRNN()
    train(first, steps: 0..<4)
    let checkpoint = try first.state.checkpoint()
    let state = try #require(checkpoint["state/simple_rnn/h"])
    #expect(try state.floats().contains { $0 != 0 })
    let second = try MinCharRNN()
    train(second, steps: 10..<12)
    _ = second.predict(characters(1))
    try second.state.resume(from: checkpoint)
    train(second, steps: 4..<8)
    #expect(try second.state.checkpoint() == straight.state.checkpoint())
    // A file without its states is no checkpoint of such a network.
    let bare = try WeightFile(
      checkpoint.tensors.filter { !$0.name.hasPrefix("state/") }, metadata: checkpoint.metadata)
    #expect(throws: ModelError.self) { try second.state.resume(from: bare) }
  }

  /// Calls of other kinds come between, and nothing changes for those that go on.
  @Test func eachKindOfCallHasStatesOfItsOwn() throws {
    let (alone, watched) = (try MinCharRNN(), try MinCharRNN())
    train(alone, steps: 0..<4)
    var gradients = [Float](repeating: 0, count: MinCharRNN.gradientCount)
    for step in 0..<4 {
      _ = watched.evaluate(characters(7).span, labels: characters(8).span)
      _ = watched.predict(characters(9))
      var span = gradients.mutableSpan
      _ = watched.gradient(characters(2).span, labels: characters(3).span, into: &span)
      train(watched, steps: step..<step + 1)
    }
    #expect(try watched.state.checkpoint() == alone.state.checkpoint())

    // And streaming goes on through training of another model's worth of calls.
    let all = try MinCharRNN().predict(characters(5))
    let streaming = try MinCharRNN()
    var steps: [Float] = []
    let classes = all.count / Self.length
    var logits = [Float](repeating: 0, count: classes)
    for character in characters(5) {
      _ = streaming.evaluate(characters(7).span, labels: characters(8).span)
      var output = logits.mutableSpan
      streaming.step([character].span, into: &output)
      steps += logits
    }
    logits = []
    #expect(steps == all)
  }

  @Test func aBatchAndASingleSequenceDoNotShareStates() throws {
    let model = try CharLSTM()
    let one = characters(3, 64)
    let first = model.predict(one)
    model.reset()
    _ = model.predict(characters(4, 32 * 64))
    // As after `reset`, for the batch's states are others.
    #expect(model.predict(one) == first)
    #expect(model.predict(one) != first)
  }

  @Test func theSelfTestLeavesTheStates() throws {
    let model = try MinCharRNN()
    let input = characters(1)
    let outputs = model.predict(input)
    let example = GoldenExample(
      inputs: [try .init("input", shape: [1, Self.length], input)],
      outputs: [try .init(MinCharRNN.layout.outputs[0].name, shape: [1] + MinCharRNN.layout.outputs[0].shape, outputs)])
    let tested = try MinCharRNN(weights: WeightFile(model.state.weights().tensors + example.tensors))
    _ = tested.predict(characters(2))
    let twin = try MinCharRNN(weights: model.state.weights())
    _ = twin.predict(characters(2))
    try tested.selfTest()
    #expect(tested.predict(input) == twin.predict(input))
  }
}
