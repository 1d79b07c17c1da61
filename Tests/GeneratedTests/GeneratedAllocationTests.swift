#if canImport(CAllocationCounter)
  import CAllocationCounter
  import Generated
  import NNCCRuntime
  import Testing

  /// Allocations are counted over the whole process, so nothing else may run beside: each count is the least of
  /// several.
  @Suite(.serialized, .enabled(if: nncc_counts_allocations() != 0)) struct GeneratedAllocationTests {
    private func leastAllocations(_ body: () -> Void) -> Int {
      (0..<20).map { _ in
        let before = nncc_allocation_count()
        for _ in 0..<100 { body() }
        return nncc_allocation_count() - before
      }.min() ?? .max
    }

    @Test func noMethodOverSpansAllocates() throws {
      let model = try DigitsCNN()
      let input = [Float](repeating: 0.5, count: 32 * 64)
      let labels = [Int32](repeating: 3, count: 32)
      var logits = [Float](repeating: 0, count: 320)
      var gradients = [Float](repeating: 0, count: DigitsCNN.gradientCount)
      var sum: Float = 0
      model.prepare()
      let predictions = leastAllocations {
        var span = logits.mutableSpan
        model.predict(input.span.extracting(0..<64), into: &span)
        model.predict(input.span, into: &span)
      }
      #expect(predictions == 0)
      let steps = leastAllocations {
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
