import NNCCReference
import NNCCRuntime
import Testing

@Suite struct LocalResponseNormalizationTests {
  static let shapes = [(1, 1), (3, 5), (2, 15), (4, 16), (3, 17), (2, 33), (700, 96)]
  static let windows = [
    NormalizationWindow(radius: 5, bias: 1, alpha: 1, beta: 0.5),
    NormalizationWindow(radius: 2, bias: 2, alpha: 0.3, beta: 0.75),
    NormalizationWindow(radius: 40, bias: 0.5, alpha: 0.1, beta: 1.5),
    NormalizationWindow(radius: 0, bias: 1, alpha: 2, beta: 0),
  ]

  private static func gradient<Scalar: ReferenceScalar>(
    _ x: [Scalar], _ dy: [Scalar], _ dx: UnsafeMutablePointer<Scalar>, rows: Int, _ window: NormalizationWindow
  ) -> Kernels.LocalResponseNormalizationGradient<UnsafeMutablePointer<Scalar>> {
    let channels = x.count / rows
    let words = Kernels.localResponseScratchWords(rows: rows, channels: channels, window)
    return .init(
      input: Samples.place(x), Samples.place(dy), dx, rows: rows, channels: channels, window: window,
      scratch: Samples.place([Scalar](repeating: .nan, count: words)))
  }

  @Test(arguments: shapes, windows)
  func agreesWithTheReference(_ shape: (rows: Int, channels: Int), _ window: NormalizationWindow) {
    let (rows, channels) = shape
    let (x, dy) = (Samples.uniform(rows * channels, -3, 3), Samples.uniform(rows * channels, seed: 2))
    let y = Samples.output(x.count) {
      Kernels.LocalResponseNormalization(Samples.place(x), $0, rows: rows, channels: channels, window: window)
        .run(on: serial)
    }
    let exact = Samples.output(x.count, of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.LocalResponseNormalization(
          Samples.place(x.doubles), $0, rows: rows, channels: channels, window: window))
    }
    #expect(distance(y, exact) < 2e-6)
    let dx = Samples.output(x.count) { Self.gradient(x, dy, $0, rows: rows, window).run(on: serial) }
    let exactGradient = Samples.output(x.count, of: Double.self) {
      ReferenceMachine<Double>().visit(Self.gradient(x.doubles, dy.doubles, $0, rows: rows, window))
    }
    #expect(distance(dx, exactGradient) < 1e-5)
    let threaded = Samples.output(x.count) { Self.gradient(x, dy, $0, rows: rows, window).run(threads: 3) }
    #expect(threaded.bits == dx.bits)
  }

  @Test(arguments: windows) func theReferenceGradientIsTheDerivative(_ window: NormalizationWindow) {
    let (x, dy) = (Samples.uniform(14).doubles, Samples.uniform(14, seed: 2).doubles)
    let gradient = Samples.output(14, of: Double.self) {
      ReferenceMachine<Double>().visit(Self.gradient(x, dy, $0, rows: 2, window))
    }
    let numeric = centralDifferences(x) { x in
      let y = Samples.output(14, of: Double.self) {
        ReferenceMachine<Double>().visit(
          Kernels.LocalResponseNormalization(Samples.place(x), $0, rows: 2, channels: 7, window: window))
      }
      return zip(y, dy).reduce(0) { $0 + $1.0 * $1.1 }
    }
    #expect(zip(gradient, numeric).allSatisfy { abs($0 - $1) < 1e-8 })
  }
}
