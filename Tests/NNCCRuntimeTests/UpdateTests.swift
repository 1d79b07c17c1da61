import NNCCRuntime
import Testing

@Suite struct UpdateTests {
  static let optimizers: [Optimizer] = [
    .sgd(momentum: 0, nesterov: false), .sgd(momentum: 0.9, nesterov: false),
    .sgd(momentum: 0.9, nesterov: true),
    .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false),
    .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: true),
    .adamax(beta1: 0.9, beta2: 0.999, epsilon: 1e-7), .nadam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7),
    .rmsprop(rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false),
    .rmsprop(rho: 0.9, momentum: 0.5, epsilon: 1e-7, centered: false),
    .rmsprop(rho: 0.9, momentum: 0, epsilon: 1e-7, centered: true),
    .rmsprop(rho: 0.9, momentum: 0.5, epsilon: 1e-7, centered: true),
    .adagrad(initialAccumulator: 0.1, epsilon: 1e-7), .adadelta(rho: 0.95, epsilon: 1e-7),
    .ftrl(learningRatePower: -0.5, initialAccumulator: 0.1, l1: 0.01, l2: 0.02, l2Shrinkage: 0.03, beta: 0.1),
    .ftrl(learningRatePower: -0.4, initialAccumulator: 0.1, l1: 0, l2: 0, l2Shrinkage: 0, beta: 0),
  ]

  static func slots(_ optimizer: Optimizer, count: Int) -> [Float] {
    (0..<optimizer.slotCount).flatMap { [Float](repeating: optimizer.initialValue(ofSlot: $0), count: count) }
  }

  @Test(arguments: optimizers) func agreesWithTheReferenceOverManySteps(_ optimizer: Optimizer) {
    for count in Samples.oddSizes where count > 0 {
      var (w, slots) = (Samples.uniform(count), Self.slots(optimizer, count: count))
      var (exactW, exactSlots) = (w.doubles, slots.doubles)
      for iteration in 0..<5 {
        let gradient = Samples.uniform(count, seed: UInt64(iteration + 2))
        let step = UpdateStep(
          iteration: iteration, learningRate: 0.01, gradientScale: 0.8, clipValue: 1, weightDecay: 0.05)
        Kernels.update(
          optimizer, parameter: &w, gradient: gradient, slots: &slots, slotStride: count, count: count,
          step: step, pool: serial)
        ReferenceKernels.update(
          optimizer, parameter: &exactW, gradient: gradient.doubles, slots: &exactSlots, slotStride: count,
          count: count, step: step)
      }
      #expect(distance(w, exactW) < 2e-5)
      #expect(distance(slots, exactSlots) < 2e-5)
    }
  }

  @Test(arguments: optimizers) func slotsHaveNames(_ optimizer: Optimizer) {
    #expect(optimizer.slotNames.count == optimizer.slotCount)
    #expect(Set(optimizer.slotNames).count == optimizer.slotCount)
  }

  /// Three steps of keras 3.15.1 with the TensorFlow backend.
  @Test(
    arguments: [
      (optimizers[0], 0.1, [0.53500003, -1.045, 2.27, -0.2]),
      (optimizers[1], 0.1, [0.5629, -1.0333, 2.2187002, -0.551]),
      (optimizers[2], 0.1, [0.59161, -1.07497, 2.46683, -0.6959]),
      (optimizers[3], 0.01, [0.49996325, -0.9974019, 1.9891413, -0.023852482]),
      (optimizers[4], 0.01, [0.49996325, -0.9974019, 1.9891447, -0.023852482]),
      (optimizers[5], 0.01, [0.4966724, -0.9957449, 1.9886496, -0.020605026]),
      (optimizers[6], 0.01, [0.49889237, -1.0053631, 1.9992069, -0.01674024]),
      (optimizers[7], 0.01, [0.49618974, -1.0189339, 1.9998728, -0.046598494]),
      (optimizers[8], 0.01, [0.48800808, -1.0078118, 1.9761559, -0.084601276]),
      (optimizers[9], 0.01, [0.49546686, -1.018456, 1.9995707, -0.050791826]),
      (optimizers[10], 0.01, [0.48653254, -1.0060825, 1.9745709, -0.09148787]),
      (optimizers[11], 0.1, [0.54487765, -1.0685397, 2.0301361, -0.14341894]),
      (optimizers[12], 1, [0.5002699, -1.0021631, 2.0005517, -0.0020937147]),
      (optimizers[13], 0.1, [0.050857492, -0.1648505, 0.4545867, -0.13107187]),
      (optimizers[14], 0.1, [0.06226081, -0.1893944, 0.5181068, -0.15197745]),
    ] as [(Optimizer, Float, [Double])])
  func matchesKeras(_ optimizer: Optimizer, learningRate: Float, _ known: [Double]) {
    let w = Self.threeSteps(optimizer, learningRate: learningRate)
    #expect(distance(w, known) < 1e-6)
  }

  static let gradients: [[Float]] = [[0.1, -0.2, 0.3, 1], [-0.5, 0.25, 0, 2], [0.05, 0.4, -3, -1]]

  static func threeSteps(
    _ optimizer: Optimizer, learningRate: Float, clipNorm: Float? = nil, clipValue: Float = .infinity,
    weightDecay: Float = 0
  ) -> [Float] {
    var (w, slots): ([Float], [Float]) = ([0.5, -1, 2, 0], slots(optimizer, count: 4))
    for (iteration, gradient) in gradients.enumerated() {
      let squares = Kernels.sum(.squares, gradient, count: 4, pool: serial)
      let step = UpdateStep(
        iteration: iteration, learningRate: learningRate,
        gradientScale: clipNorm.map { UpdateStep.scale(squares: squares, bound: $0) } ?? 1, clipValue: clipValue,
        weightDecay: weightDecay)
      Kernels.update(
        optimizer, parameter: &w, gradient: gradient, slots: &slots, slotStride: 4, count: 4, step: step,
        pool: serial)
    }
    return w
  }

  @Test func clippingAndDecayMatchKeras() {
    let norm = Self.threeSteps(Self.optimizers[0], learningRate: 0.1, clipNorm: 0.5)
    #expect(distance(norm, [0.5065714, -1.0029272, 2.0330045, -0.07929917]) < 1e-6)
    let value = Self.threeSteps(Self.optimizers[0], learningRate: 0.1, clipValue: 0.3)
    #expect(distance(value, [0.515, -1.035, 2, -0.03]) < 1e-6)
    let adamw = Self.threeSteps(Self.optimizers[3], learningRate: 0.01, weightDecay: 0.1)
    #expect(distance(adamw, [0.49847877, -0.9944233, 1.983174, -0.023822842]) < 1e-6)
  }

  @Test func aGradientThatIsNotFiniteShows() {
    #expect(UpdateStep.scale(squares: .infinity, bound: 1).isNaN)
    #expect(UpdateStep.scale(squares: .nan, bound: 1).isNaN)
    #expect(UpdateStep.scale(squares: 16, bound: 1) == 0.25 && UpdateStep.scale(squares: 0.25, bound: 1) == 1)
    var w: [Float] = [1]
    Kernels.update(
      .sgd(momentum: 0, nesterov: false), parameter: &w, gradient: [.nan], slots: nil, slotStride: 0,
      count: 1,
      step: UpdateStep(iteration: 0, learningRate: 1, clipValue: 1), pool: serial)
    #expect(w[0].isNaN)
  }

  @Test func nadamStaysFiniteAtLateIterations() {
    let step = UpdateStep(iteration: 5_000_000, learningRate: 0.01)
    var (w, slots): ([Float], [Float]) = ([1], [0.5, 0.25])
    Kernels.update(
      .nadam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7), parameter: &w, gradient: [0.5], slots: &slots,
      slotStride: 1, count: 1, step: step, pool: serial)
    #expect(abs(w[0] - 0.99) < 1e-4)
  }

  /// At iterations 0, 5, 10, 13, 27 and 40, from keras 3.15.1.
  @Test(
    arguments: [
      (.constant(0.1), [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]),
      (
        .exponentialDecay(initial: 0.1, decaySteps: 10, decayRate: 0.5, staircase: false),
        [0.1, 0.07071068, 0.05, 0.04061262, 0.015389306, 0.00625]
      ),
      (
        .exponentialDecay(initial: 0.1, decaySteps: 10, decayRate: 0.5, staircase: true),
        [0.1, 0.1, 0.05, 0.05, 0.025, 0.00625]
      ),
      (.piecewiseConstant(boundaries: [5, 10], values: [1, 0.5, 0.1]), [1, 1, 0.5, 0.1, 0.1, 0.1]),
      (
        .cosineDecay(initial: 0.1, decaySteps: 20, alpha: 0.1, warmupTarget: nil, warmupSteps: 0),
        [0.1, 0.08681981, 0.055, 0.034570433, 0.01, 0.01]
      ),
      (
        .cosineDecay(initial: 0, decaySteps: 20, alpha: 0, warmupTarget: 0.1, warmupSteps: 10),
        [0, 0.05, 0.1, 0.094550326, 0.0054496708, 0]
      ),
      (
        .inverseTimeDecay(initial: 0.1, decaySteps: 10, decayRate: 0.5, staircase: false),
        [0.1, 0.08, 0.06666667, 0.060606062, 0.042553194, 0.033333335]
      ),
      (
        .inverseTimeDecay(initial: 0.1, decaySteps: 10, decayRate: 0.5, staircase: true),
        [0.1, 0.1, 0.06666667, 0.06666667, 0.05, 0.033333335]
      ),
      (
        .polynomialDecay(initial: 0.1, decaySteps: 10, end: 0.01, power: 2, cycle: false),
        [0.1, 0.0325, 0.01, 0.01, 0.01, 0.01]
      ),
      (
        .polynomialDecay(initial: 0.1, decaySteps: 10, end: 0.01, power: 2, cycle: true),
        [0.1, 0.0325, 0.01, 0.021025002, 0.0109, 0.01]
      ),
    ] as [(LearningRate, [Double])])
  func schedulesMatchKeras(_ schedule: LearningRate, _ known: [Double]) {
    #expect(distance([0, 5, 10, 13, 27, 40].map { schedule.value(at: $0) }, known) < 1e-7)
  }
}

