import NNCCRuntime
import Testing

/// `maskWeights` against the plain loops, and against what it is for.
@Suite struct MaskWeightsTests {
  /// The second sequence has no step.
  private static let mask: [Float] = [1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0]
  private static let time = 4

  @Test(arguments: [MaskWeightsPurpose.sum, .mean, .meanOfEach(time: time)], [1, 3])
  func agreesWithTheReference(purpose: MaskWeightsPurpose, inner: Int) {
    let steps = Self.mask.count
    let fast = Samples.output(steps * inner) {
      Kernels.maskWeights(Self.mask, $0, steps: steps, inner: inner, purpose: purpose)
    }
    var exact = [Double](repeating: .nan, count: steps * inner)
    ReferenceKernels.maskWeights(Self.mask.doubles, &exact, steps: steps, inner: inner, purpose: purpose)
    #expect(distance(fast, exact) < 1e-7)
  }

  @Test func eachSequenceSharesOutOneAndAnEmptyOneNothing() {
    let steps = Self.mask.count
    let weights = Samples.output(steps) {
      Kernels.maskWeights(Self.mask, $0, steps: steps, inner: 1, purpose: .meanOfEach(time: Self.time))
    }
    let third: Float = 1 / 3
    #expect(weights == [third, 0, third, third, 0, 0, 0, 0, 0, 1, 0, 0])
  }

  @Test func aMeanCountsAsMuchAsAllSteps() {
    let steps = Self.mask.count
    let weights = Samples.output(steps) {
      Kernels.maskWeights(Self.mask, $0, steps: steps, inner: 1, purpose: .mean)
    }
    #expect(weights == Self.mask.map { $0 * 3 })
  }
}
