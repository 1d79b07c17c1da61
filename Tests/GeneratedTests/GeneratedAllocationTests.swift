#if canImport(CAllocationCounter)
  import CAllocationCounter
  import Generated
  import NNCCRuntime
  import Testing

  @Suite(.enabled(if: nncc_counts_allocations() != 0)) struct GeneratedAllocationTests {
    /// Of 100 calls, after one that may warm things up.
    private func allocations(_ body: () -> Void) -> Int {
      body()
      let before = nncc_allocation_count()
      for _ in 0..<100 { body() }
      return nncc_allocation_count() - before
    }

    @Test func noMethodOverSpansAllocates() throws {
      let model = try DigitsCNN()
      let input = [Float](repeating: 0.5, count: 32 * 64)
      let labels = [Int32](repeating: 3, count: 32)
      var logits = [Float](repeating: 0, count: 320)
      var gradients = [Float](repeating: 0, count: DigitsCNN.gradientCount)
      var sum: Float = 0
      model.prepare()
      let predictions = allocations {
        var span = logits.mutableSpan
        model.predict(input.span.extracting(0..<64), into: &span)
        model.predict(input.span, into: &span)
      }
      #expect(predictions == 0)
      let steps = allocations {
        var span = gradients.mutableSpan
        sum += model.trainStep(input.span, labels: labels.span)
        sum += model.gradient(input.span, labels: labels.span, into: &span)
        sum += model.evaluate(input.span, labels: labels.span)
      }
      #expect(steps == 0)
      #expect(sum.isFinite)
    }
  }
#endif
