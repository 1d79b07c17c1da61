import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct ResumeTests {
  private static let spec = Specs.classifier(train: "checkpoint: {every_epochs: 2}")

  /// Log lines without their times.
  private static func log(_ directory: TemporaryDirectory) throws -> [String] {
    try directory.text("run/metrics.jsonl").split(separator: "\n").map {
      String($0).replacing(#/, "seconds": .*/#, with: "")
    }
  }

  /// A run has 15 steps with a question after each, two questions in each of its three validations, and two
  /// in the test.
  @Test(arguments: 1...23) func aRunStoppedAnywhereEndsAsOneThatRanThrough(_ polls: Int) throws {
    let (straight, stopped) = (try TemporaryDirectory(), try TemporaryDirectory())
    let whole = try run(Self.spec, in: straight)
    #expect(whole.interruption == nil)

    let first = try run(Self.spec, in: stopped, stoppingAfter: polls)
    #expect(first.interruption == 2)
    #expect(first.exitCode == 130)
    #expect(!stopped.names.contains("run/result.json"))
    var second = try run(Self.spec, in: stopped, resumes: true)
    second.seconds = whole.seconds
    second.folder = whole.folder
    #expect(second == whole)
    #expect(try stopped.trainedWeights() == straight.trainedWeights())
    #expect(try Self.log(stopped) == Self.log(straight))
    #expect(try stopped.text("run/loss.svg") == straight.text("run/loss.svg"))
  }

  @Test func aRunStoppedAgainAndAgainEndsAsOneThatRanThrough() throws {
    let (straight, stopped) = (try TemporaryDirectory(), try TemporaryDirectory())
    try run(Self.spec, in: straight)
    var result = try run(Self.spec, in: stopped, stoppingAfter: 2)
    var stops = 1
    while result.interruption != nil, stops < 50 {
      result = try run(Self.spec, in: stopped, resumes: true, stoppingAfter: 3)
      stops += 1
    }
    #expect(stops > 5)
    #expect(try stopped.trainedWeights() == straight.trainedWeights())
    #expect(try Self.log(stopped) == Self.log(straight))
  }

  /// What a killed process leaves: a checkpoint, and a log that is longer than the checkpoint says.
  @Test func linesAfterTheCheckpointAreCutOff() throws {
    let (straight, killed) = (try TemporaryDirectory(), try TemporaryDirectory())
    try run(Self.spec, in: straight)
    try run(Self.spec, in: killed, stoppingAfter: 4)
    let log = killed("run/metrics.jsonl")
    try (killed.text("run/metrics.jsonl") + "{\"kind\": \"step\", \"step\": 5").write(
      toFile: log, atomically: true, encoding: .utf8)
    try run(Self.spec, in: killed, resumes: true)
    #expect(try Self.log(killed) == Self.log(straight))
  }

  @Test func moreEpochsGoOnFromTheEndOfFewer() throws {
    let (straight, grown) = (try TemporaryDirectory(), try TemporaryDirectory())
    try run(Specs.classifier(epochs: 4), in: straight)
    try run(Specs.classifier(epochs: 2), in: grown)
    try run(Specs.classifier(epochs: 4), in: grown, resumes: true)
    #expect(try grown.trainedWeights() == straight.trainedWeights())
  }

  @Test func moreStepsCompleteTheEpochFirst() throws {
    let (straight, grown) = (try TemporaryDirectory(), try TemporaryDirectory())
    try run(Specs.classifier(epochs: nil, train: "steps: 12"), in: straight)
    try run(Specs.classifier(epochs: nil, train: "steps: 7"), in: grown)
    try run(Specs.classifier(epochs: nil, train: "steps: 12"), in: grown, resumes: true)
    #expect(try grown.trainedWeights() == straight.trainedWeights())
    #expect(try Self.log(grown) == Self.log(straight))
  }

  @Test func fewerStepsThanAreDoneLeaveNothingToDo() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(epochs: nil, train: "steps: 12"), in: directory)
    let weights = try directory.trainedWeights()
    let transcript = Transcript()
    try run(
      Specs.classifier(epochs: nil, train: "steps: 7"), in: directory, resumes: true,
      reporter: PlainReporter(transcript.streams))
    #expect(transcript.progress.contains("nothing is left to do: the spec asks for 7 steps, and 12 are done"))
    #expect(!transcript.progress.contains("epoch 3/2"))
    #expect(try directory.trainedWeights() == weights)
  }

  @Test func checkpointsByTimeAreSavedWithinAnEpoch() throws {
    let directory = try TemporaryDirectory()
    let spec = Specs.classifier(epochs: nil, train: "steps: 3\n  checkpoint: {every_epochs: 100}")
    try run(spec, in: directory, checkpointInterval: 0)
    let file = try WeightFile(path: directory("run/checkpoint.safetensors"))
    #expect(file.metadata["iteration"] == "3")
  }

  @Test func theLastCheckpointsOfEpochsAreKept() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(epochs: 7, train: "checkpoint: {every_epochs: 2, keep: 2}"), in: directory)
    let names = try FileManager.default.contentsOfDirectory(atPath: directory("run")).sorted()
    #expect(
      names == [
        ".lock", "accuracy.svg", "checkpoint-0004.safetensors", "checkpoint-0006.safetensors", "checkpoint.safetensors",
        "loss.svg",
        "metrics.jsonl", "result.json", "spec.yaml", "weights.safetensors",
      ])
  }

  @Test(arguments: [
    ("seed: 1", "train.seed was 0, and is now 1"),
    ("shuffle: false", "train.shuffle was true, and is now false"),
    ("last_batch: drop", "train.last_batch was keep, and is now drop"),
  ])
  func anotherMeaningIsRefused(_ change: String, _ message: String) throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(), in: directory, stoppingAfter: 3)
    let error = try #require(throws: RunError.self) {
      try run(Specs.classifier(train: change), in: directory, resumes: true)
    }
    #expect(error.diagnostics.first?.id == "spec-changed")
    #expect(error.description.contains(message), "\(error)")
  }

  @Test func aChangedLayerIsNamed() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(), in: directory, stoppingAfter: 3)
    let error = try #require(throws: RunError.self) {
      try run(
        Specs.classifier(layers: "- dense: {units: 12, activation: tanh}"), in: directory, resumes: true)
    }
    #expect(error.description.contains("layer dense's activation was relu"), "\(error)")
    #expect(!error.description.contains("units"), "\(error)")
    #expect(error.description.contains("layer dropout was dropout(dense), and is gone"), "\(error)")
  }

  @Test func explicitDefaultsMeanTheSame() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(optimizer: "adam"), in: directory, stoppingAfter: 3)
    let spec = Specs.classifier(
      optimizer: "{adam: {learning_rate: 0.001}}", train: "shuffle: true",
      layers: "- dense: {units: 12, activation: relu, use_bias: true}\n  - dropout: {rate: 0.25}")
    #expect(try run(spec, in: directory, resumes: true).interruption == nil)
  }

  @Test func thereMustBeACheckpointToResume() throws {
    let directory = try TemporaryDirectory()
    let error = try #require(throws: RunError.self) { try run(Self.spec, in: directory, resumes: true) }
    #expect(error.diagnostics.first?.id == "nothing-to-resume")
  }

  @Test(arguments: ["iteration", "epoch", "batch", "loss_sum", "history", "metric_sums", "spec", "log_bytes"])
  func aDamagedCheckpointIsRefused(_ field: String) throws {
    let directory = try TemporaryDirectory()
    try run(Self.spec, in: directory, stoppingAfter: 3)
    let path = directory("run/checkpoint.safetensors")
    for value in [nil, "x", "-1 2"] {
      var file = try WeightFile(path: path)
      let intact = file
      file.metadata[field] = value
      try file.write(to: path)
      #expect(throws: RunError.self) { try run(Self.spec, in: directory, resumes: true) }
      try intact.write(to: path)
    }
  }
}
