import NNCCCompiler
import NNCCRuntime

/// What `nncc generate` is asked for.
package struct GenerationRequest: Sendable, Hashable {
  /// What the text goes on from.
  package var prompt: String
  /// Characters, without the prompt's.
  package var length: Int
  package var settings: TokenSampler.Settings

  package init(prompt: String = "", length: Int = 500, settings: TokenSampler.Settings = .init()) {
    self.prompt = prompt
    self.length = length
    self.settings = settings
  }
}

/// Writes text with a trained text model: the prompt, and what the model goes on with.
///
/// - Parameters:
///   - compilation: valid.
///   - weights: as `readWeights` gives them; without a vocabulary in them, that of the spec's training text holds.
///   - specDirectory: what the spec's paths are relative to.
///   - write: is given the text as it comes.
/// - Throws: `RunError` where the spec is of no text model, or the prompt has characters that it does not know.
package func generate(
  _ compilation: Compilation, weights: WeightFile, specDirectory: String, request: GenerationRequest,
  options: RunOptions, to write: (String) -> Void
) throws {
  let graph = try compilation.requireGraph()
  let vocabulary = try textVocabulary(compilation, weights: weights, specDirectory: specDirectory)
  try graph.requireRoom(for: vocabulary, of: "the vocabulary")
  let prompt = try reportingFaults("prompt") {
    try vocabulary.numbers(of: vocabulary.level.characters(of: request.prompt), origin: "--prompt")
  }
  let plan = try compilation.requireSingleStep().requirePlan(batch: 1, purpose: .inference, options: options)
  let stepper = try reportingFaults("memory") {
    try TokenStepper(plan, pool: SharedThreadPool(threads: options.threadCount))
  }
  try stepper.executor.load(weights)
  stepper.executor.prepare(releasesWeights: true)
  let sampler = TokenSampler(
    request.settings, classes: vocabulary.count, areLogits: !graph.givesProbabilities(graph.outputs[0]))
  write(request.prompt)
  TextGenerator(stepper, vocabulary: vocabulary, sampler: sampler)
    .write(after: prompt, length: request.length, to: write)
}

/// The vocabulary that a model was trained with.
private func textVocabulary(
  _ compilation: Compilation, weights: WeightFile, specDirectory: String
) throws -> TextVocabulary {
  let data = compilation.spec?.data
  if let saved = try Preprocessing(data, savedWith: weights).vocabulary { return saved }
  guard let source = data?[DataSection.training], case .text(let options) = source.value else {
    throw RunError(
      "data", at: data?.range, "this is no text model: neither the weights nor 'data:' have a vocabulary")
  }
  let text = TextSource(options, directory: specDirectory)
  let layout = ExampleLayout(try compilation.requireGraph(), losses: [])
  return try reportingFaults("data", at: source.range) {
    TextVocabulary(try text.characters(), level: text.level, classes: layout.inputs.first?.classes)
  }
}
