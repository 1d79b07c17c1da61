import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct EarlyStoppingTests {
  /// A case of `Tests/Oracle/make_callback_fixtures.py`.
  private struct Trace: Decodable {
    struct Options: Decodable {
      var mode: String
      var patience: Int
      var minDelta: Double
      var baseline: Double?
      var startFromEpoch: Int
      var restoreBestWeights: Bool
    }

    var options: Options
    var values: [Double]
    var epochs: Int
    var weightsOfEpoch: Int
  }

  @Test func itStopsWhereKerasDoes() throws {
    let path = Repository.path("Tests/Fixtures/callbacks/early_stopping.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let traces = try decoder.decode([Trace].self, from: Data(contentsOf: URL(filePath: path)))
    #expect(traces.count == 300)
    for (number, trace) in traces.enumerated() {
      let options = trace.options
      var stopper = EarlyStopper(
        .init(
          monitor: .init(name: "val_loss", isToRise: options.mode == "max"), patience: options.patience,
          minDelta: options.minDelta, baseline: options.baseline, startFromEpoch: options.startFromEpoch,
          restoresBestWeights: options.restoreBestWeights))
      var epochs = 0
      for value in trace.values where !stopper.hasStopped {
        stopper.observe(value, epoch: epochs)
        epochs += 1
      }
      #expect(epochs == trace.epochs, "case \(number)")
      let restored = options.restoreBestWeights ? stopper.bestEpoch : nil
      #expect(restored ?? epochs - 1 == trace.weightsOfEpoch, "case \(number)")
    }
  }

  // MARK: In runs

  /// Noise is learned by heart: the validation loss rises from the first epoch on.
  private static func spec(_ train: String, epochs: Int = 40) -> String {
    Specs.classifier(epochs: epochs, optimizer: "{adam: {learning_rate: 0.004}}", train: train)
  }

  private static let stopping = "early_stopping: {patience: 3, start_from_epoch: 5, restore_best_weights: true}"

  @Test func aRunEndsWithTheWeightsOfItsBestEpoch() throws {
    let (directory, transcript) = (try TemporaryDirectory(), Transcript())
    let result = try run(
      Self.spec(Self.stopping + "\n  checkpoint: {best: val_accuracy}"), in: directory,
      reporter: PlainReporter(transcript.streams))
    #expect(result.epochs > 4 && result.epochs < 40)
    let losses = try directory.text("run/metrics.jsonl").matches(of: /"val_loss": ([^,]*)/).compactMap { Double($0.1) }
    #expect(losses.count == result.epochs)
    let best = try #require(losses.indices.dropFirst(5).min { losses[$0] < losses[$1] })
    #expect(best == result.epochs - 4)
    #expect(
      transcript.progress.contains("stopped after epoch \(result.epochs): val_loss was best after epoch \(best + 1)"))
    // The weights are those of a run of so many epochs, and so are the scores.
    let shorter = try TemporaryDirectory()
    let short = try run(Self.spec("", epochs: best + 1), in: shorter)
    #expect(try directory.trainedWeights() == shorter.trainedWeights())
    #expect(result.validation == short.validation && result.test == short.test)
    #expect(result.reports == short.reports)

    let scores = try directory.text("run/metrics.jsonl").matches(of: /"val_accuracy": ([^,]*)/).compactMap {
      Double($0.1)
    }
    let sharpest = try #require(scores.indices.first { scores[$0] == scores.max() })
    try run(Self.spec("", epochs: sharpest + 1), in: shorter)
    #expect(try WeightFile(path: directory("run/best.safetensors")).tensors == shorter.trainedWeights())
  }

  @Test(arguments: [3, 17, 29]) func aStoppedRunGoesOnToTheSameEnd(_ polls: Int) throws {
    let (straight, stopped) = (try TemporaryDirectory(), try TemporaryDirectory())
    let whole = try run(Self.spec(Self.stopping), in: straight)
    #expect(try run(Self.spec(Self.stopping), in: stopped, stoppingAfter: polls).interruption == 2)
    var second = try run(Self.spec(Self.stopping), in: stopped, resumes: true)
    (second.seconds, second.folder) = (whole.seconds, whole.folder)
    #expect(second == whole)
    #expect(try stopped.trainedWeights() == straight.trainedWeights())
    // It is over: to resume it changes nothing.
    var third = try run(Self.spec(Self.stopping), in: stopped, resumes: true)
    (third.seconds, third.folder) = (whole.seconds, whole.folder)
    #expect(third == whole)
  }

  @Test func withoutRestoringTheLastWeightsStay() throws {
    let (directory, shorter) = (try TemporaryDirectory(), try TemporaryDirectory())
    let result = try run(Self.spec("early_stopping: {monitor: val_accuracy, patience: 2}"), in: directory)
    #expect(result.epochs < 40)
    try run(Self.spec("", epochs: result.epochs), in: shorter)
    #expect(try directory.trainedWeights() == shorter.trainedWeights())
  }
}
