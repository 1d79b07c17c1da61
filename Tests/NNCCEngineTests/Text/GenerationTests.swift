import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct GenerationTests {
  private static let layer = "lstm: {units: 6, return_sequences: true, stateful: true}"

  /// A trained model, and its weights.
  private func model(_ spec: String) throws -> (compilation: Compilation, weights: WeightFile) {
    let directory = try TemporaryDirectory()
    try Specs.fable.write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    try run(spec, in: directory)
    let compilation = try Specs.compile(spec)
    let weights = try readWeights(directory("run/weights.safetensors"), for: #require(compilation.graph))
    return (compilation, weights)
  }

  private func text(
    _ model: (compilation: Compilation, weights: WeightFile), _ request: GenerationRequest
  ) throws -> String {
    var text = ""
    try generate(
      model.compilation, weights: model.weights, specDirectory: ".", request: request, options: RunOptions()
    ) { text += $0 }
    return text
  }

  @Test func textIsThePromptAndAsManyCharacters() throws {
    let model = try model(Specs.text(layer: Self.layer))
    let written = try text(model, .init(prompt: "the ", length: 50))
    #expect(written.hasPrefix("the "))
    #expect(written.unicodeScalars.count == 54)
    #expect(try text(model, .init(prompt: "“O", length: 0)) == "“O")
    #expect(try text(model, .init(length: 7)).unicodeScalars.count == 7)
  }

  @Test func equalOptionsGiveEqualTextAndOtherSeedsAnother() throws {
    let model = try model(Specs.text(layer: Self.layer))
    func written(_ seed: UInt64, temperature: Double = 1) throws -> String {
      try text(model, .init(prompt: "a", length: 60, settings: .init(temperature: temperature, seed: seed)))
    }
    #expect(try written(1) == written(1))
    #expect(try written(1) != written(2))
    #expect(try written(1, temperature: 0) == written(2, temperature: 0))
  }

  /// What a model gives as probabilities is drawn from as if it gave the logits of them.
  @Test func logitsAndProbabilitiesGiveTheSameText() throws {
    let logits = try model(Specs.text(layer: Self.layer))
    let softmax = try Specs.compile(
      Specs.text(layer: Self.layer)
        .replacing(
          "dense: {units: \(Specs.fableSize)}", with: "dense: {units: \(Specs.fableSize), activation: softmax}"
        )
        .replacing("{sparse_categorical_crossentropy: {from_logits: true}}", with: "sparse_categorical_crossentropy"))
    let request = GenerationRequest(prompt: "the", length: 40, settings: .init(topK: 3))
    #expect(try text(logits, request) == text((softmax, logits.weights), request))
  }

  @Test func aPromptsUnknownCharacterIsNamed() throws {
    let model = try model(Specs.text(layer: Self.layer))
    let error = try #require(throws: RunError.self) { try text(model, .init(prompt: "the 7th")) }
    #expect(error.description.hasPrefix("--prompt:1:5: '7' (U+0037) is not in the vocabulary"), "\(error)")
  }

  @Test func whatIsNoTextModelIsRefused() throws {
    let compilation = try Specs.compile(Specs.classifier())
    let error = try #require(throws: RunError.self) {
      try text((compilation, WeightFile([])), GenerationRequest())
    }
    #expect(error.description.contains("this is no text model"), "\(error)")
  }

  /// A model that was trained on windows reads characters one by one to the same bits, whether or not it was stateful.
  @Test(arguments: [true, false]) func readingOneByOneGivesTheBitsOfTheWholeSequence(isStateful: Bool) throws {
    let layer = "gru: {units: 7, return_sequences: true, stateful: \(isStateful)}"
    let model = try model(Specs.text(layer: layer))
    let vocabulary = try #require(try TextVocabulary(metadata: model.weights.metadata))
    let numbers = try vocabulary.numbers(of: TextLevel.char.characters(of: "the lion"), origin: "x")
    let options = RunOptions()

    let whole = try Executor(
      model.compilation.requirePlan(batch: 1, purpose: .inference, options: options), pool: SharedThreadPool(threads: 1)
    )
    try whole.load(model.weights)
    whole.prepare()
    whole.zeroStates()
    _ = whole.integers(whole.plan.inputs[0].buffer).update(from: numbers)
    whole.run()
    let expected = Array(whole.floats(whole.plan.outputs[0].buffer))

    let stepper = try TokenStepper(
      model.compilation.requireSingleStep().requirePlan(batch: 1, purpose: .inference, options: options),
      pool: SharedThreadPool(threads: 1))
    try stepper.executor.load(model.weights)
    stepper.executor.prepare()
    for _ in 0..<2 {
      stepper.reset()
      #expect(numbers.flatMap { Array(stepper.read($0)) } == expected)
    }
  }

  @Test func samplesAreWrittenAsTrainingGoesOn() throws {
    let directory = try TemporaryDirectory()
    try Specs.fable.write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    let transcript = Transcript()
    let spec = Specs.text(layer: Self.layer, train: "sample: {every: 10, length: 30, prompt: the lion}")
    try run(spec, in: directory, reporter: PlainReporter(transcript.streams))
    // 56 windows are 14 batches an epoch, in two epochs.
    #expect(transcript.progress.contains("── after step 10\nthe lion"))
    #expect(transcript.progress.contains("── after step 20\nthe lion"))
    let lines = try directory.text("run/metrics.jsonl").split(separator: "\n").filter { $0.contains("\"sample\"") }
    #expect(lines.count == 2)
    #expect(lines[0].contains(#""step": 10, "epoch": 1, "text": "the lion"#))

    let silent = try TemporaryDirectory()
    try Specs.fable.write(toFile: silent("fable.txt"), atomically: true, encoding: .utf8)
    try run(Specs.text(layer: Self.layer), in: silent)
    #expect(try silent.trainedWeights() == directory.trainedWeights())
  }

  @Test func aSamplesPromptMustBeOfTheText() throws {
    let directory = try TemporaryDirectory()
    try Specs.fable.write(toFile: directory("fable.txt"), atomically: true, encoding: .utf8)
    let error = try #require(throws: RunError.self) {
      try run(Specs.text(layer: Self.layer, train: "sample: {every: 10, prompt: X}"), in: directory)
    }
    #expect(error.description.contains("'prompt' of 'sample':1:1: 'X' (U+0058) is not in"), "\(error)")
    #expect(error.diagnostics[0].range != nil)
  }
}
