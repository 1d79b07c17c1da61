import NNCCReference
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

  /// A parameter, and what an optimizer keeps for it.
  struct Trained<Scalar: ReferenceScalar> {
    typealias Place = UnsafeMutablePointer<Scalar>

    let optimizer: Optimizer
    let count: Int
    let parameter: Place
    let slots: [Place]

    init(_ optimizer: Optimizer, _ values: [Scalar]) {
      (self.optimizer, count, parameter) = (optimizer, values.count, Samples.place(values))
      slots = (0..<optimizer.slotCount).map {
        Samples.place([Scalar](repeating: Scalar(optimizer.initialValue(ofSlot: $0)), count: values.count))
      }
    }

    func update(
      gradient: [Scalar], factor: Place? = nil, clipValue: Float? = nil, weightDecay: Float? = nil
    ) -> Kernels.Update<Place> {
      .init(
        optimizer, parameter, gradient: Samples.place(gradient), slots: .init(slots), count: count, factor: factor,
        clipValue: clipValue, weightDecay: weightDecay)
    }

    var values: [Scalar] { Array(UnsafeBufferPointer(start: parameter, count: count)) }
    var slotValues: [Scalar] { slots.flatMap { UnsafeBufferPointer(start: $0, count: count) } }
  }

  static func machine(iteration: Int, learningRate: Float) -> Kernels.Machine {
    Kernels.Machine(serialPool, RunContext(iteration: iteration, learningRate: learningRate))
  }

  @Test(arguments: optimizers) func agreesWithTheReferenceOverManySteps(_ optimizer: Optimizer) {
    for count in Samples.oddSizes where count > 0 {
      let w = Samples.uniform(count)
      let (fast, exact) = (Trained(optimizer, w), Trained(optimizer, w.doubles))
      for iteration in 0..<5 {
        let gradient = Samples.uniform(count, seed: UInt64(iteration + 2))
        let machine = Self.machine(iteration: iteration, learningRate: 0.01)
        fast.update(gradient: gradient, factor: Samples.place([0.8]), clipValue: 1, weightDecay: 0.05).run(on: machine)
        ReferenceMachine<Double>(machine.context).visit(
          exact.update(gradient: gradient.doubles, factor: Samples.place([0.8]), clipValue: 1, weightDecay: 0.05))
      }
      #expect(distance(fast.values, exact.values) < 2e-5)
      #expect(distance(fast.slotValues, exact.slotValues) < 2e-5)
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
    _ optimizer: Optimizer, learningRate: Float, clipNorm: Float? = nil, clipValue: Float? = nil,
    weightDecay: Float? = nil
  ) -> [Float] {
    let trained = Trained<Float>(optimizer, [0.5, -1, 2, 0])
    for (iteration, gradient) in gradients.enumerated() {
      let factor = clipNorm.map { limit in
        let (squares, factor) = (Samples.place([Float(0), 0]), Samples.place([Float(0)]))
        Kernels.SquaredNorm(of: Samples.place(gradient), squares, count: 4).run(on: serial)
        Kernels.NormLimit(squares, factor, limit: limit).run(on: serial)
        return factor
      }
      trained.update(gradient: gradient, factor: factor, clipValue: clipValue, weightDecay: weightDecay)
        .run(on: machine(iteration: iteration, learningRate: learningRate))
    }
    return trained.values
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
    func factor(squares: Double) -> Float {
      let words = Samples.place([Float(0), 0])
      UnsafeMutableRawPointer(words).storeBytes(of: squares, as: Double.self)
      return Samples.output(1) { Kernels.NormLimit(words, $0, limit: 1).run(on: serial) }[0]
    }
    #expect(factor(squares: .infinity).isNaN)
    #expect(factor(squares: .nan).isNaN)
    #expect(factor(squares: 16) == 0.25 && factor(squares: 0.25) == 1)
    let trained = Trained<Float>(.sgd(momentum: 0, nesterov: false), [1])
    trained.update(gradient: [.nan], clipValue: 1).run(on: Self.machine(iteration: 0, learningRate: 1))
    #expect(trained.values[0].isNaN)
  }

  @Test func aNormIsOfAllGradientsThatAreAdded() {
    let gradients = [Samples.uniform(100), Samples.uniform(5_000, seed: 2)]
    let (squares, exactSquares) = (Samples.place([Float(0), 0]), Samples.place([0.0, 0]))
    for (index, gradient) in gradients.enumerated() {
      Kernels.SquaredNorm(of: Samples.place(gradient), squares, count: gradient.count, adding: index > 0)
        .run(on: serial)
      ReferenceMachine<Double>().visit(
        Kernels.SquaredNorm(
          of: Samples.place(gradient.doubles), exactSquares, count: gradient.count, adding: index > 0))
    }
    let factor = Samples.output(1) { Kernels.NormLimit(squares, $0, limit: 2).run(on: serial) }
    let exact = Samples.output(1, of: Double.self) {
      ReferenceMachine<Double>().visit(Kernels.NormLimit(exactSquares, $0, limit: 2))
    }
    #expect(exact[0] < 0.1 && distance(factor, exact) < 1e-7)
  }

  @Test func nadamStaysFiniteAtLateIterations() {
    let trained = Trained<Float>(.nadam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7), [1])
    (trained.slots[0][0], trained.slots[1][0]) = (0.5, 0.25)
    trained.update(gradient: [0.5]).run(on: Self.machine(iteration: 5_000_000, learningRate: 0.01))
    #expect(abs(trained.values[0] - 0.99) < 1e-4)
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

  /// The penalty, and its gradient added to `start`.
  static func penalty(
    _ regularizer: Regularizer, _ w: [Float], columns: Int, addingTo start: Float = 0
  ) -> (amount: Double, gradient: [Float]) {
    let (count, tensor) = (w.count, Samples.place(w))
    let words = Kernels.regularizerScratchWords(regularizer, count: count, columns: columns)
    var amount: [Float] = []
    var gradient: [Float] = []
    _ = Samples.output(words) { scratch in
      amount = Samples.output(1) {
        Kernels.Penalty(regularizer, of: tensor, $0, count: count, columns: columns, scratch: scratch).run(on: serial)
      }
    }
    _ = Samples.output(words) { scratch in
      gradient = Samples.output(count) {
        $0.update(repeating: start, count: count)
        Kernels.PenaltyGradient(
          regularizer, of: tensor, addingTo: $0, count: count, columns: columns, scratch: scratch
        ).run(on: serial)
      }
    }
    return (Double(amount[0]), gradient)
  }

  static func exactPenalty(_ regularizer: Regularizer, _ w: [Double], columns: Int) -> Double {
    Samples.output(1, of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.Penalty(
          regularizer, of: Samples.place(w), $0, count: w.count, columns: columns, scratch: Samples.place([])))
    }[0]
  }

  @Test(arguments: regularizers, [(1, 1), (3, 2), (4, 19), (17, 5)])
  func penaltyAndGradientAgreeWithTheReference(_ regularizer: Regularizer, _ shape: (Int, Int)) {
    let count = shape.0 * shape.1
    let w = Samples.uniform(count)
    let (penalty, gradient) = Self.penalty(regularizer, w, columns: shape.1, addingTo: 1)
    let exact = Self.exactPenalty(regularizer, w.doubles, columns: shape.1)
    let exactGradient = Samples.output(count, of: Double.self) {
      $0.update(repeating: 1, count: count)
      ReferenceMachine<Double>().visit(
        Kernels.PenaltyGradient(
          regularizer, of: Samples.place(w.doubles), addingTo: $0, count: count, columns: shape.1,
          scratch: Samples.place([])))
    }
    #expect(abs(penalty - exact) < 1e-6 * (1 + exact))
    #expect(distance(gradient, exactGradient) < 1e-6)
    let numeric = centralDifferences(w.doubles) { Self.exactPenalty(regularizer, $0, columns: shape.1) }
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
    let (value, gradient) = Self.penalty(regularizer, [3.5, 0.4, 4.5, 0.7, 0.5, 0.6], columns: 2)
    #expect(abs(value - penalty) < 1e-7)
    #expect(distance(gradient, slopes) < 1e-7)
  }

  static func constrained(_ w: [Float], _ constraint: Constraint, shape: Axes) -> [Float] {
    Samples.output(w.count) {
      $0.update(from: w, count: w.count)
      Kernels.Constrain($0, to: constraint, shape: shape).run(on: serial)
    }
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
      let w = Samples.uniform(sizes.product)
      let exact = Samples.output(w.count, of: Double.self) {
        $0.update(from: w.doubles, count: w.count)
        ReferenceMachine<Double>().visit(Kernels.Constrain($0, to: constraint, shape: sizes))
      }
      #expect(distance(Self.constrained(w, constraint, shape: sizes), exact) < 1e-6)
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
  func constraintsMatchKeras(_ constraint: Constraint, _ known: [Double]) {
    let w = Self.constrained([3, -0.1, 4, 0.2, 0, 0.1], constraint, shape: [3, 2])
    #expect(distance(w, known) < 1e-6)
  }
}
