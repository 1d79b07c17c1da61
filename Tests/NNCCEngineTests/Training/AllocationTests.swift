#if canImport(CAllocationCounter)
  import CAllocationCounter
  import NNCCCompiler
  import NNCCRuntime
  import Testing

  import NNCCEngine

  @Suite(.enabled(if: nncc_counts_allocations() != 0)) struct AllocationTests {
    /// Of 20 calls, after one that may warm things up.
    private func allocations(_ body: () -> Void) -> Int {
      body()
      let before = nncc_allocation_count()
      for _ in 0..<20 { body() }
      return nncc_allocation_count() - before
    }

    @Test func allocationsAreCounted() {
      var kept: [[Int]] = []
      kept.reserveCapacity(100)
      #expect(allocations { kept.append(Array(repeating: 0, count: 100)) } >= 20)
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
      let allocations = allocations {
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
      let executor = try Executor(plan, pool: SharedThreadPool(threads: 1))
      executor.initializeParameters(seed: 0)
      executor.prepare()
      #expect(allocations { executor.run() } == 0)
    }

    @Test func aStepOfAStreamAllocatesNothing() throws {
      var compilation = try Specs.compile(StreamingTests.networks[0])
      let single = compilation.singleStep()
      var steps = try #require(single)
      let plan = try #require(try steps.plan(batch: 1, purpose: .inference))
      let executor = try Executor(plan, pool: SharedThreadPool(threads: 1))
      executor.initializeParameters(seed: 0)
      executor.prepare()
      #expect(allocations { executor.run() } == 0)
      #expect(allocations { executor.zeroStates() } == 0)
    }
  }
#endif
