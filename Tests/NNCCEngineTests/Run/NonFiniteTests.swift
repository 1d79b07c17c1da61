import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct NonFiniteTests {
  /// Layers whose activations overflow if the first starts high, and whose parameters do if the rate is high.
  private static func spec(_ layer: String, start: String = "0.1", rate: String) -> String {
    """
    name: diverging
    input: [4]
    layers:
      - dense: {name: first, units: 6, kernel_initializer: {constant: {value: \(start)}}}
      - \(layer)
      - dense: {name: last, units: 1}
    train:
      loss: mse
      optimizer: {sgd: {learning_rate: \(rate)}}
      batch_size: 8
      epochs: 50
    data:
      train: {synthetic: {examples: 24, classes: 1}}
    """
  }

  private func failure(_ text: String, checkpointInterval: UInt64 = .max) throws -> (
    RunError, TemporaryDirectory
  ) {
    let directory = try TemporaryDirectory()
    let error = try #require(throws: RunError.self) {
      try run(text, in: directory, checkpointInterval: checkpointInterval)
    }
    return (error, directory)
  }

  private func line(of error: RunError, in text: String) throws -> String {
    let compilation = try Specs.compile(text)
    let range = try #require(error.diagnostics.first?.range)
    let source = try #require(compilation.sources[range.source])
    return source.line(source.location(of: range.start).line)
  }

  /// What a run says that ends with finite numbers, but a loss far above what it began with.
  @Test func aRunThatDivergedSaysWhichRateToTry() throws {
    func said(rate: String) throws -> String {
      let (directory, transcript) = (try TemporaryDirectory(), Transcript())
      try run(
        Specs.classifier(epochs: 1, optimizer: "{sgd: {learning_rate: \(rate)}}"), in: directory,
        reporter: PlainReporter(transcript.streams))
      return transcript.progress
    }
    let text = try said(rate: "300")
    #expect(text.contains("warning: training diverged: the loss rose from "), "\(text)")
    #expect(text.contains("; the learning rate of 300.0 is too high: try 30.0\n"), "\(text)")
    #expect(try !said(rate: "0.01").contains("diverged"))
  }

  @Test func anOverflowNamesTheLayerThatMadeIt() throws {
    let text = Self.spec("exponential: {name: explosion}", start: "1000", rate: "0.01")
    let (error, _) = try failure(text)
    #expect(error.diagnostics.first?.id == "not-finite")
    #expect(error.description.contains("'explosion"), "\(error)")
    #expect(error.description.contains("diverged at step "), "\(error)")
    #expect(try line(of: error, in: text).contains("exponential: {name: explosion}"))
  }

  @Test(arguments: [UInt64.max, 0])
  func theSameStepIsFoundFromTheStartAndFromACheckpoint(_ interval: UInt64) throws {
    let text = Self.spec("linear", rate: "40")
    let (reference, _) = try failure(text)
    let (error, directory) = try failure(text, checkpointInterval: interval)
    #expect(error.diagnostics.first?.message == reference.diagnostics.first?.message)
    if interval == 0 {
      let file = try WeightFile(path: directory("run/checkpoint.safetensors"))
      #expect(file.tensors.allSatisfy { (try? $0.floats().allSatisfy(\.isFinite)) == true })
      #expect(error.description.contains("checkpoint.safetensors is from before"), "\(error)")
    }
  }

  @Test func theStepNamedIsTheFirst() throws {
    let text = Self.spec("linear", rate: "40")
    let (error, _) = try failure(text)
    let trainer = try Trainer.make(text)
    var iteration = 0
    while trainer.step().isFinite, trainer.executor.hasFiniteState {
      iteration += 1
      if trainer.isEpochOver { trainer.advanceEpoch() }
    }
    #expect(iteration > 0)
    #expect(error.description.contains("diverged at step \(iteration + 1) "), "\(error)")
  }
}
