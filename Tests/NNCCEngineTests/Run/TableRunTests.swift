import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import NNCCRuntime
import Testing

/// Runs on a table, the daily weather.
@Suite struct TableRunTests {
  private static func spec(
    _ csv: String = "split: [0.7, 0.15, 0.15]", train: String = "", data: String = "normalize: standard"
  ) -> String {
    """
    name: weather
    input: [10, 8]
    layers:
      - gru: {units: 8}
      - dense: {units: 1}
    train:
      loss: mse
      optimizer: {adam: {learning_rate: 0.005}}
      epochs: 3
      metrics: [mae, mse]
      \(train)
    data:
      train:
        csv:
          path: \(Repository.path("specs/data/seattle-weather.csv"))
          features: [temp_max, temp_min, wind, weather]
          targets: [temp_max]
          window: 10
          \(csv)
      \(data)
    """
  }

  private func table() throws -> CSVTable { try CSVTable(path: Repository.path("specs/data/seattle-weather.csv")) }

  /// Windows that end before the last 15 % of the days, and what the network says of the others.
  private func predictions(_ weights: WeightFile, _ text: String) throws -> [Float] {
    let table = try table()
    let windows = TableWindows(
      features: ["temp_max", "temp_min", "wind", "weather"], targets: ["temp_max"], window: 10)
    let encoding = try #require(try Preprocessing(Specs.compile(text).spec?.data, savedWith: weights).encoding)
    let layout = ExampleLayout(inputs: [.init("input", shape: [10, 8])], targets: [])
    let set = try ExampleSet(table, encoding: encoding, windows: windows, layout: layout)
    let test = set.subset(1232..<set.count)
    guard case .float32(let values) = test.inputs[0].elements else { return [] }
    let outputs = try predict(
      Specs.compile(text), weights: weights,
      inputs: ["input": NDArray(shape: [test.count, 10, 8], .float32(values))], options: RunOptions())
    return outputs["dense"]?.floats() ?? []
  }

  /// The test's scores are those of the predictions in °C on the days from the 1242nd on, 219 of them.
  @Test func predictionsAndScoresAreInTheUnitsOfTheTable() throws {
    let directory = try TemporaryDirectory()
    let result = try run(Self.spec(), in: directory)
    let test = try #require(result.test)
    let graph = try #require(try Specs.compile(Self.spec()).graph)
    let predictions = try predictions(readWeights(directory("run/weights.safetensors"), for: graph), Self.spec())
    #expect(predictions.count == 219)
    let table = try table()
    let column = try #require(table.header.firstIndex(of: "temp_max"))
    let errors = predictions.enumerated().map { index, prediction in
      Double(prediction) - (Double(table[1242 + index, column]) ?? .nan)
    }
    let mae = errors.reduce(0) { $0 + abs($1) } / 219
    let mse = errors.reduce(0) { $0 + $1 * $1 } / 219
    #expect(abs(mae - test.metrics[0].value) < 1e-4)
    #expect(abs(mse - test.metrics[1].value) < 1e-3)
    // Far better than a guess of the mean, which is off by 6 °C.
    #expect(mae < 4)
  }

  @Test func theSplitIsInOrderOfTime() throws {
    let text = Self.spec(#"split: {validation: 0.1, test: 0.2}"#)
    let spec = try #require(try Specs.compile(text).spec)
    let graph = try #require(try Specs.compile(text).graph)
    let data = try RunData(
      spec, layout: ExampleLayout(graph, losses: Specs.compile(text).training?.losses ?? []), validationSplit: 0,
      seed: 0, directory: ".", preprocessing: nil)
    // 1461 days: 1023 to train on, of which the first ten are no target, 146 and 292.
    #expect(data.training?.count == 1013)
    #expect(data.validation?.count == 146)
    #expect(data.test?.count == 292)
  }

  @Test func weightsAreEvaluatedWithTheStatisticsTheyWereTrainedWith() throws {
    let directory = try TemporaryDirectory()
    let trained = try run(Self.spec(), in: directory)
    let text = Self.spec().replacing(#/(?s)train:\n  loss.*?data:/#, with: "data:")
    let again = try run(text, in: directory, weights: directory("run/weights.safetensors"))
    let (before, after) = (try #require(trained.test), try #require(again.test))
    for metric in before.metrics {
      let other = try #require(after.metrics.first { $0.name == metric.name })
      #expect(abs(metric.value - other.value) < 1e-9)
    }
  }

  @Test func anUnknownColumnIsNamed() throws {
    let text = Self.spec().replacing("targets: [temp_max]", with: "targets: [temp_mx]")
    let error = try #require(throws: RunError.self) { try run(text, in: TemporaryDirectory()) }
    #expect(error.description.contains("there is no column 'temp_mx'; did you mean 'temp_max'?"), "\(error)")
  }

  /// Half the rows, so that the training part's own statistics would be others.
  @Test func trainingGoesOnWithTheStatisticsOfTheWeights() throws {
    let directory = try TemporaryDirectory()
    try run(Self.spec(), in: directory)
    let before = try WeightFile(path: directory("run/weights.safetensors"))
    try before.write(to: directory("before.safetensors"))
    try run(Self.spec("split: [0.3, 0.35, 0.35]"), in: directory, weights: directory("before.safetensors"))
    let after = try WeightFile(path: directory("run/weights.safetensors"))
    for key in ["normalization", "target_normalization", "words"] {
      #expect(after.metadata[key] != nil)
      #expect(after.metadata[key] == before.metadata[key])
    }
  }

  @Test func aRunStoppedAndResumedEndsAsOneThatRanThrough() throws {
    let (straight, stopped) = (try TemporaryDirectory(), try TemporaryDirectory())
    try run(Self.spec(), in: straight)
    #expect(try run(Self.spec(), in: stopped, stoppingAfter: 40).interruption == 2)
    try run(Self.spec(), in: stopped, resumes: true)
    #expect(try stopped.trainedWeights() == straight.trainedWeights())
  }
}
