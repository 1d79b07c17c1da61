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
      let restored = options.restoreBestWeights ? stopper.best.epoch : nil
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

  /// What was kept for one score is not taken for another's best.
  @Test func anotherScoreThanTheOneThatWasKeptIsTold() throws {
    let (directory, transcript) = (try TemporaryDirectory(), Transcript())
    let first = "early_stopping: {patience: 50, restore_best_weights: true}"
    try run(Self.spec(first, epochs: 6), in: directory)
    let second =
      "early_stopping: {monitor: loss, mode: max, patience: 50, start_from_epoch: 2, restore_best_weights: true}"
    try run(Self.spec(second, epochs: 7), in: directory, resumes: true, reporter: PlainReporter(transcript.streams))
    #expect(transcript.progress.contains("were not kept, as 'early_stopping' looked at another score then"))
    let straight = try TemporaryDirectory()
    try run(Self.spec("", epochs: 7), in: straight)
    #expect(try directory.trainedWeights() == straight.trainedWeights())
  }

  @Test func whatWasNotMeasuredIsNotTheBest() {
    var stopper = EarlyStopper(.init(monitor: .init(name: "val_loss", isToRise: false), patience: 2))
    for epoch in 0..<5 {
      let isBest = stopper.observe(.nan, epoch: epoch)
      #expect(!isBest)
    }
    #expect(stopper.best.epoch == nil && !stopper.hasStopped)
    let isBest = stopper.observe(1, epoch: 5)
    #expect(isBest && stopper.best.epoch == 5)
  }

  /// The epoch that `steps` cuts short is the best: nothing is restored in its place.
  @Test func anEpochThatIsCutShortCounts() throws {
    let (directory, plain) = (try TemporaryDirectory(), try TemporaryDirectory())
    func spec(_ train: String) -> String { Specs.classifier(epochs: nil, train: "steps: 8\n  \(train)") }
    try run(
      spec(
        "early_stopping: {monitor: loss, mode: max, patience: 9, restore_best_weights: true}\n  checkpoint: {best: loss}"
      ),
      in: directory)
    try run(spec(""), in: plain)
    let lines = try directory.text("run/metrics.jsonl").split(separator: "\n").filter { $0.contains("\"epoch\", ") }
    let losses = lines.compactMap { line in (try? /"loss": ([^,]*)/.firstMatch(in: line)).flatMap { Double($0.1) } }
    try #require(losses.count == 2)
    // By early_stopping more is better here, for checkpoint.best less.
    #expect(try (directory.trainedWeights() == plain.trainedWeights()) == (losses[1] > losses[0]))
    let best = try WeightFile(path: directory("run/best.safetensors"))
    #expect(best.metadata["epoch"] == (losses[1] < losses[0] ? "2" : "1"))
    #expect(try (best.tensors == plain.trainedWeights()) == (losses[1] < losses[0]))
  }

  @Test func withoutRestoringTheLastWeightsStay() throws {
    let (directory, shorter) = (try TemporaryDirectory(), try TemporaryDirectory())
    let result = try run(Self.spec("early_stopping: {monitor: val_accuracy, patience: 2}"), in: directory)
    #expect(result.epochs < 40)
    try run(Self.spec("", epochs: result.epochs), in: shorter)
    #expect(try directory.trainedWeights() == shorter.trainedWeights())
  }
}
