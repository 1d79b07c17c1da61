import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// Initializers and metrics beside Keras's, by `Tests/Oracle/make_word_fixtures.py`: each word has cases, and each key
/// decides one of them.
@Suite struct WordFixtureTests {
  private protocol Case: Decodable {
    var name: String { get }
    var options: [String: Option] { get }
  }

  /// A number or a word.
  private enum Option: Decodable {
    case number(Double)
    case word(String)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      self = try (try? value.decode(Double.self)).map(Option.number) ?? .word(value.decode(String.self))
    }

    var yaml: String {
      switch self {
      case .number(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
      case .word(let word): word
      }
    }
  }

  private static func cases<Value: Decodable>(_ name: String, _: Value.Type) throws -> [Value] {
    let path = Repository.path("Tests/Fixtures/words/\(name).json")
    return try JSONDecoder().decode([Value].self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// As a spec writes it, perhaps without one of its keys.
  private static func yaml(_ value: some Case, without key: String? = nil) -> String {
    let options = value.options.filter { $0.key != key }.sorted { $0.key < $1.key }
    return options.isEmpty
      ? value.name : "{\(value.name): {\(options.map { "\($0.key): \($0.value.yaml)" }.joined(separator: ", "))}}"
  }

  /// Each word of a vocabulary has a case, and each of its keys one that does not hold without it.
  private static func requireAll<Value: Case>(
    _ title: String, _ cases: [Value], holds: (_ value: Value, _ yaml: String) throws -> Bool
  ) throws {
    let vocabulary = try #require(SpecReference.vocabularies.first { $0.title == title }).vocabulary
    for entry in vocabulary.entries {
      let own = cases.filter { $0.name == entry.name }
      #expect(!own.isEmpty, "no case of '\(entry.name)'")
      for key in entry.hyperparameters.map(\.name) where key != "seed" {
        let decided = try own.contains { value in
          guard value.options[key] != nil else { return false }
          return try !holds(value, yaml(value, without: key))
        }
        #expect(decided, "no case is decided by '\(key)' of '\(entry.name)'")
      }
    }
    for value in cases { #expect(try holds(value, yaml(value)), "\(yaml(value))") }
  }

  // MARK: Initializers

  private struct Drawn: Case {
    var name: String
    var options: [String: Option]
    var shape: [Int]
    var mean: Double?
    var deviation: Double?
    var minimum: Double?
    var maximum: Double?
    var isBounded: Bool?
    /// Of one that draws nothing.
    var values: [Double]?
  }

  @Test func initializersDrawAsKerasDoes() throws {
    try Self.requireAll("Initializers", try Self.cases("initializers", Drawn.self)) { drawn, yaml in
      let shape = drawn.shape
      let layer =
        shape.count == 2
        ? "{dense: {units: \(shape[1]), kernel_initializer: \(yaml)}}"
        : "{conv2d: {filters: \(shape[3]), kernel_size: [\(shape[0]), \(shape[1])], kernel_initializer: \(yaml)}}"
      let input = shape.count == 2 ? [shape[0]] : [9, 9, shape[2]]
      let compilation = try Specs.compile("input: \(input)\nlayers: [\(layer)]\n")
      let parameter = try #require(compilation.graph?.parameters.first { $0.name.hasSuffix("/kernel") })
      #expect(parameter.shape == shape)
      let values = (0..<(drawn.values == nil ? 8 : 1)).flatMap { seed in
        let key = RandomKey(seed: UInt64(seed), purpose: .initializer, parameter: parameter.name)
        let count = shape.reduce(1, *)
        return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
          parameter.initializer.fill(buffer.baseAddress!, shape: shape, key: key)
          filled = count
        }.map(Double.init)
      }
      if let expected = drawn.values { return values == expected }
      return Self.agree(values, drawn)
    }
  }

  /// Within what so many draws leave to chance.
  private static func agree(_ values: [Double], _ drawn: Drawn) -> Bool {
    guard let mean = drawn.mean, let deviation = drawn.deviation, let least = drawn.minimum, let most = drawn.maximum
    else { return false }
    let count = Double(values.count)
    let ownMean = values.reduce(0, +) / count
    let ownDeviation = (values.reduce(0) { $0 + ($1 - ownMean) * ($1 - ownMean) } / count).squareRoot()
    // Of an unbounded distribution the extremes are themselves drawn.
    let tolerance = (drawn.isBounded == true ? 0.01 : 0.3) * (most - least)
    return abs(ownMean - mean) < 7 * deviation / count.squareRoot() && abs(ownDeviation / deviation - 1) < 0.006
      && abs((values.min() ?? 0) - least) < tolerance && abs((values.max() ?? 0) - most) < tolerance
  }

  // MARK: Metrics

  private struct Measured: Case {
    var name: String
    var options: [String: Option]
    var loss: String
    var prediction: [Float]
    /// Numbers in a row of predictions.
    var width: Int
    var target: [Float]
    var value: Double
  }

  @Test func metricsMeasureAsKerasDoes() throws {
    try Self.requireAll("Metrics", try Self.cases("metrics", Measured.self)) { measured, yaml in
      let compilation = try Specs.compile(
        """
        input: [4]
        layers: [{dense: {units: \(measured.width)\(measured.loss.hasPrefix("{") || measured.width == 3 ? "" : ", activation: \(measured.width == 1 ? "sigmoid" : "softmax")")}}]
        train: {loss: \(measured.loss), metrics: [\(yaml)]}
        """)
      let (graph, training) = (try #require(compilation.graph), try #require(compilation.training))
      let scorer = Scorer(training, graph: graph, preprocessing: Preprocessing(nil))
      let metric = try #require(scorer.metrics.first)
      let rows = measured.prediction.count / measured.width
      let targets: ExampleArray.Elements =
        measured.target.count == rows && measured.width > 1
        ? .int32(measured.target.map { Int32($0) }) : .float32(measured.target)
      var prediction = measured.prediction
      let sum = prediction.withUnsafeMutableBufferPointer { metric.sum($0, targets, batch: Array(0..<rows)[...]) }
      return abs(metric.score(ofMean: sum.score / Double(sum.rows)) - measured.value) < 1e-5 * max(1, measured.value)
    }
  }
}
