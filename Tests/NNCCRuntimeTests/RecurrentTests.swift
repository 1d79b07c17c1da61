import NNCCRuntime
import Testing

@Suite struct RecurrentTests {
  static let variants = [
    RecurrentVariant("simple", .simple),
    RecurrentVariant("simple, reversed", .simple) { $0.isReversed = true },
    RecurrentVariant("simple of all options", .simple) {
      $0.activation = .elementwise(.gelu)
      ($0.hasBias, $0.hasInitialStates, $0.hasDropout, $0.isMasked) = (true, true, true, true)
    },
    RecurrentVariant("lstm", .lstm),
    RecurrentVariant("lstm, reversed, from states", .lstm) {
      ($0.isReversed, $0.hasBias, $0.hasInitialStates) = (true, true, true)
    },
    RecurrentVariant("lstm, peepholes and clip", .lstm) {
      ($0.hasPeepholes, $0.cellClip, $0.hasInitialStates) = (true, 0.4, true)
    },
    RecurrentVariant("lstm, projected", .lstm) { $0.isProjected = true },
    RecurrentVariant("lstm of all options", .lstm) {
      ($0.hasPeepholes, $0.isProjected, $0.cellClip, $0.hasBias) = (true, true, 0.7, true)
      ($0.isReversed, $0.hasInitialStates, $0.hasDropout) = (true, true, true)
      ($0.isMasked, $0.maskedOutput) = (true, .zeros)
      ($0.activation, $0.recurrentActivation) = (.elementwise(.silu), .elementwise(.geluTanh))
    },
    RecurrentVariant("lstm of all options but its activations", .lstm) {
      ($0.hasPeepholes, $0.isProjected, $0.cellClip, $0.hasBias) = (true, true, 0.7, true)
      ($0.isReversed, $0.hasInitialStates, $0.hasDropout, $0.isMasked) = (true, true, true, true)
    },
    RecurrentVariant("lstm, masked", .lstm) { $0.isMasked = true },
    RecurrentVariant("lstm, dropout", .lstm) { ($0.hasDropout, $0.hasInitialStates) = (true, true) },
    RecurrentVariant("gru", .gru(resetAfter: true)),
    RecurrentVariant("gru of all options", .gru(resetAfter: true)) {
      ($0.isReversed, $0.hasBias, $0.hasInitialStates, $0.hasDropout, $0.isMasked) = (true, true, true, true, true)
      ($0.activation, $0.recurrentActivation) = (.elementwise(.silu), .elementwise(.gelu))
    },
    RecurrentVariant("gru, reset before", .gru(resetAfter: false)),
    RecurrentVariant("gru, reset before, of all options", .gru(resetAfter: false)) {
      ($0.isReversed, $0.hasInitialStates, $0.hasDropout) = (true, true, true)
      ($0.isMasked, $0.maskedOutput) = (true, .zeros)
      ($0.activation, $0.recurrentActivation) = (.elementwise(.silu), .elementwise(.gelu))
    },
  ]

  /// Units, examples, time steps.
  static let sizes = [
    (1, 1, 1), (1, 31, 2), (3, 2, 7), (3, 5, 1), (17, 1, 7), (17, 5, 2), (33, 31, 7), (33, 2, 1), (64, 5, 2),
    (64, 1, 7), (100, 2, 7), (100, 31, 1), (100, 5, 2),
  ]

  static let activations: [RecurrentActivation] = elementwise.map { .elementwise($0) } + [.softmax, .logSoftmax]

  private static let elementwise: [Activation] = [
    .linear, .relu, .thresholdedRelu(negativeSlope: 0.1, maxValue: 0.8, threshold: 0.2), .leakyRelu(slope: 0.3), .relu6,
    .sigmoid, .tanh, .elu(alpha: 0.8), .selu, .gelu, .geluTanh, .silu, .softplus, .softsign, .exponential, .hardSigmoid,
  ]

  private func expectAgreement(
    _ fast: RecurrentOutcome<Float>, _ exact: RecurrentOutcome<Double>, within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(fast.count == exact.count, sourceLocation: sourceLocation)
    for array in RecurrentArray.allCases {
      guard let values = fast[array], let expected = exact[array] else { continue }
      let largest = expected.reduce(1) { max($0, abs($1)) }
      let worst = distance(values.map { $0 / Float(largest) }, expected.map { $0 / largest })
      #expect(worst < tolerance, "\(array) off by \(worst)", sourceLocation: sourceLocation)
    }
  }

  private func bits(_ outcome: RecurrentOutcome<Float>) -> [RecurrentArray: [UInt32]] { outcome.mapValues(\.bits) }

  @Test(arguments: variants, sizes)
  func agreesWithTheReference(_ variant: RecurrentVariant, _ size: (Int, Int, Int)) {
    let operands = RecurrentOperands(variant, units: size.0, examples: size.1, time: size.2)
    expectAgreement(operands.runFast(), operands.doubles.runReference(), within: 5e-6)
  }

  @Test(arguments: activations, [RecurrentCell.simple, .lstm, .gru(resetAfter: true), .gru(resetAfter: false)])
  func everyActivationAgreesWithTheReference(_ activation: RecurrentActivation, _ cell: RecurrentCell) {
    for isOfGates in [false, true] {
      let variant = RecurrentVariant("activation", cell) {
        if isOfGates { $0.recurrentActivation = activation } else { $0.activation = activation }
        // Without a limit, exponentials of exponentials overflow.
        ($0.hasInitialStates, $0.cellClip) = (true, 3)
      }
      let operands = RecurrentOperands(variant, units: 19, examples: 3, time: 3)
      expectAgreement(operands.runFast(), operands.doubles.runReference(), within: 2e-5)
    }
  }

  @Test(arguments: variants) func referenceGradientsAreTheDerivative(_ variant: RecurrentVariant) {
    let operands = RecurrentOperands(variant, units: 3, examples: 2, time: 4).doubles
    let gradients = operands.runReference()
    for array in RecurrentArray.differentiated {
      guard let values = operands.arrays[array] else { continue }
      let numeric = centralDifferences(values) { values in
        var changed = operands
        changed.arrays[array] = values
        return changed.loss()
      }
      let own = gradients[array] ?? []
      #expect(own.count == numeric.count)
      let worst = zip(own, numeric).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? .infinity
      #expect(worst < 1e-8, "the gradient of \(array) is off by \(worst)")
    }
  }

  @Test(arguments: variants, [(33, 31, 7), (100, 2, 7)])
  func bitsDependOnNeitherThreadsNorPlaces(_ variant: RecurrentVariant, _ size: (Int, Int, Int)) {
    let operands = RecurrentOperands(variant, units: size.0, examples: size.1, time: size.2)
    let serially = bits(operands.runFast())
    for threads in [2, 3] {
      let pool = ThreadPool(threads: threads)
      let shared = bits(operands.runFast(on: Kernels.Machine(pool)))
      #expect(shared == serially)
    }
    #expect(bits(operands.runFast(sharingPlaces: true)) == serially)
  }

  @Test(arguments: variants) func anExampleHasTheSameBitsAloneAndAmongOthers(_ variant: RecurrentVariant) {
    let operands = RecurrentOperands(variant, units: 33, examples: 13, time: 5)
    let all = operands.runFast()
    for index in [0, 7, 12] {
      let alone = operands.example(index).runFast()
      for array in RecurrentArray.allCases where !array.isWeight {
        #expect(alone[array]?.bits == all[array].map { operands.part($0, index).bits }, "\(array)")
      }
    }
  }
}
