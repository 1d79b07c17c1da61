import NNCCRuntime
import Testing

@Suite struct SoftmaxTests {
  static let shapes = [(1, 1), (3, 10), (2, 16), (5, 17), (4, 33), (2, 1000), (7, 64)]

  @Test(arguments: shapes) func agreesWithTheReference(rows: Int, columns: Int) {
    let count = rows * columns
    let (x, dy) = (Samples.uniform(count, -20, 20), Samples.uniform(count, seed: 2))
    let y = Samples.output(count) { Kernels.softmax(x, $0, rows: rows, columns: columns, pool: serial) }
    let exact = Samples.output(count, of: Double.self) {
      ReferenceKernels.softmax(x.doubles, $0, rows: rows, columns: columns)
    }
    #expect(distance(y, exact) < 1e-6)
    let logs = Samples.output(count) { Kernels.logSoftmax(x, $0, rows: rows, columns: columns, pool: serial) }
    let exactLogs = Samples.output(count, of: Double.self) {
      ReferenceKernels.logSoftmax(x.doubles, $0, rows: rows, columns: columns)
    }
    #expect(distance(logs, exactLogs) < 1e-6)

    let dx = Samples.output(count) {
      Kernels.softmaxGradient(fromOutput: y, dy, $0, rows: rows, columns: columns, pool: serial)
    }
    let exactGradient = Samples.output(count, of: Double.self) {
      ReferenceKernels.softmaxGradient(fromOutput: exact, dy.doubles, $0, rows: rows, columns: columns)
    }
    #expect(distance(dx, exactGradient) < 2e-6)
    let logGradient = Samples.output(count) {
      Kernels.logSoftmaxGradient(fromOutput: logs, dy, $0, rows: rows, columns: columns, pool: serial)
    }
    let exactLogGradient = Samples.output(count, of: Double.self) {
      ReferenceKernels.logSoftmaxGradient(fromOutput: exactLogs, dy.doubles, $0, rows: rows, columns: columns)
    }
    #expect(distance(logGradient, exactLogGradient) < 2e-5)
  }

  @Test func referenceGradientsAreTheDerivative() {
    let (x, dy) = (Samples.uniform(6).doubles, Samples.uniform(6, seed: 2).doubles)
    for logarithmic in [false, true] {
      func forward(_ x: [Double]) -> [Double] {
        Samples.output(6, of: Double.self) {
          if logarithmic {
            ReferenceKernels.logSoftmax(x, $0, rows: 2, columns: 3)
          } else {
            ReferenceKernels.softmax(x, $0, rows: 2, columns: 3)
          }
        }
      }
      let y = forward(x)
      let gradient = Samples.output(6, of: Double.self) {
        if logarithmic {
          ReferenceKernels.logSoftmaxGradient(fromOutput: y, dy, $0, rows: 2, columns: 3)
        } else {
          ReferenceKernels.softmaxGradient(fromOutput: y, dy, $0, rows: 2, columns: 3)
        }
      }
      let numeric = centralDifferences(x) { zip(forward($0), dy).reduce(0) { $0 + $1.0 * $1.1 } }
      #expect(zip(gradient, numeric).allSatisfy { abs($0 - $1) < 1e-8 })
    }
  }

  @Test(arguments: shapes) func givesARowTheSameBitsAloneAndAmongOthers(rows: Int, columns: Int) {
    let x = Samples.uniform(rows * columns)
    let all = Samples.output(x.count) { Kernels.softmax(x, $0, rows: rows, columns: columns, pool: serial) }
    let alone = (0..<rows).flatMap { row in
      Samples.output(columns) {
        Kernels.softmax(
          Array(x[row * columns..<(row + 1) * columns]), $0, rows: 1, columns: columns, pool: serial)
      }
    }
    #expect(all.bits == alone.bits)
  }

