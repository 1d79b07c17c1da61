import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct DeterminismTests {
  /// Large enough that kernels share their work out among threads.
  private static let wide = Specs.classifier(
    epochs: 10,
    layers: "- dense: {units: 700, activation: relu}\n  - dropout: {rate: 0.25}\n  - dense: {units: 300}")

  @Test func fiftyStepsGiveTheSameBitsForAnyNumberOfThreads() throws {
    let weights = try [1, 2, 3].map { threads in
      let directory = try TemporaryDirectory()
      #expect(try run(Self.wide, in: directory, threads: threads).steps == 50)
      return try directory.trainedWeights()
    }
    #expect(weights[0] == weights[1])
    #expect(weights[0] == weights[2])
  }

  @Test func anotherSeedGivesOtherWeights() throws {
    let (first, second) = (try TemporaryDirectory(), try TemporaryDirectory())
    try run(Specs.classifier(), in: first)
    try run(Specs.classifier(train: "seed: 1"), in: second)
    #expect(try first.trainedWeights() != second.trainedWeights())
  }

  @Test func aLayerMoreLeavesTheStartOfTheOthersAlone() throws {
    func start(_ layers: String) throws -> WeightFile {
      let directory = try TemporaryDirectory()
      try run(Specs.classifier(epochs: 0, layers: layers), in: directory)
      return try WeightFile(path: directory("run/weights.safetensors"))
    }
    let (short, long) = (
      try start("- dense: {units: 12}"), try start("- dense: {units: 12}\n  - dense: {name: b, units: 12}")
    )
    #expect(short["conv2d/kernel"] == long["conv2d/kernel"])
    #expect(short["dense/kernel"] == long["dense/kernel"])
    #expect(short["logits/kernel"] == long["logits/kernel"])
    #expect(try long["b/kernel"]?.floats().contains { $0 != 0 } == true)
  }

  @Test func theOrderOfExamplesDependsOnSeedAndEpochAlone() throws {
    func batches(seed: Int, shuffle: Bool, epoch: Int) throws -> [[Int]] {
      let trainer = try Trainer.make(Specs.classifier(train: "seed: \(seed)\n  shuffle: \(shuffle)"))
      for _ in 0..<epoch { trainer.advanceEpoch() }
      return (0..<trainer.batchesPerEpoch).map { batch in
        var progress = trainer.progress
        progress.batch = batch
        trainer.resume(at: progress)
        return Array(trainer.nextBatch)
      }
    }
    let first = try batches(seed: 0, shuffle: true, epoch: 0)
    #expect(first.map(\.count) == [16, 16, 16, 16, 6])
    #expect(first.flatMap(\.self).sorted() == Array(0..<70))
    #expect(try batches(seed: 0, shuffle: true, epoch: 0) == first)
    #expect(try batches(seed: 0, shuffle: true, epoch: 1) != first)
    #expect(try batches(seed: 1, shuffle: true, epoch: 0) != first)
    #expect(try batches(seed: 0, shuffle: false, epoch: 3).flatMap(\.self) == Array(0..<70))
  }
}
