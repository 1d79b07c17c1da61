import NNCCReference
import NNCCRuntime
import Testing

@Suite struct SoftmaxTests {
  static let shapes = [(1, 1), (3, 10), (2, 16), (5, 17), (4, 33), (2, 1000), (7, 64)]

  static func softmax(_ x: [Float], rows: Int, columns: Int, isLogarithmic: Bool = false) -> [Float] {
    Samples.output(x.count) {
      Kernels.Softmax(Samples.place(x), $0, rows: rows, columns: columns, isLogarithmic: isLogarithmic).run(on: serial)
    }
  }

  static func exactSoftmax(_ x: [Double], rows: Int, columns: Int, isLogarithmic: Bool) -> [Double] {
    Samples.output(x.count, of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.Softmax(Samples.place(x), $0, rows: rows, columns: columns, isLogarithmic: isLogarithmic))
    }
  }

  static func exactGradient(
    fromOutput y: [Double], _ dy: [Double], rows: Int, columns: Int, isLogarithmic: Bool
  ) -> [Double] {
    Samples.output(y.count, of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.SoftmaxGradient(
          fromOutput: Samples.place(y), Samples.place(dy), $0, rows: rows, columns: columns,
          isLogarithmic: isLogarithmic))
    }
  }

  @Test(arguments: shapes) func agreesWithTheReference(rows: Int, columns: Int) {
    let count = rows * columns
    let (x, dy) = (Samples.uniform(count, -20, 20), Samples.uniform(count, seed: 2))
    for isLogarithmic in [false, true] {
      let y = Self.softmax(x, rows: rows, columns: columns, isLogarithmic: isLogarithmic)
      let exact = Self.exactSoftmax(x.doubles, rows: rows, columns: columns, isLogarithmic: isLogarithmic)
      #expect(distance(y, exact) < 1e-6)

      let dx = Samples.output(count) {
        Kernels.SoftmaxGradient(
          fromOutput: Samples.place(y), Samples.place(dy), $0, rows: rows, columns: columns,
          isLogarithmic: isLogarithmic
        ).run(on: serial)
      }
      let exactGradient = Self.exactGradient(
        fromOutput: exact, dy.doubles, rows: rows, columns: columns, isLogarithmic: isLogarithmic)
      #expect(distance(dx, exactGradient) < (isLogarithmic ? 2e-5 : 2e-6))
    }
  }

  @Test(arguments: [false, true]) func referenceGradientsAreTheDerivative(isLogarithmic: Bool) {
    let (x, dy) = (Samples.uniform(6).doubles, Samples.uniform(6, seed: 2).doubles)
    func forward(_ x: [Double]) -> [Double] {
      Self.exactSoftmax(x, rows: 2, columns: 3, isLogarithmic: isLogarithmic)
    }
    let gradient = Self.exactGradient(
      fromOutput: forward(x), dy, rows: 2, columns: 3, isLogarithmic: isLogarithmic)
    let numeric = centralDifferences(x) { zip(forward($0), dy).reduce(0) { $0 + $1.0 * $1.1 } }
    #expect(zip(gradient, numeric).allSatisfy { abs($0 - $1) < 1e-8 })
  }

  @Test(arguments: shapes) func givesARowTheSameBitsAloneAndAmongOthers(rows: Int, columns: Int) {
    let x = Samples.uniform(rows * columns)
    let all = Self.softmax(x, rows: rows, columns: columns)
    let alone = (0..<rows).flatMap { row in
      Self.softmax(Array(x[row * columns..<(row + 1) * columns]), rows: 1, columns: columns)
    }
    #expect(all.bits == alone.bits)
  }

  @Test func isStableForLargeLogitsAndPassesNaN() {
    let y = Self.softmax([1000, 1001, 999, .nan, 0, 1, -.infinity, 2, 2], rows: 3, columns: 3)
    #expect(abs(y[0] - 0.24472847) < 1e-6)
    #expect(y[3...5].allSatisfy { $0.isNaN })
    #expect(y[6...8] == [0, 0.5, 0.5])
  }
}

