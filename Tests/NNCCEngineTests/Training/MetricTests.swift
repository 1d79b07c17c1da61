import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

@Suite struct MetricTests {
  private func sum(
    _ metric: Training.Metric, shape: [Int], _ prediction: [Float], _ targets: ExampleArray.Elements,
    batch: [Int], hasLabels: Bool
  ) -> Double {
    var prediction = prediction
    let metric = OutputMetric(
      name: "", metric, output: 0, target: 0, shape: shape, hasLabels: hasLabels)
    return prediction.withUnsafeMutableBufferPointer { metric.sum($0, targets, batch: batch[...]).score }
  }

  @Test func accuracyOfLabelsTakesTheLikeliestClass() {
    let prediction: [Float] = [0.1, 0.7, 0.2, 0.5, 0.2, 0.3]
    #expect(
      sum(.accuracy, shape: [3], prediction, .int32([1, 2]), batch: [0, 1], hasLabels: true) == 1)
    // The batch says which examples the predictions are of.
    #expect(
      sum(.accuracy, shape: [3], prediction, .int32([9, 0, 1]), batch: [2, 1], hasLabels: true) == 2)
  }

  @Test func accuracyOfOneHotTargetsTakesBothLikeliestClasses() {
    let prediction: [Float] = [0.1, 0.7, 0.2, 0.5, 0.2, 0.3]
    let targets: [Float] = [0, 1, 0, 0, 0, 1]
    #expect(
      sum(.accuracy, shape: [3], prediction, .float32(targets), batch: [0, 1], hasLabels: false) == 1)
  }

  @Test func accuracyOfOneNumberIsByTheSideOfOneHalf() {
    let prediction: [Float] = [0.5, 0.51, -3, 4]
    #expect(
      sum(
        .accuracy, shape: [1], prediction, .float32([0, 1, 1, 1]), batch: [0, 1, 2, 3], hasLabels: false) == 3
    )
  }

  @Test func theLowestOfEqualClassesIsTheLikeliest() {
    let equal: [Float] = [2, 2, 2]
    for (label, expected) in [(0, 1.0), (1, 0), (2, 0)] {
      #expect(
        sum(.accuracy, shape: [3], equal, .int32([Int32(label)]), batch: [0], hasLabels: true) == expected)
      #expect(
        sum(.topK(2), shape: [3], equal, .int32([Int32(label)]), batch: [0], hasLabels: true)
          == (label < 2 ? 1 : 0))
    }
  }

  @Test func topKCountsTheKLikeliest() {
    let prediction: [Float] = [0.1, 0.4, 0.2, 0.3]
    let ranks: [Int32: Int] = [1: 1, 3: 2, 2: 3, 0: 4]
    for (label, rank) in ranks {
      for k in 1...5 {
        #expect(
          sum(.topK(k), shape: [4], prediction, .int32([label]), batch: [0], hasLabels: true)
            == (rank <= k ? 1 : 0))
      }
    }
  }

  @Test func aPredictionThatIsNoNumberIsWrong() {
    #expect(
      sum(.accuracy, shape: [2], [.nan, .nan], .int32([1]), batch: [0], hasLabels: true) == 0)
  }

  @Test func everyTimeStepCounts() {
    let prediction: [Float] = [0, 1, 1, 0, 1, 0]
    #expect(
      sum(.accuracy, shape: [3, 2], prediction, .int32([1, 0, 1]), batch: [0], hasLabels: true) == 2)
    let metric = OutputMetric(name: "", .accuracy, output: 0, target: 0, shape: [3, 2], hasLabels: true)
    #expect(metric.rows == 3)
  }

  @Test func errorsAreMeansOverARow() {
    let (prediction, targets): ([Float], [Float]) = ([1, 2, 3, 4], [1, 0, 0, 4])
    #expect(
      sum(
        .meanSquaredError, shape: [2], prediction, .float32(targets), batch: [0, 1], hasLabels: false) == 2
        + 4.5)
    #expect(
      sum(
        .meanAbsoluteError, shape: [2], prediction, .float32(targets), batch: [0, 1], hasLabels: false) == 1
        + 1.5)
  }

  @Test func anEpochsLossIsWeighedByExamples() {
    var sums = ScoreSums(metrics: 0)
    sums.add(loss: 1, examples: 16)
    sums.add(loss: 3, examples: 4)
    #expect(sums.meanLoss == 1.4)
  }

  @Test func severalOutputsHaveNamesOfTheirOwn() throws {
    let directory = try TemporaryDirectory()
    let result = try run(
      """
      name: two
      input: [6]
      layers:
        - dense: {name: body, units: 8, activation: relu}
        - dense: {name: kind, inputs: body, units: 3}
        - dense: {name: amount, inputs: body, units: 1}
      outputs: [kind, amount]
      train:
        loss: {kind: {sparse_categorical_crossentropy: {from_logits: true}}, amount: mse}
        optimizer: sgd
        metrics: [accuracy, mae]
        validation_split: 0.25
      data:
        train: {synthetic: {examples: 40, classes: 3}}
      """, in: directory)
    let names = ["kind_accuracy", "amount_accuracy", "amount_mae"]
    #expect(result.train?.metrics.map(\.name) == names)
    #expect(result.validation?.metrics.map(\.name) == names)
    #expect(result.test == nil)
  }

  @Test func stepsThatAMaskLeavesOutDoNotCount() {
    // Two examples of two steps; the first step of the second is left out, and would be wrong.
    var prediction: [Float] = [0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.4, 0.6]
    var mask: [Float] = [1, 1, 0, 1]
    let metric = OutputMetric(name: "", .accuracy, output: 0, target: 0, shape: [2, 2], hasLabels: true)
    let sum = prediction.withUnsafeMutableBufferPointer { prediction in
      mask.withUnsafeMutableBufferPointer { mask in
        metric.sum(prediction, mask: mask, .int32([0, 0, 1, 1]), batch: [0, 1])
      }
    }
    #expect(sum.score == 2)
    #expect(sum.rows == 3)
  }

  /// Whatever the targets of masked steps are, the scores are the same, and those of the steps that count.
  @Test func masksReachTheScores() throws {
    var compilation = try Specs.compile(
      """
      name: masked
      input: [4, 2]
      layers:
        - masking
        - gru: {units: 2, return_sequences: true}
      train: {loss: mse, metrics: [mae]}
      """)
    let graph = try #require(compilation.graph)
    let training = try #require(compilation.training)
    let layout = ExampleLayout(graph, losses: training.losses)
    // Steps of nothing but zeros are left out: the first example has two, the second none.
    let inputs = ExampleArray(
      layout.inputs[0], count: 2, .float32([0, 0, 1, 2, 0, 0, 3, 1, 1, 1, 2, 1, 1, 3, 0, 1]), origin: "x")
    let plan = try #require(try compilation.plan(batch: 2, purpose: .evaluation))
    let scores = try [Float(0), 50].map { value -> Scores? in
      let targets = ExampleArray(
        layout.targets[0], count: 2, .float32([value, value, 2, 2, value, value] + Array(repeating: 2, count: 10)),
        origin: "y")
      let scorer = Scorer(training, graph: graph, preprocessing: Preprocessing(nil))
      let evaluator = try Evaluator(
        scorer: scorer, plans: [plan], examples: ExampleSet(inputs: [inputs], targets: [targets]),
        pool: SharedThreadPool(threads: 1))
      for executor in evaluator.all { executor.initializeParameters(seed: 1) }
      return evaluator.evaluate { false }
    }
    let (first, second) = (try #require(scores.first ?? nil), try #require(scores.last ?? nil))
    #expect(first.loss == second.loss)
    #expect(first.metrics[0].value == second.metrics[0].value)
    // A GRU's outputs are between −1 and 1, so each error is between 1 and 3.
    #expect((1...3).contains(first.metrics[0].value))
  }

  /// The score of the mean of one row's cross-entropy is 1 over the probability of its class.
  @Test func perplexityIsOneOverTheProbabilityOfTheTarget() {
    func perplexity(_ row: [Float], _ target: ExampleArray.Elements, hasLogits: Bool) -> Double {
      let metric = OutputMetric(
        name: "", .perplexity, output: 0, target: 0, shape: [row.count], hasLabels: true, hasLogits: hasLogits)
      var row = row
      return metric.score(ofMean: row.withUnsafeMutableBufferPointer { metric.sum($0, target, batch: [0]).score })
    }
    #expect(abs(perplexity([0.5, 0.25, 0.25], .int32([1]), hasLogits: false) - 4) < 1e-6)
    #expect(abs(perplexity([0.5, 0.25, 0.25], .float32([0, 1, 0]), hasLogits: false) - 4) < 1e-6)
    #expect(abs(perplexity([7, 7, 7], .int32([2]), hasLogits: true) - 3) < 1e-6)
    #expect(abs(perplexity([1_000, 1_000, -1_000], .int32([0]), hasLogits: true) - 2) < 1e-6)
    // As in the loss, a probability of 0 counts as 10⁻⁷.
    #expect(abs(perplexity([1, 0], .int32([1]), hasLogits: false) - 1e7) < 1)
  }
}
