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
    func expect(_ values: [Float], _ expected: [Double], _ name: String) {
      let largest = expected.reduce(1) { max($0, abs($1)) }
      let worst = distance(values.map { $0 / Float(largest) }, expected.map { $0 / largest })
      #expect(worst < tolerance, "\(name) off by \(worst)", sourceLocation: sourceLocation)
    }
    expect(fast.sequence, exact.sequence, "the sequence")
    expect(fast.finalState, exact.finalState, "the last state")
    expect(fast.finalCell, exact.finalCell, "the last cell")
    for (own, other) in zip(fast.gradients, exact.gradients) {
      expect(own.values, other.values, "the gradient of the \(own.name)")
    }
  }

  private func bits(_ outcome: RecurrentOutcome<Float>) -> [[UInt32]] {
    [outcome.sequence.bits, outcome.finalState.bits, outcome.finalCell.bits] + outcome.gradients.map(\.values.bits)
  }

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
    let gradients = Dictionary(
      uniqueKeysWithValues: operands.runReference().gradients.map { ($0.name, $0.values) })
    func expectDerivative(
      _ name: String, _ values: [Double]?, _ change: (inout RecurrentOperands<Double>, [Double]) -> Void
    ) {
      guard let values else { return }
      let numeric = centralDifferences(values) { values in
        var changed = operands
        change(&changed, values)
        return changed.runReference().loss(changed)
      }
      let own = gradients[name] ?? []
      #expect(own.count == numeric.count)
      let worst = zip(own, numeric).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? .infinity
      #expect(worst < 1e-8, "the gradient of the \(name) is off by \(worst)")
    }
    expectDerivative("inputs", operands.inputs) { $0.inputs = $1 }
    expectDerivative("kernel", operands.kernel) { $0.kernel = $1 }
    expectDerivative("projection", operands.projection) { $0.projection = $1 }
    expectDerivative("bias", operands.bias) { $0.bias = $1 }
    expectDerivative("peepholes", operands.peepholes) { $0.peepholes = $1 }
    expectDerivative("initial state", operands.initialState) { $0.initialState = $1 }
    expectDerivative("initial cell", operands.initialCell) { $0.initialCell = $1 }
  }

  @Test(arguments: variants, [(33, 31, 7), (100, 2, 7)])
  func bitsDependOnNeitherThreadsNorPlaces(_ variant: RecurrentVariant, _ size: (Int, Int, Int)) {
    let operands = RecurrentOperands(variant, units: size.0, examples: size.1, time: size.2)
    let serially = bits(operands.runFast())
    for threads in [2, 3] { #expect(bits(operands.runFast(pool: ThreadPool(threads: threads))) == serially) }
    #expect(bits(operands.runFast(sharingPlaces: true)) == serially)
  }

  @Test(arguments: variants) func anExampleHasTheSameBitsAloneAndAmongOthers(_ variant: RecurrentVariant) {
    let operands = RecurrentOperands(variant, units: 33, examples: 13, time: 5)
    let all = operands.runFast()
    for index in [0, 7, 12] {
      let alone = operands.example(index).runFast()
      func part(_ values: [Float]) -> [UInt32] {
        let words = values.count / 13
        return Array(values[index * words..<(index + 1) * words]).bits
      }
      #expect(alone.sequence.bits == part(all.sequence))
      #expect(alone.finalState.bits == part(all.finalState))
      #expect(alone.finalCell.bits == part(all.finalCell))
      for (own, among) in zip(alone.gradients, all.gradients).prefix(3) {
        #expect(own.values.bits == part(among.values), "the gradient of the \(own.name)")
      }
    }
  }
}
