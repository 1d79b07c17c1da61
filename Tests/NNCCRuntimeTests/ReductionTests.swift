import NNCCReference
import NNCCRuntime
import Testing

@Suite struct ReductionTests {
  static let shapes = [
    (1, 1, 1), (2, 5, 1), (3, 49, 10), (2, 7, 16), (4, 100, 33), (1, 3000, 1), (2, 1, 40),
  ]

  private func reduced(
    _ reduction: Reduction, _ x: [Float], outer: Int, middle: Int, inner: Int
  ) -> [Float] {
    Samples.output(outer * inner) {
      Kernels.Reduce(reduction, Samples.place(x), $0, outer: outer, middle: middle, inner: inner).run(on: serial)
    }
  }

  @Test(arguments: [Reduction.sum, .mean, .maximum], shapes)
  func reducesLikeTheReference(_ reduction: Reduction, _ shape: (Int, Int, Int)) {
    let (outer, middle, inner) = shape
    // Few distinct values, so that maxima tie.
    let x = Samples.uniform(outer * middle * inner, -3, 3).map { $0.rounded() }
    let dy = Samples.uniform(outer * inner, seed: 2)
    let y = reduced(reduction, x, outer: outer, middle: middle, inner: inner)
    let exact = Samples.output(outer * inner, of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.Reduce(reduction, Samples.place(x.doubles), $0, outer: outer, middle: middle, inner: inner))
    }
    #expect(distance(y, exact) < 1e-6)

    func gradient<Scalar: ReferenceScalar>(
      _ x: [Scalar], _ y: [Scalar], _ dy: [Scalar], _ dx: UnsafeMutablePointer<Scalar>
    ) -> Kernels.ReduceGradient<UnsafeMutablePointer<Scalar>> {
      let isMaximum = reduction == .maximum
      return .init(
        reduction, input: isMaximum ? Samples.place(x) : nil, output: isMaximum ? Samples.place(y) : nil,
        Samples.place(dy), dx, outer: outer, middle: middle, inner: inner)
    }
    let dx = Samples.output(x.count) { gradient(x, y, dy, $0).run(on: serial) }
    let exactGradient = Samples.output(x.count, of: Double.self) {
      ReferenceMachine<Double>().visit(gradient(x.doubles, exact, dy.doubles, $0))
    }
    #expect(distance(dx, exactGradient) < 1e-6)
  }

  @Test(arguments: [1, 3, 16, 20]) func aMaximumIsNaNWhereAValueIs(inner: Int) {
    for place in [0, 3, 17, 39] {
      var x = Samples.uniform(40 * inner)
      x[place * inner] = .nan
      let y = reduced(.maximum, x, outer: 1, middle: 40, inner: inner)
      #expect(y[0].isNaN)
      #expect(y.dropFirst().allSatisfy { !$0.isNaN })
    }
  }

  @Test func equalMaximaShareTheGradient() {
    let (x, y, dy) = (Samples.place([Float(1), 5, 5, 2]), Samples.place([Float(5)]), Samples.place([Float(3)]))
    let dx = Samples.output(4) {
      Kernels.ReduceGradient(.maximum, input: x, output: y, dy, $0, outer: 1, middle: 4, inner: 1).run(on: serial)
    }
    #expect(dx == [0, 1.5, 1.5, 0])
  }
}
