import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct ShortBatchTests {
  private static let spec = Specs.classifier(optimizer: "{sgd: {learning_rate: 0.1, momentum: 0.9}}")

  @Test func aShortLastBatchEqualsAPlanOfItsSizeRunByHand() throws {
    let trainer = try Trainer.make(Self.spec)
    for _ in 0..<4 { #expect(trainer.step().isFinite) }
    #expect(trainer.nextBatch.count == 6)

    var compilation = try Specs.compile(Self.spec)
    let plan = try #require(try compilation.plan(batch: 6, purpose: .training))
    let executor = try Executor(plan, pool: SharedThreadPool(threads: 1))
    executor.copyParameters(from: trainer.executor)
    for (slot, other) in zip(plan.slots, trainer.executor.plan.slots) {
      _ = executor.floats(slot.buffer).update(from: trainer.executor.floats(other.buffer))
    }
    BatchExecutor(executor).load(trainer.examples, trainer.nextBatch)
    executor.run(trainer.nextContext)

    #expect(trainer.step() == executor.loss)
    let byHand = (plan.parameters.map(\.buffer) + plan.slots.map(\.buffer)).map { Array(executor.floats($0)) }
    #expect(trainer.state == byHand)
  }

  @Test func aDroppedLastBatchIsNotTrainedOn() throws {
    let trainer = try Trainer.make(Specs.classifier(train: "last_batch: drop"))
    #expect(trainer.batchesPerEpoch == 4)
    for _ in 0..<4 { #expect(trainer.step().isFinite) }
    #expect(trainer.isEpochOver)
    #expect(trainer.progress.sums.examples == 64)
  }

  @Test func fewerExamplesThanABatchMakeOneOfTheirNumber() throws {
    let directory = try TemporaryDirectory()
    let spec = Specs.classifier(epochs: 2).replacing("examples: 70", with: "examples: 9")
    #expect(try run(spec, in: directory).steps == 2)
  }

  @Test func stepsEndARunWithinAnEpoch() throws {
    let directory = try TemporaryDirectory()
    let result = try run(Specs.classifier(epochs: nil, train: "steps: 7"), in: directory)
    #expect(result.steps == 7)
    #expect(result.epochs == 2)
  }
}
