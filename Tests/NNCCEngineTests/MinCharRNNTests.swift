import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// `specs/min_char_rnn.yaml` against the published algorithm, which `Tests/Oracle/min_char_rnn.py` follows in float64.
///
/// Training from these weights is chaotic (the script says how far), so that float32, nncc's or NumPy's, leaves any other
/// arithmetic after some steps. The plan is therefore trained in Double against NumPy's losses, all 100 of them, and the
/// fast plan against that in Double, each step from the numbers that the fast one has at that moment. The fast plan alone
/// is held to the loss that the published program prints, which is smoothed over some thousand windows.
@Suite struct MinCharRNNTests {
  @Test func inDoubleLossesFollowThoseOfThePublishedAlgorithm() throws {
    let training = try PublishedTraining()
    for (step, expected) in training.losses.enumerated() {
      let loss = training.doubleStep()
      #expect(abs(loss - Double(expected)) <= 1e-3 * Double(expected), "step \(step): \(loss) for \(expected)")
      training.advance()
    }
  }

  @Test func theFastPlanFollowsTheDoubleOneAtEachStep() throws {
    let training = try PublishedTraining()
    for (step, expected) in training.losses.enumerated() {
      training.copyNumbersToDouble()
      let double = training.doubleStep()
      let fast = training.trainer.step()
      #expect(abs(Double(fast) - double) <= 1e-5 * double, "step \(step): \(fast) for \(double)")
      #expect(training.largestUpdateDifference < 1e-3, "step \(step)")
      // Before chaos sets in.
      if step < 4 { #expect(abs(fast - expected) <= 1e-3 * expected, "step \(step): \(fast) for \(expected)") }
      if training.trainer.isEpochOver { training.trainer.advanceEpoch() }
    }
  }

  @Test func theSmoothedLossFollowsThatOfThePublishedProgram() throws {
    let training = try PublishedTraining()
    // As if every character had been as likely as any other before.
    let first = -log(1 / Double(training.vocabulary)) * 25
    var smooth = (expected: first, found: first)
    for (step, expected) in training.losses.enumerated() {
      smooth.expected = smooth.expected * 0.999 + Double(expected) * 0.001
      smooth.found = smooth.found * 0.999 + Double(training.trainer.step()) * 0.001
      #expect(abs(smooth.found - smooth.expected) <= 1e-3 * smooth.expected, "step \(step): \(smooth)")
      if training.trainer.isEpochOver { training.trainer.advanceEpoch() }
    }
  }
}

/// The spec on the fixture's text from its weights: one trainer, and the same plan in Double.
private final class PublishedTraining {
  /// Of each of the steps.
  let losses: [Float]
  /// Characters that occur in the text.
  let vocabulary: Int
  let trainer: Trainer
  private let double: ReferenceExecutor<Double>
  private var window = 0

  init() throws {
    let fixture = try WeightFile(path: Repository.path("Tests/Fixtures/min_char_rnn.safetensors"))
    let text = try #require(fixture.metadata["text"])
    losses = try #require(fixture["losses"]).floats()
    #expect(losses.count == 100)

    let directory = try TemporaryDirectory()
    try text.write(toFile: directory("text.txt"), atomically: true, encoding: .utf8)
    let size = TextVocabulary(TextLevel.char.characters(of: text), level: .char).count
    vocabulary = size
    let compilation = Compilation(
      file: "min_char_rnn.yaml", bytes: try FileContents.bytes(of: Repository.path("specs/min_char_rnn.yaml")),
      overrides: [
        "layers.one_hot.depth=\(size)", "layers.logits.units=\(size)", "data.train.text.path=\(directory("text.txt"))",
      ])
    let graph = try compilation.requireGraph()
    let training = try #require(compilation.training)
    let data = try RunData(
      #require(compilation.spec), layout: ExampleLayout(graph, losses: training.losses), validationSplit: 0, seed: 0,
      directory: ".", preprocessing: nil)
    let plan = try compilation.requirePlan(batch: training.batchSize, purpose: .training, options: RunOptions())
    trainer = try Trainer(
      training, graph: graph, plans: [plan], examples: #require(data.training), pool: SharedThreadPool(threads: 2))
    let weights = try WeightFile(fixture.tensors.filter { $0.name != "losses" })
    try checkWeights(weights, origin: "fixture", for: graph)
    try trainer.start(weights)
    double = ReferenceExecutor(plan)
    copyNumbersToDouble()
    // States are set to zero twice on the way.
    #expect(trainer.batchesPerEpoch == 40)
  }

  private var plan: Plan { double.plan }

  private var kept: [BufferID] {
    plan.parameters.map(\.buffer) + plan.slots.map(\.buffer) + plan.states.map(\.buffer)
  }

  /// Parameters, memories and states.
  func copyNumbersToDouble() {
    for buffer in kept {
      for (index, value) in trainer.executor.floats(buffer).enumerated() { double[buffer][index] = Double(value) }
    }
    window = trainer.progress.batch
  }

  /// One update in Double, on the window that comes next.
  func doubleStep() -> Double {
    if window == 0 { for state in plan.states { double[state.buffer].update(repeating: 0) } }
    let arrays = trainer.examples.inputs + trainer.examples.targets
    for (port, array) in zip(plan.inputs + plan.targets, arrays) {
      guard case .int32(let numbers) = array.elements else { continue }
      let length = array.elementsPerExample
      for index in 0..<length { double[port.buffer][index] = Double(numbers[window * length + index]) }
    }
    double.run(trainer.nextContext)
    return double.loss
  }

  /// Goes on to the next window.
  func advance() { window = (window + 1) % trainer.batchesPerEpoch }

  /// Over all parameters, after both have made the same update.
  var largestUpdateDifference: Double {
    plan.parameters.map { parameter in
      zip(trainer.executor.floats(parameter.buffer), double[parameter.buffer])
        .reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
    }.max() ?? 0
  }
}
