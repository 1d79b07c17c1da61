import CMicrokernels
import NNCCReference
import NNCCRuntime
import Testing

/// Run them under NNCC_ISA=avx2 and NNCC_ISA=baseline too: the instruction set is chosen once a process.
@Suite struct ActivationTests {
  static let all: [Activation] = [
    .linear, .relu, .thresholdedRelu(negativeSlope: 0.1, maxValue: 5, threshold: 1),
    .thresholdedRelu(negativeSlope: 0, maxValue: .infinity, threshold: 0), .leakyRelu(slope: 0.3),
    .leakyRelu(slope: 0), .relu6,
    .sigmoid, .tanh, .elu(alpha: 1), .elu(alpha: 0.5), .selu, .gelu, .geluTanh, .silu, .softplus, .softsign,
    .exponential, .hardSigmoid,
  ]

  /// Floats of every sign and exponent, 40 of each, and more of the everyday ones.
  static let wholeRange: [Float] =
    (0...UInt32.max / 200_003).map { Float(bitPattern: $0 * 200_003) }
    + Samples.uniform(40_000, -1, 1) + Samples.uniform(40_000, -12, 12) + Samples.uniform(40_000, -110, 95)

  static func ulps(_ value: Float, _ exact: Double) -> Double {
    let rounded = Float(exact)
    if exact.isNaN { return value.isNaN ? 0 : .infinity }
    if rounded.isInfinite || value.isInfinite { return rounded == value ? 0 : .infinity }
    return abs(Double(value) - exact) / Double(rounded.ulp)
  }

  static func sigmoid(_ x: Double) -> Double {
    x < 0 ? Double.exp(x) / (1 + Double.exp(x)) : 1 / (1 + Double.exp(-x))
  }

  static func softplus(_ x: Double) -> Double { max(x, 0) + Double.log1p(Double.exp(-abs(x))) }

  static func activate(_ x: [Float], _ activation: Activation) -> [Float] {
    let place = Samples.place(x)
    return Samples.output(x.count) {
      Kernels.Activate(place, $0, count: x.count, activation: activation).run(on: serial)
    }
  }

  @Test(
    arguments: [
      (NNCC_EXPONENTIAL, 2.0, { Double.exp($0) }), (NNCC_LOG, 2, { Double.log($0) }),
      (NNCC_TANH, 4, { Double.tanh($0) }), (NNCC_ERF, 4, { Double.erf($0) }),
      (NNCC_SIGMOID, 4, sigmoid), (NNCC_SOFTPLUS, 4, softplus),
    ] as [(nncc_activation, Double, @Sendable (Double) -> Double)])
  func isWithinItsErrorBoundForAllFloats(
    kind: nncc_activation, bound: Double, exact: @Sendable (Double) -> Double
  ) {
    let x = Self.wholeRange
    let y = Samples.output(x.count) { nncc_activate(x, $0, x.count, kind, 0, 0, 0) }
    let worst = zip(x, y).max { a, b in
      Self.ulps(a.1, exact(Double(a.0))) < Self.ulps(b.1, exact(Double(b.0)))
    }!
    let error = Self.ulps(worst.1, exact(Double(worst.0)))
    #expect(error <= bound, "f(\(worst.0)) = \(worst.1) is off by \(error) ulp")
  }

  @Test(arguments: all) func agreesWithTheReferenceAtOddSizes(_ activation: Activation) {
    for count in Samples.oddSizes {
      let x = Samples.uniform(count, -8, 8, seed: UInt64(count))
      let exact = Samples.output(count, of: Double.self) {
        ReferenceMachine<Double>().visit(
          Kernels.Activate(Samples.place(x.doubles), $0, count: count, activation: activation))
      }
      #expect(distance(Self.activate(x, activation), exact) < 1e-6)
    }
  }

  @Test(arguments: all) func givesAnElementTheSameBitsAnywhere(_ activation: Activation) {
    let x = Samples.uniform(75, -9, 9)
    let all = Self.activate(x, activation)
    let alone = x.map { Self.activate([$0], activation)[0] }
    let inPlace = Samples.output(75) {
      $0.update(from: x, count: 75)
      Kernels.Activate($0, $0, count: 75, activation: activation).run(on: serial)
    }
    #expect(all.bits == alone.bits)
    #expect(all.bits == inPlace.bits)
  }

  @Test(arguments: all) func passesNaNAndHasTheRightLimits(_ activation: Activation) {
    let x: [Float] = [.nan, .infinity, -.infinity, 0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude]
    let y = Self.activate(x, activation)
    let exact = x.map { ReferenceMachine<Double>().activate(Double($0), activation) }
    #expect(y[0].isNaN)
    for i in 1..<x.count {
      #expect(Double(y[i]) == exact[i] || abs(Double(y[i]) - exact[i]) < 1e-7, "at \(x[i])")
    }
  }

