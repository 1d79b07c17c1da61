#if canImport(CAllocationCounter)
  import CAllocationCounter
  import NNCCCompiler
  import NNCCRuntime
  import Testing

  import NNCCEngine

  /// Allocations are counted over the whole process, so nothing else may run beside: each count is the least of
  /// several.
  @Suite(.serialized, .enabled(if: nncc_counts_allocations() != 0)) struct AllocationTests {
    private func leastAllocations(_ body: () -> Void) -> Int {
      (0..<20).map { _ in
        let before = nncc_allocation_count()
        body()
        return nncc_allocation_count() - before
      }.min() ?? .max
    }

    @Test func allocationsAreCounted() {
      var kept: [[Int]] = []
      kept.reserveCapacity(100)
      #expect(leastAllocations { kept.append(Array(repeating: 0, count: 100)) } >= 1)
    }

    private static let speller = """
      input: [20, 5]
      layers:
        - bidirectional: {layer: {lstm: {units: 6, return_sequences: true}}}
        - dense: {units: 4}
      train: {loss: ctc, batch_size: 16, epochs: 1000}
      data: {train: {synthetic: {examples: 70}}}
      """

    @Test(arguments: [Specs.classifier(epochs: 1000), speller])
    func aStepOfTrainingAllocatesNothing(_ spec: String) throws {
      let trainer = try Trainer.make(spec)
      var sum: Float = 0
      let allocations = leastAllocations {
        // An epoch with its short last batch, and the order of the next.
        for _ in 0..<5 { sum += trainer.step() }
        trainer.advanceEpoch()
      }
      #expect(sum.isFinite)
      #expect(allocations == 0)
    }

    @Test func aStepOfInferenceAllocatesNothing() throws {
      var compilation = try Specs.compile(Specs.classifier())
      let plan = try #require(try compilation.plan(batch: 16, purpose: .inference))
      let executor = try Executor(plan, pool: ThreadPool(threads: 1))
      executor.initializeParameters(seed: 0)
      executor.prepare()
      #expect(leastAllocations { executor.run() } == 0)
    }

    @Test func aStepOfAStreamAllocatesNothing() throws {
      var compilation = try Specs.compile(StreamingTests.networks[0])
      let single = compilation.singleStep()
      var steps = try #require(single)
      let plan = try #require(try steps.plan(batch: 1, purpose: .inference))
      let executor = try Executor(plan, pool: ThreadPool(threads: 1))
      executor.initializeParameters(seed: 0)
      executor.prepare()
      #expect(leastAllocations { executor.run() } == 0)
      #expect(leastAllocations { executor.zeroStates() } == 0)
    }
  }
#endif
