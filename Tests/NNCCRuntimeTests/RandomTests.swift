import CMicrokernels
import NNCCReference
import NNCCRuntime
import Testing

@Suite struct RandomTests {
  /// Random123's known-answer vectors for philox4x32-10 (kat_vectors).
  @Test(
    arguments: [
      (
        [0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func philoxGivesThePublishedAnswers(counter: [UInt32], key: [UInt32], words: [UInt32]) {
    let block = Philox.block(
      counter: (counter[0], counter[1], counter[2], counter[3]), key: (key[0], key[1]))
    #expect([block.0, block.1, block.2, block.3] == words)
  }

  @Test(arguments: [0, 64, 1 << 20, 1 << 36]) func theLoopsGiveTheScalarGeneratorsWords(first: Int) {
    let key = RandomKey(seed: 0x1234_5678_9abc_def0, purpose: .dropout, index: 7)
    for (count, step) in zip(Samples.oddSizes, [0, 1, 1 << 33] + Array(3..<20)) {
      var words = [UInt32](repeating: 0, count: count)
      let random = nncc_random(key: (key.low, key.high), step: UInt64(step))
      nncc_random_words(random, first, count, &words)
      #expect(words == (0..<count).map { key.word(at: first + $0, step: step) })
    }
  }

  @Test func streamsDiffer() {
    let keys = [
      RandomKey(seed: 0, purpose: .dropout, index: 0), RandomKey(seed: 0, purpose: .dropout, index: 1),
      RandomKey(seed: 1, purpose: .dropout, index: 0), RandomKey(seed: 0, purpose: .initializer, index: 0),
    ]
    let words = keys.map { $0.word(at: 0, step: 0) } + [keys[0].word(at: 0, step: 1)]
    #expect(Set(words).count == words.count)
  }

  /// What is kept of `x`, and by the reference.
  private func dropout(
    _ x: [Float], rate: Float, mask: Broadcast? = nil, layer: Int, step: Int, seed: UInt64
  ) -> (fast: [Float], exact: [Double]) {
    let context = RunContext(iteration: step, seed: seed)
    func call<Scalar: ReferenceScalar>(
      _ x: [Scalar], _ y: UnsafeMutablePointer<Scalar>
    ) -> Kernels.Dropout<UnsafeMutablePointer<Scalar>> {
      .init(Samples.place(x), y, count: x.count, rate: rate, mask: mask, drawsPerExample: 0, layer: layer)
    }
    return (
      Samples.output(x.count) { call(x, $0).run(on: Kernels.Machine(serialPool, context)) },
      Samples.output(x.count, of: Double.self) { ReferenceMachine<Double>(context).visit(call(x.doubles, $0)) }
    )
  }

  @Test(arguments: [0.0, 0.3, 0.5, 0.999, 1.0] as [Float]) func dropoutEqualsTheReference(rate: Float) {
    for count in Samples.oddSizes {
      let (fast, exact) = dropout(Samples.uniform(count), rate: rate, layer: 2, step: 5, seed: 3)
      #expect(distance(fast, exact) < 1e-6)
    }
  }

  @Test func dropoutKeepsItsShareAndItsMean() {
    let count = 100_000
    let y = dropout([Float](repeating: 1, count: count), rate: 0.25, layer: 0, step: 0, seed: 1).fast
    #expect(abs(Double(y.count { $0 == 0 }) / Double(count) - 0.25) < 0.006)
    #expect(Set(y) == [0, Float(1 / 0.75)])
  }

  @Test func aLayersOwnSeedIsItsOwn() {
    let ones = Samples.place([Float](repeating: 1, count: 64))
    func mask(own: UInt64? = nil, ofRun seed: UInt64) -> [Float] {
      Samples.output(64) {
        Kernels.Dropout(ones, $0, count: 64, rate: 0.5, drawsPerExample: 0, layer: 1, seed: own)
          .run(on: Kernels.Machine(serialPool, RunContext(seed: seed)))
      }
    }
    #expect(mask(own: 7, ofRun: 1) == mask(ofRun: 7))
    #expect(mask(ofRun: 1) != mask(ofRun: 7))
  }

  @Test(arguments: [
    ([4, 6, 5], [4, 1, 5]), ([4, 6, 5], [4, 1, 1]), ([3, 7], [3, 7]), ([3, 7], [1, 7]),
  ])
  func noiseShapeSharesTheMask(shape: [Int], noise: [Int]) throws {
    let mask = try #require(Broadcast(shape, noise))
    let (fast, exact) = dropout(Samples.uniform(mask.count), rate: 0.5, mask: mask, layer: 0, step: 1, seed: 9)
    #expect(distance(fast, exact) < 1e-6)
  }

  @Test func shufflesAreOrdersOfTheirKeyAndEpochAlone() {
    let key = RandomKey(seed: 5, purpose: .shuffle)
    func order(_ epoch: Int) -> [Int] {
      var order = Array(0..<1000)
      key.shuffle(&order, step: epoch)
      return order
    }
    #expect(order(0).sorted() == Array(0..<1000))
    #expect(order(0) == order(0))
    #expect(order(0) != order(1))
  }

  @Test func shufflesAreFair() {
    let key = RandomKey(seed: 5, purpose: .shuffle)
    var seen: [[Int]: Int] = [:]
    for epoch in 0..<6000 {
      var order = [0, 1, 2]
      key.shuffle(&order, step: epoch)
      seen[order, default: 0] += 1
    }
    #expect(seen.count == 6)
    #expect(seen.values.allSatisfy { abs($0 - 1000) < 150 })
  }
}

@Suite struct InitializerTests {
  static let key = RandomKey(seed: 42, purpose: .initializer, index: 1)

  static func fill(_ initializer: Initializer, _ shape: [Int]) -> [Double] {
    Samples.output(shape.reduce(1, *)) { initializer.fill($0, shape: shape, key: key) }.doubles
  }

  static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance.squareRoot())
  }

  @Test(
    arguments: [
      (.randomNormal(mean: 1, standardDeviation: 2), 1, 2, 20),
      (.truncatedNormal(mean: 0, standardDeviation: 1), 0, 0.8796256610342398, 2),
      (.randomUniform(minimum: -1, maximum: 3), 1, 4 / 3.4641016151377544, 2),
      (.glorotUniform, 0, 0.08164965809277261, 0.1414213562373095),
      (.glorotNormal, 0, 0.08164965809277261, 0.186),
      (.heNormal, 0, 0.1, 0.23), (.heUniform, 0, 0.1, 0.17320508075688773),
      (.lecunNormal, 0, 0.07071067811865475, 0.161),
      (.lecunUniform, 0, 0.07071067811865475, 0.1224744871391589),
      (.varianceScaling(scale: 1, mode: .fanOut, distribution: .untruncatedNormal), 0, 0.1, 1),
    ] as [(Initializer, Double, Double, Double)])
  func hasItsMomentsAndBounds(_ initializer: Initializer, mean: Double, deviation: Double, reach: Double) {
    let values = Self.fill(initializer, [200, 100])
    let moments = Self.moments(values)
    #expect(abs(moments.mean - mean) < 5 * deviation / 141)
    #expect(abs(moments.deviation / deviation - 1) < 0.02)
    #expect(values.allSatisfy { abs($0 - mean) <= reach * 1.0001 })
  }

  @Test func normalsFollowTheNormalDistribution() {
    let values = Self.fill(.randomNormal(mean: 0, standardDeviation: 1), [200_000])
    for z in [-3, -2, -1, -0.5, 0, 0.25, 1, 1.5, 2.5] {
      let share = Double(values.count { $0 < z }) / 200_000
      let exact = (1 + Double.erf(z / 2.0.squareRoot())) / 2
      #expect(abs(share - exact) < 5 * (exact * (1 - exact) / 200_000).squareRoot())
    }
  }

  @Test func fansOfAConvolutionCountItsReceptiveField() {
    // 3 × 3 over 8 channels into 16 filters: fan-in 72, fan-out 144.
    let uniform = Self.fill(.glorotUniform, [3, 3, 8, 16])
    #expect(uniform.allSatisfy { abs($0) <= (6.0 / 216).squareRoot() })
    #expect(uniform.contains { abs($0) > 0.99 * (6.0 / 216).squareRoot() })
    #expect(Self.fill(.lecunUniform, [50]).allSatisfy { abs($0) <= (3.0 / 50).squareRoot() })
  }

  @Test(arguments: [[5, 5], [40, 7], [7, 40], [3, 3, 4, 8], [1, 6], [64, 256]])
  func orthogonalIsOrthogonal(shape: [Int]) {
    let values = Self.fill(.orthogonal(gain: 1.5), shape)
    let columns = shape.last!
    let rows = values.count / columns
    let vectors = rows >= columns ? columns : rows
    let length = max(rows, columns)
    func element(_ v: Int, _ i: Int) -> Double {
      rows >= columns ? values[i * columns + v] : values[v * columns + i]
    }
    for a in 0..<vectors {
      for b in 0...a {
        let dot = (0..<length).reduce(0) { $0 + element(a, $1) * element(b, $1) }
        #expect(abs(dot - (a == b ? 2.25 : 0)) < 2e-6)
      }
    }
  }

  @Test func constantsAndIdentity() {
    #expect(Self.fill(.zeros, [3]) == [0, 0, 0])
    #expect(Self.fill(.ones, [2, 2]) == [1, 1, 1, 1])
    #expect(Self.fill(.identity(gain: 2), [2, 3]) == [2, 0, 0, 0, 2, 0])
  }

  @Test func unacceptedShapesGiveZeros() {
    #expect(!Initializer.orthogonal(gain: 1).accepts(shape: [3]))
    #expect(Self.fill(.orthogonal(gain: 1), [3]) == [0, 0, 0])
    #expect(Self.fill(.identity(gain: 1), [2, 2, 1]) == [0, 0, 0, 0])
  }
}
