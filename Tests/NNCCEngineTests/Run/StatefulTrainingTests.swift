import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// Training that carries states from batch to batch along the streams of a text.
@Suite struct StatefulTrainingTests {
  private static let spec = Specs.text(
    layer: "lstm: {units: 5, return_sequences: true, stateful: true}", train: "validation_split: 0.2")

  private func folder() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try Specs.fable.write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    return directory
  }

  /// 56 windows, 44 of them to train on: 11 batches an epoch, with three validation batches after each.
  @Test(arguments: 1...25) func aRunStoppedAnywhereEndsAsOneThatRanThrough(_ polls: Int) throws {
    let (straight, stopped) = (try folder(), try folder())
    try run(Self.spec, in: straight)
    try #require(run(Self.spec, in: stopped, stoppingAfter: polls).interruption == 2)
    try run(Self.spec, in: stopped, resumes: true)
    #expect(try stopped.trainedWeights() == straight.trainedWeights())
  }

  @Test func checkpointsHoldTheStates() throws {
    let directory = try folder()
    try run(Self.spec, in: directory, stoppingAfter: 3)
    let file = try WeightFile(path: directory("run/checkpoint.safetensors"))
    for name in ["state/lstm/h", "state/lstm/c"] {
      let state = try #require(file[name])
      #expect(state.shape == [4, 5])
      #expect(try state.floats().contains { $0 != 0 })
    }
    // Weights are read from a checkpoint without them.
    let graph = try #require(try Specs.compile(Self.spec).graph)
    let weights = try readWeights(directory("run/checkpoint.safetensors"), for: graph)
    #expect(weights.tensors.map(\.name).sorted() == graph.parameters.map(\.name).sorted())
  }

  @Test func aCheckpointWithoutTheStatesIsRefused() throws {
    let directory = try folder()
    try run(Self.spec, in: directory, stoppingAfter: 3)
    let path = directory("run/checkpoint.safetensors")
    let file = try WeightFile(path: path)
    try WeightFile(file.tensors.filter { $0.name != "state/lstm/c" }, metadata: file.metadata).write(to: path)
    let error = try #require(throws: RunError.self) { try run(Self.spec, in: directory, resumes: true) }
    #expect(error.description.contains("state/lstm/c"), "\(error)")
  }

  /// What a character's number is stays what the weights learned it to be.
  @Test func trainingGoesOnWithTheVocabularyOfTheWeights() throws {
    let directory = try folder()
    try run(Specs.text(epochs: 1), in: directory)
    let weights = directory("weights.safetensors")
    try WeightFile(path: directory("run/weights.safetensors")).write(to: weights)
    // As many different characters, one of them another.
    try Specs.fable.replacing("w", with: "ŵ")
      .write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    let error = try #require(throws: RunError.self) { try run(Specs.text(epochs: 1), in: directory, weights: weights) }
    #expect(error.description.contains("'ŵ' (U+0175) is not in the vocabulary"), "\(error)")
    try String(Specs.fable.prefix(200)).write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    try run(Specs.text(epochs: 1), in: directory, weights: weights)
    let vocabulary = try WeightFile(path: directory("run/weights.safetensors")).metadata["vocabulary"]
    #expect(try vocabulary == WeightFile(path: weights).metadata["vocabulary"])
    let bytes = Specs.text(epochs: 1).replacing("path: fable.txt", with: "path: fable.txt, level: byte")
    let other = try #require(throws: RunError.self) { try run(bytes, in: directory, weights: weights) }
    #expect(other.description.contains("the weights are of a model whose 'level' is char"), "\(other)")
  }

  /// What came with the weights that a run began from is in its checkpoint.
  @Test func aRunFromWeightsIsResumedWithoutThem() throws {
    let (straight, stopped) = (try folder(), try folder())
    for directory in [straight, stopped] {
      try run(Specs.text(epochs: 1), in: directory)
      try WeightFile(path: directory("run/weights.safetensors")).write(to: directory("before.safetensors"))
      // A text of fewer characters, whose own numbers would be others.
      try String(Specs.fable.prefix(300)).write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    }
    try run(Specs.text(), in: straight, weights: straight("before.safetensors"))
    try #require(
      run(Specs.text(), in: stopped, weights: stopped("before.safetensors"), stoppingAfter: 5).interruption == 2)
    try run(Specs.text(), in: stopped, resumes: true)
    #expect(try stopped.trainedWeights() == straight.trainedWeights())
  }

  @Test func aCheckpointOfAnotherTextIsRefused() throws {
    let directory = try folder()
    try run(Self.spec, in: directory, stoppingAfter: 3)
    try Specs.fable.replacing("w", with: "ŵ").write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    let error = try #require(throws: RunError.self) { try run(Self.spec, in: directory, resumes: true) }
    #expect(error.description.contains("'ŵ' (U+0175) is not in the vocabulary"), "\(error)")
  }

  @Test func examplesThatFillNoBatchAreSaid() throws {
    let transcript = Transcript()
    try run(
      Self.spec.replacing("batch_size: 4", with: "batch_size: 5"), in: folder(),
      reporter: PlainReporter(transcript.streams))
    // Of 56 windows 44 are trained on, of which 4 are left over, and of the other 12 there are 2.
    #expect(transcript.progress.contains("of the 44 training examples 4 are left out"), "\(transcript.progress)")
    #expect(transcript.progress.contains("of the 12 validation examples 2 are left out"))
  }

  @Test func evaluationDoesNotDisturbTheStates() throws {
    let (alone, watched) = (try folder(), try folder())
    let layer = "gru: {units: 5, return_sequences: true, stateful: true}"
    try run(Specs.text(layer: layer), in: alone)
    try run(
      Specs.text(layer: layer, data: "validation: {text: {path: fable.txt, sequence_length: 8}}"), in: watched)
    #expect(try alone.trainedWeights() == watched.trainedWeights())
  }

  /// Two windows of one stream are trained on in one step as a window of twice the length is: with a learning rate of
  /// 0, the mean loss of both is its loss.
  @Test func statesAreCarriedFromWindowToWindow() throws {
    func loss(_ sequenceLength: Int, isStateful: Bool) throws -> Double {
      let directory = try folder()
      let layer = "lstm: {units: 5, return_sequences: true, stateful: \(isStateful)}"
      let spec = Specs.text(epochs: 2, layer: layer, batchSize: 2)
        .replacing("shape: [8]", with: "shape: [\(sequenceLength)]")
        .replacing("sequence_length: 8", with: "sequence_length: \(sequenceLength)")
        .replacing("learning_rate: 0.01", with: "learning_rate: 0")
      return try #require(try run(spec, in: directory).train?.loss)
    }
    // 448 of 456 characters are 2 streams of 224.
    let (short, long) = (try loss(8, isStateful: true), try loss(16, isStateful: true))
    #expect(abs(short - long) < 1e-5)
    let forgetful = try loss(8, isStateful: false)
    #expect(abs(forgetful - short) > 1e-4)
  }

  @Test func statesStartFromZeroInEveryEpoch() throws {
    let directory = try folder()
    let layer = "simple_rnn: {units: 5, return_sequences: true, stateful: true}"
    let result = try run(
      Specs.text(epochs: 3, layer: layer).replacing("learning_rate: 0.01", with: "learning_rate: 0"), in: directory)
    #expect(Set(result.losses).count == 1)
  }

  @Test(arguments: [1, 2, 3]) func threadsDoNotChangeTheBits(_ threads: Int) throws {
    let (one, several) = (try folder(), try folder())
    try run(Self.spec, in: one)
    try run(Self.spec, in: several, threads: threads)
    #expect(try one.trainedWeights() == several.trainedWeights())
  }

  @Test func moreStreamsThanWindowsAreRefused() throws {
    let error = try #require(throws: RunError.self) {
      try run(
        Specs.text(layer: "simple_rnn: {units: 5, return_sequences: true, stateful: true}", batchSize: 100),
        in: folder())
    }
    #expect(error.description.contains("56 examples are too few for a batch of 100 streams"), "\(error)")
  }
}