  @Test func isStableForLargeLogitsAndPassesNaN() {
    let x: [Float] = [1000, 1001, 999, .nan, 0, 1, -.infinity, 2, 2]
    let y = Samples.output(9) { Kernels.softmax(x, $0, rows: 3, columns: 3, pool: serial) }
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

  /// Predictions and targets that a loss is meant for; labels as Int32 bits in the Float array.
  struct Case {
    let loss: Loss
    let rows: Int
    let classes: Int
    let prediction: [Float]
    let target: [Float]
    let labels: [Int32]

    init(_ loss: Loss, rows: Int, classes: Int) {
      (self.loss, self.rows, self.classes) = (loss, rows, classes)
      let count = rows * classes
      let probabilities = LossTests.ofProbabilities.contains(loss) || loss == LossTests.ofLabels[2]
      prediction =
        probabilities
        ? Samples.uniform(count, 0.1, 0.9)
        : loss == .poisson ? Samples.uniform(count, 0.1, 3) : Samples.uniform(count, -6, 6)
      target =
        loss == .meanSquaredError || loss == .meanAbsoluteError || loss == .cosineSimilarity
        ? Samples.uniform(count, seed: 2)
        : loss == .hinge
          ? Samples.uniform(count, seed: 2).map { $0 > 0 ? 1 : 0 }
          : Samples.distributions(rows: rows, columns: classes, seed: 2)
      labels = Samples.uniform(rows, 0, Float(classes), seed: 3).map { Int32($0) }
    }

    var numbers: [Double] { loss.takesLabels ? labels.map(Double.init) : target.doubles }

    func run(weights: [Float]? = nil) -> (total: Double, rows: [Float], gradient: [Float]) {
      run(weights: weights, pool: serial)
    }

    func run(
      scale: Float = 0.5, weights: [Float]? = nil, pool: borrowing ThreadPool
    ) -> (total: Double, rows: [Float], gradient: [Float]) {
      var total = 0.0
      var gradient: [Float] = []
      let rowLosses = Samples.output(rows) { rowLosses in
        gradient = Samples.output(rows * classes) { gradient in
          func run(_ target: UnsafeRawPointer) -> Double {
            Kernels.loss(
              loss, prediction: prediction, target: target, weights: weights, rows: rows,
              classes: classes, scale: scale, rowLosses: rowLosses, gradient: gradient, pool: pool)
          }
          total = loss.takesLabels ? run(labels) : run(target)
        }
      }
      return (total, rowLosses, gradient)
    }

    func reference(
      _ prediction: [Double], scale: Double = 0.5, weights: [Double]? = nil
    ) -> (total: Double, rows: [Double], gradient: [Double]) {
      var total = 0.0
      var gradient: [Double] = []
      let rowLosses = Samples.output(rows, of: Double.self) { rowLosses in
        gradient = Samples.output(rows * classes, of: Double.self) { gradient in
          total = ReferenceKernels.loss(
            loss, prediction: prediction, target: numbers, weights: weights, rows: rows, classes: classes,
            scale: scale, rowLosses: rowLosses, gradient: gradient)
        }
      }
      return (total, rowLosses, gradient)
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
      var alone: [Float] = [0]
      let slopes = Samples.output(21) { slopes in
        func run(_ target: UnsafeRawPointer) {
          Kernels.loss(
            loss, prediction: Array(all.prediction[cells]), target: target, rows: 1, classes: 21,
            scale: 0.5,
            rowLosses: &alone, gradient: slopes, pool: serial)
        }
        if loss.takesLabels { run([all.labels[row]]) } else { run(Array(all.target[cells])) }
      }
      #expect(alone[0].bitPattern == rows[row].bitPattern)
      #expect(slopes.bits == Array(gradient[cells]).bits)
    }
  }

  @Test(arguments: ofLabels) func aLabelOutOfRangeGivesNaNAndReadsNothing(_ loss: Loss) {
    var rowLosses = [Float](repeating: 0, count: 4)
    let gradient = Samples.output(12) {
      Kernels.loss(
        loss, prediction: Samples.uniform(12, 0.1, 0.9), target: [-1, 3, Int32.max, 1], rows: 4, classes: 3,
        scale: 1, rowLosses: &rowLosses, gradient: $0, pool: serial)
    }
    #expect(rowLosses[..<3].allSatisfy { $0.isNaN })
    #expect(gradient[..<9].allSatisfy { $0.isNaN })
    #expect(rowLosses[3].isFinite && gradient[9...].allSatisfy { $0.isFinite })
  }

  @Test func crossentropyFromLogitsIsStable() {
    var rowLosses = [Float](repeating: 0, count: 3)
    let gradient = Samples.output(6) {
      Kernels.loss(
        .sparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0),
        prediction: [1000, 0, -.infinity, 0, .nan, 0] as [Float], target: [1, 1, 1] as [Int32], rows: 3,
        classes: 2, scale: 1, rowLosses: &rowLosses, gradient: $0, pool: serial)
    }
    #expect(rowLosses[0] == 1000 && rowLosses[1] == 0 && rowLosses[2].isNaN)
    #expect(gradient[..<4] == [1, -1, 0, 0])
    Kernels.loss(
      .binaryCrossentropy(fromLogits: true, labelSmoothing: 0), prediction: [1000, -1000] as [Float],
      target: [0, 1] as [Float], rows: 2, classes: 1, scale: 1, rowLosses: &rowLosses, gradient: nil,
      pool: serial)
    #expect(rowLosses[..<2] == [1000, 1000])
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
    var (rowLosses, result) = ([Float](repeating: 0, count: 2), 0.0)
    let gradient = Samples.output(6) { gradient in
      func run(_ target: UnsafeRawPointer) -> Double {
        Kernels.loss(
          loss, prediction: prediction, target: target, rows: 2, classes: 3, scale: 0.5,
          rowLosses: &rowLosses, gradient: gradient, pool: serial)
      }
      result = loss.takesLabels ? run([2, 0] as [Int32]) : run(target)
    }
    #expect(abs(result - total) < 1e-6 * (1 + total))
    #expect(distance(gradient, slopes) < 2e-6)
  }
}