  @Test(arguments: all) func gradientFromInputAgreesWithTheReference(_ activation: Activation) {
    for count in Samples.oddSizes {
      let x = Samples.uniform(count, -8, 8, seed: UInt64(count))
      let dy = Samples.uniform(count, -1, 1, seed: 2)
      let dx = Samples.output(count) {
        Kernels.ActivationGradient(
          fromInput: Samples.place(x), Samples.place(dy), $0, count: count, activation: activation
        ).run(on: serial)
      }
      let exact = Samples.output(count, of: Double.self) {
        ReferenceMachine<Double>().visit(
          Kernels.ActivationGradient(
            fromInput: Samples.place(x.doubles), Samples.place(dy.doubles), $0, count: count, activation: activation))
      }
      #expect(distance(dx, exact) < 2e-6)
    }
  }

  @Test(arguments: all.filter(\.hasGradientFromOutput))
  func gradientFromOutputAgreesWithTheReference(_ activation: Activation) {
    for count in Samples.oddSizes {
      let y = Samples.uniform(count, -4, 4, seed: UInt64(count)).map {
        Float(ReferenceMachine<Double>().activate(Double($0), activation))
      }
      let dy = Samples.uniform(count, -1, 1, seed: 2)
      let dx = Samples.output(count) {
        Kernels.ActivationGradient(
          fromOutput: Samples.place(y), Samples.place(dy), $0, count: count, activation: activation
        ).run(on: serial)
      }
      let exact = Samples.output(count, of: Double.self) {
        ReferenceMachine<Double>().visit(
          Kernels.ActivationGradient(
            fromOutput: Samples.place(y.doubles), Samples.place(dy.doubles), $0, count: count, activation: activation))
      }
      #expect(distance(dx, exact) < 2e-6)
    }
  }

  @Test(arguments: all) func gradientIsFiniteAtTheLimits(_ activation: Activation) {
    let x: [Float] = [.infinity, -.infinity, 1e30, -1e30, 90, -90]
    guard activation != .exponential else { return }
    let dx = Samples.output(x.count) {
      Kernels.ActivationGradient(
        fromInput: Samples.place(x), Samples.place([Float](repeating: 1, count: x.count)), $0, count: x.count,
        activation: activation
      ).run(on: serial)
    }
    #expect(dx.allSatisfy { $0.isFinite }, "\(dx)")
  }

  @Test(arguments: all) func referenceGradientsAreTheDerivative(_ activation: Activation) {
    let reference = ReferenceMachine<Double>()
    for x in Samples.uniform(50, -7, 7).doubles {
      let numeric = centralDifferences([x]) { reference.activate($0[0], activation) }[0]
      #expect(abs(reference.slope(x, activation) - numeric) < 1e-5)
      guard activation.hasGradientFromOutput else { continue }
      let y = reference.activate(x, activation)
      #expect(abs(reference.slope(fromOutput: y, activation) - numeric) < 1e-5)
    }
  }

  /// From keras 3.15.1 with the TensorFlow backend.
  @Test(
    arguments: [
      (.elu(alpha: 1), [-0.95021296, -0.63212055, -0.22119921, 0.5, 1.5, 7]),
      (.selu, [-1.6705687, -1.1113307, -0.38889018, 0.5253505, 1.5760515, 7.354907]),
      (.gelu, [-0.0040496956, -0.15865526, -0.100323416, 0.34573123, 1.3997892, 7]),
      (.geluTanh, [-0.003637433, -0.158808, -0.100324646, 0.345714, 1.3995715, 7]),
      (.silu, [-0.14227763, -0.26894143, -0.109455876, 0.31122968, 1.2263618, 6.993623]),
      (.softplus, [0.048587352, 0.3132617, 0.5759394, 0.974077, 1.7014133, 7.0009117]),
      (.softsign, [-0.75, -0.5, -0.2, 0.33333334, 0.6, 0.875]),
      (.hardSigmoid, [0, 0.33333334, 0.45833334, 0.5833333, 0.75, 1]),
      (.thresholdedRelu(negativeSlope: 0.1, maxValue: 5, threshold: 1), [-0.4, -0.2, -0.125, -0.05, 1.5, 5]),
      (.leakyRelu(slope: 0.3), [-0.9, -0.3, -0.075, 0.5, 1.5, 7]),
    ] as [(Activation, [Double])])
  func matchesKeras(_ activation: Activation, _ known: [Double]) {
    let x: [Float] = [-3, -1, -0.25, 0.5, 1.5, 7]
    #expect(distance(Self.activate(x, activation), known) < 2e-7)
  }
}
