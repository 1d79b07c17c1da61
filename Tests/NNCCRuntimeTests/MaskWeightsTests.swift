import NNCCReference
import NNCCRuntime
import Testing

/// `MaskWeights` against the plain loops, and against what it is for.
@Suite struct MaskWeightsTests {
  /// The second sequence has no step.
  private static let mask: [Float] = [1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0]
  private static let time = 4

  private func weights(inner: Int = 1, _ purpose: MaskWeightsPurpose) -> [Float] {
    Samples.output(Self.mask.count * inner) {
      Kernels.MaskWeights(Samples.place(Self.mask), $0, steps: Self.mask.count, inner: inner, purpose: purpose)
        .run(on: serial)
    }
  }

  @Test(arguments: [MaskWeightsPurpose.sum, .mean, .meanOfEach(time: time)], [1, 3])
  func agreesWithTheReference(purpose: MaskWeightsPurpose, inner: Int) {
    let steps = Self.mask.count
    let exact = Samples.output(steps * inner, of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.MaskWeights(Samples.place(Self.mask.doubles), $0, steps: steps, inner: inner, purpose: purpose))
    }
    #expect(distance(weights(inner: inner, purpose), exact) < 1e-7)
  }

  @Test func eachSequenceSharesOutOneAndAnEmptyOneNothing() {
    let third: Float = 1 / 3
    #expect(weights(.meanOfEach(time: Self.time)) == [third, 0, third, third, 0, 0, 0, 0, 0, 1, 0, 0])
  }

  @Test func aMeanCountsAsMuchAsAllSteps() {
    #expect(weights(.mean) == Self.mask.map { $0 * 3 })
  }
}
