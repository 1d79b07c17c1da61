import NNCCCompiler
import NNCCEngine
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
    let names = ["kind_accuracy", "kind_mae", "amount_accuracy", "amount_mae"]
    #expect(result.train?.metrics.map(\.name) == names)
    #expect(result.validation?.metrics.map(\.name) == names)
    #expect(result.test == nil)
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