@Suite struct LossTests {
  static let ofValues: [Loss] = [
    .meanSquaredError, .meanAbsoluteError, .huber(delta: 0.7), .poisson, .hinge, .cosineSimilarity,
  ]
  static let ofProbabilities: [Loss] = [
    .klDivergence, .binaryCrossentropy(fromLogits: false, labelSmoothing: 0),
    .binaryCrossentropy(fromLogits: false, labelSmoothing: 0.2),
    .categoricalCrossentropy(fromLogits: false, labelSmoothing: 0),
    .categoricalCrossentropy(fromLogits: false, labelSmoothing: 0.1),
  ]
  static let ofLogits: [Loss] = [
    .binaryCrossentropy(fromLogits: true, labelSmoothing: 0.1),
    .categoricalCrossentropy(fromLogits: true, labelSmoothing: 0),
    .categoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1),
  ]
  static let ofLabels: [Loss] = [
    .sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0),
    .sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1),
    .sparseCategoricalCrossentropy(fromLogits: false, labelSmoothing: 0),
  ]
  static let shapes = [(1, 1), (3, 10), (4, 16), (5, 17), (2, 100), (9, 3)]

  /// Predictions and targets that a loss is meant for.
  struct Case {
    let loss: Loss
    let rows: Int
    let classes: Int
    let prediction: [Float]
    let target: [Float]
    let labels: [Int32]

    init(_ loss: Loss, rows: Int, classes: Int) {
      let count = rows * classes
      let probabilities = LossTests.ofProbabilities.contains(loss) || loss == LossTests.ofLabels[2]
      self.init(
        loss, rows: rows, classes: classes,
        prediction: probabilities
          ? Samples.uniform(count, 0.1, 0.9)
          : loss == .poisson ? Samples.uniform(count, 0.1, 3) : Samples.uniform(count, -6, 6),
        target: loss == .meanSquaredError || loss == .meanAbsoluteError || loss == .cosineSimilarity
          ? Samples.uniform(count, seed: 2)
          : loss == .hinge
            ? Samples.uniform(count, seed: 2).map { $0 > 0 ? 1 : 0 }
            : Samples.distributions(rows: rows, columns: classes, seed: 2),
        labels: Samples.uniform(rows, 0, Float(classes), seed: 3).map { Int32($0) })
    }

    /// - Parameter target: or labels, as the loss takes them
    init(
      _ loss: Loss, rows: Int, classes: Int, prediction: [Float], target: [Float] = [], labels: [Int32] = []
    ) {
      (self.loss, self.rows, self.classes) = (loss, rows, classes)
      (self.prediction, self.target, self.labels) = (prediction, target, labels)
    }

    /// The targets as the kernel takes them: labels as whole numbers in the place of floats.
    var words: [Float] {
      loss.takesLabels ? labels.map { Float(bitPattern: UInt32(bitPattern: $0)) } : target
    }

    /// As the reference does.
    var numbers: [Double] { loss.takesLabels ? labels.map(Double.init) : target.doubles }

    func run(
      scale: Float = 0.5, weights: [Float]? = nil, on machine: Kernels.Machine = serial
    ) -> (total: Double, rows: [Float], gradient: [Float]) {
      var amount: [Float] = []
      var gradient: [Float] = []
      let rowLosses = Samples.output(rows) { rowLosses in
        gradient = Samples.output(rows * classes) { gradient in
          amount = Samples.output(1) {
            Kernels.RowLosses(
              loss, prediction: Samples.place(prediction), target: Samples.place(words),
              weights: weights.map(Samples.place), amount: $0, rowLosses: rowLosses, gradient: gradient, rows: rows,
              classes: classes, scale: scale
            ).run(on: machine)
          }
        }
      }
      return (Double(amount[0]), rowLosses, gradient)
    }

    func reference(
      _ prediction: [Double], weights: [Double]? = nil
    ) -> (total: Double, rows: [Double], gradient: [Double]) {
      var amount: [Double] = []
      var gradient: [Double] = []
      let rowLosses = Samples.output(rows, of: Double.self) { rowLosses in
        gradient = Samples.output(rows * classes, of: Double.self) { gradient in
          amount = Samples.output(1, of: Double.self) {
            ReferenceMachine<Double>().visit(
              Kernels.RowLosses(
                loss, prediction: Samples.place(prediction), target: Samples.place(numbers),
                weights: weights.map(Samples.place), amount: $0, rowLosses: rowLosses, gradient: gradient, rows: rows,
                classes: classes, scale: 0.5))
          }
        }
      }
      return (amount[0], rowLosses, gradient)
    }
  }

  @Test(arguments: ofValues + ofProbabilities + ofLogits + ofLabels, shapes)
  func agreesWithTheReference(_ loss: Loss, _ shape: (Int, Int)) {
    let example = Case(loss, rows: shape.0, classes: shape.1)
    let weights = Samples.uniform(shape.0, 0, 2, seed: 4)
    let fast = example.run(weights: weights)
    let exact = example.reference(example.prediction.doubles, weights: weights.doubles)
    #expect(distance(fast.rows, exact.rows) < 2e-6)
    #expect(distance(fast.gradient, exact.gradient) < 2e-6)
    #expect(abs(fast.total - exact.total) < 1e-5 * (1 + abs(exact.total)))
  }

  @Test(arguments: ofValues + ofProbabilities + ofLogits + ofLabels)
  func referenceGradientIsTheDerivative(_ loss: Loss) {
    let example = Case(loss, rows: 2, classes: 5)
    let prediction = example.prediction.doubles
    let gradient = example.reference(prediction).gradient
    let numeric = centralDifferences(prediction) { example.reference($0).total }
    #expect(zip(gradient, numeric).allSatisfy { abs($0 - $1) < 1e-6 * (1 + abs($1)) })
  }

  @Test(arguments: ofValues + ofProbabilities + ofLogits + ofLabels)
  func givesARowTheSameBitsAloneAndAmongOthers(_ loss: Loss) {
    let all = Case(loss, rows: 6, classes: 21)
    let (total, rows, gradient) = all.run()
    #expect(total.isFinite)
    for row in 0..<6 {
      let cells = row * 21..<(row + 1) * 21
      let alone = Case(
        loss, rows: 1, classes: 21, prediction: Array(all.prediction[cells]), target: Array(all.target[cells]),
        labels: [all.labels[row]]
      ).run()
      #expect(alone.rows[0].bitPattern == rows[row].bitPattern)
      #expect(alone.gradient.bits == Array(gradient[cells]).bits)
    }
  }

  @Test(arguments: ofLabels) func aLabelOutOfRangeGivesNaNAndReadsNothing(_ loss: Loss) {
    let (_, rowLosses, gradient) = Case(
      loss, rows: 4, classes: 3, prediction: Samples.uniform(12, 0.1, 0.9), labels: [-1, 3, Int32.max, 1]
    ).run(scale: 1)
    #expect(rowLosses[..<3].allSatisfy { $0.isNaN })
    #expect(gradient[..<9].allSatisfy { $0.isNaN })
    #expect(rowLosses[3].isFinite && gradient[9...].allSatisfy { $0.isFinite })
  }

  @Test func crossentropyFromLogitsIsStable() {
    let (_, rowLosses, gradient) = Case(
      .sparseCategoricalCrossentropy(fromLogits: true), rows: 3, classes: 2,
      prediction: [1000, 0, -.infinity, 0, .nan, 0], labels: [1, 1, 1]
    ).run(scale: 1)
    #expect(rowLosses[0] == 1000 && rowLosses[1] == 0 && rowLosses[2].isNaN)
    #expect(gradient[..<4] == [1, -1, 0, 0])
    let withoutGradient = Samples.output(2) {
      Kernels.RowLosses(
        .binaryCrossentropy(fromLogits: true), prediction: Samples.place([1000, -1000]), target: Samples.place([0, 1]),
        amount: Samples.place([0]), rowLosses: $0, rows: 2, classes: 1, scale: 1
      ).run(on: serial)
    }
    #expect(withoutGradient == [1000, 1000])
  }

  /// From keras 3.15.1 with the TensorFlow backend.
  @Test(
    arguments: [
      (.meanSquaredError, 6.5716667, [0.33333334, -1, 1, 0.1, -0.1, -1.5]),
      (
        .meanAbsoluteError, 2.0166667,
        [0.16666667, -0.16666667, 0.16666667, 0.16666667, -0.16666667, -0.16666667]
      ),
      (.huber(delta: 0.8), 1.335, [0.13333334, -0.13333334, 0.13333334, 0.05, -0.05, -0.13333334]),
      (
        .binaryCrossentropy(fromLogits: false, labelSmoothing: 0.1), 1.4391046,
        [-0.78124994, 0.3, -0.51587296, 1.5740738, 0, -3.1578946]
      ),
      (
        .binaryCrossentropy(fromLogits: true, labelSmoothing: 0.1), 1.0415251,
        [-0.03649023, 0.011533818, 0.00042902771, 0.095409885, 0.075, -0.15533563]
      ),
      (
        .categoricalCrossentropy(fromLogits: false, labelSmoothing: 0.1), 1.5599186,
        [0.41666666, -0.43333334, 0.44444445, 0.38148147, -2.5333333, -4.333333]
      ),
      (
        .categoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1), 3.836907,
        [0.04258316, -0.4637168, 0.4211336, 0.20242566, 0.035807297, -0.23823296]
      ),
      (
        .sparseCategoricalCrossentropy(fromLogits: false, labelSmoothing: 0), 0.65466666,
        [0.49999997, 0.5, -1.1666667, -0.05555557, 0.49999994, 0.49999994]
      ),
      (
        .sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0), 0.30690667,
        [0.059249826, 0.002949875, -0.06219971, -0.19090769, 0.18747397, 0.0034337055]
      ),
      (.klDivergence, 1.0405747, [-2.5e-7, -1, -1.6666667e-7, -0.11111111, -3, -5]),
      (.poisson, 0.8518005, [0.16666667, -0.16666658, 0.16666667, 0.12962964, -0.8333314, -1.4999968]),
      (.hinge, 1.25, [-0.16666667, 0, 0, 0.16666667, 0.16666667, -0.16666667]),
      (
        .cosineSimilarity, 0.649562,
        [-0.019090088, -0.095450446, -0.057270266, -0.052005284, -0.060363278, -0.0065006688]
      ),
    ] as [(Loss, Double, [Double])])
  func matchesKeras(_ loss: Loss, _ total: Double, _ slopes: [Double]) {
    let probabilities: [Float] = [0.2, 0.5, 0.3, 0.9, 0.05, 0.05]
    let values: [Float] = [1, -2, 3, 0.5, 0, -4]
    let (targets, binary): ([Float], [Float]) = ([0, 1, 0, 0.2, 0.3, 0.5], [1, 0, 1, 0, 0, 1])
    let (prediction, target) =
      switch loss {
      case .binaryCrossentropy(let fromLogits, _): (fromLogits ? values : probabilities, binary)
      case .hinge: (values, binary)
      case .categoricalCrossentropy(let fromLogits, _), .sparseCategoricalCrossentropy(let fromLogits, _):
        (fromLogits ? values : probabilities, targets)
      case .klDivergence, .poisson: (probabilities, targets)
      default: (values, targets)
      }
    let (result, _, gradient) = Case(
      loss, rows: 2, classes: 3, prediction: prediction, target: target, labels: [2, 0]
    ).run()
    #expect(abs(result - total) < 1e-6 * (1 + total))
    #expect(distance(gradient, slopes) < 2e-6)
  }
}