@Suite struct PenaltyTests {
  static let regularizers: [Regularizer] = [
    .l1l2(l1: 0.1, l2: 0.2), .l1l2(l1: 0, l2: 0.3), .orthogonal(factor: 0.1, mode: .rows),
    .orthogonal(factor: 0.1, mode: .columns),
  ]

  @Test(arguments: regularizers, [(1, 1), (3, 2), (4, 19), (17, 5)])
  func penaltyAndGradientAgreeWithTheReference(_ regularizer: Regularizer, _ shape: (Int, Int)) {
    let count = shape.0 * shape.1
    let w = Samples.uniform(count)
    var scratch = [Float](
      repeating: 0, count: Kernels.regularizerScratchWords(regularizer, count: count, columns: shape.1) + 1)
    scratch[scratch.count - 1] = -77
    var (gradient, exactGradient) = (
      [Float](repeating: 1, count: count), [Double](repeating: 1, count: count)
    )
    let penalty = Kernels.regularize(
      regularizer, parameter: w, addingTo: &gradient, count: count, columns: shape.1, scratch: &scratch,
      pool: serial)
    let exact = ReferenceKernels.regularize(
      regularizer, parameter: w.doubles, addingTo: &exactGradient, count: count, columns: shape.1)
    #expect(scratch.last == -77)
    #expect(abs(penalty - exact) < 1e-6 * (1 + exact))
    #expect(distance(gradient, exactGradient) < 1e-6)
    let numeric = centralDifferences(w.doubles) {
      ReferenceKernels.regularize(regularizer, parameter: $0, addingTo: nil, count: count, columns: shape.1)
    }
    #expect(zip(exactGradient, numeric).allSatisfy { abs($0 - 1 - $1) < 1e-6 })
  }

