import NNCCCompiler
import NNCCRuntime

/// Writes what `train.sample` asks for, with the weights as they are at the moment.
package struct SampleWriter {
  private let generator: TextGenerator
  private let prompt: [Int32]
  private let sample: Training.Sample

  /// - Parameter plan: for inference, of one time step and one example.
  /// - Throws: `RunError` where the prompt has characters that the vocabulary has not.
  package init(
    _ sample: Training.Sample, plan: Plan, graph: Graph, vocabulary: TextVocabulary, seed: UInt64,
    pool: SharedThreadPool
  ) throws {
    self.sample = sample
    prompt = try reportingFaults("data", at: sample.range) {
      try vocabulary.numbers(of: vocabulary.level.characters(of: sample.prompt ?? ""), origin: "'prompt' of 'sample'")
    }
    generator = TextGenerator(
      try reportingFaults("memory") { try TokenStepper(plan, pool: pool) }, vocabulary: vocabulary,
      sampler: TokenSampler(
        .init(seed: seed), classes: vocabulary.count, areLogits: !graph.givesProbabilities(graph.outputs[0])))
  }

  /// Whether a sample is due after so many steps.
  package func isDue(after steps: Int) -> Bool { steps % sample.every == 0 }

  /// The prompt and what goes on from it: equal weights and steps give equal text.
  package func write(with executor: Executor, after steps: Int) -> TextSample {
    let own = generator.stepper.executor
    own.copyParameters(from: executor)
    own.prepare()
    var text = sample.prompt ?? ""
    generator.write(after: prompt, length: sample.length, stream: steps) { text += $0 }
    return TextSample(steps: steps, text: text)
  }
}

/// What a text model wrote while it was trained.
package struct TextSample: Sendable, Hashable {
  /// Updates before it.
  package var steps: Int
  /// With the prompt.
  package var text: String
}