  @Test(
    arguments: [
      (
        .rows, 0.082436994,
        [-0.00078546908, 0.0068728793, -0.00069772173, 0.0044853594, 0.044303387, -0.036919497]
      ),
      (
        .columns, 0.08432869,
        [-0.0020572818, 0.027458258, 0.00058400352, 0.019797493, 0.0091449544, -0.04140257]
      ),
    ] as [(Regularizer.OrthogonalMode, Double, [Double])])
  func orthogonalMatchesKeras(_ mode: Regularizer.OrthogonalMode, _ penalty: Double, _ slopes: [Double]) {
    let regularizer = Regularizer.orthogonal(factor: 0.1, mode: mode)
    var scratch = [Float](
      repeating: 0, count: Kernels.regularizerScratchWords(regularizer, count: 6, columns: 2))
    var gradient = [Float](repeating: 0, count: 6)
    let value = Kernels.regularize(
      regularizer, parameter: [3.5, 0.4, 4.5, 0.7, 0.5, 0.6], addingTo: &gradient, count: 6, columns: 2,
      scratch: &scratch, pool: serial)
    #expect(abs(value - penalty) < 1e-7)
    #expect(distance(gradient, slopes) < 1e-7)
  }

  @Test(arguments: [
    ([7], [0]), ([3, 5], [0]), ([3, 5], [1]), ([3, 5], [-1]), ([3, 3, 4, 70], [0, 1, 2]),
    ([3, 3, 4, 70], [3]),
    ([4, 5, 6], [0, 2]), ([4, 5, 6], [1]), ([2, 3], [0, 1]),
  ])
  func constraintsAgreeWithTheReference(shape: [Int], axes: [Int]) throws {
    let sizes = try #require(Axes(shape))
    let reduced = try #require(Axes(axes))
    for constraint in [
      Constraint.maxNorm(maximum: 1, axes: reduced), .nonNegative, .unitNorm(axes: reduced),
      .minMaxNorm(minimum: 0.5, maximum: 1, rate: 0.7, axes: reduced),
    ] {
      var w = Samples.uniform(sizes.product)
      var exact = w.doubles
      Kernels.constrain(constraint, parameter: &w, shape: sizes, pool: serial)
      ReferenceKernels.constrain(constraint, parameter: &exact, shape: sizes)
      #expect(distance(w, exact) < 1e-6)
    }
  }

  @Test(
    arguments: [
      (.maxNorm(maximum: 2, axes: [0]), [1.2, -0.09999996, 1.6, 0.19999991, 0, 0.09999996]),
      (.unitNorm(axes: [0]), [0.6, -0.4082481, 0.8, 0.8164962, 0, 0.4082481]),
      (
        .minMaxNorm(minimum: 0.5, maximum: 1, rate: 0.7, axes: [0]),
        [1.32, -0.17288682, 1.76, 0.34577364, 0, 0.17288682]
      ),
      (.unitNorm(axes: [1]), [0.9994449, -0.033314828, 0.99875236, 0.04993762, 0, 0.99999905]),
    ] as [(Constraint, [Double])])
  func constraintsMatchKeras(_ constraint: Constraint, _ known: [Double]) throws {
    var w: [Float] = [3, -0.1, 4, 0.2, 0, 0.1]
    Kernels.constrain(constraint, parameter: &w, shape: try #require(Axes([3, 2])), pool: serial)
    #expect(distance(w, known) < 1e-6)
  }
}
