import Foundation
import NNCCCompiler
import NNCCEngine
import Testing

/// What a run says of classes and of numbers beside its scores.
@Suite struct OutputReportTests {
  /// By hand, and as scikit-learn's `classification_report` has it.
  @Test func aMatrixSaysOfEachClassWhatItShould() {
    var matrix = ConfusionMatrix(output: "kind", classes: ["a", "b", "c", "never"])
    for (target, predicted) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, 0), (1, 0), (2, 2), (2, 0)] {
      matrix.add(target: target, predicted: predicted)
    }
    #expect(matrix.row(0) == .init(precision: 2 / 5, recall: 2 / 3, f1: 0.5, support: 3))
    #expect(matrix.row(1) == .init(precision: 1 / 2, recall: 1 / 3, f1: 0.4, support: 3))
    #expect(matrix.row(2) == .init(precision: 1, recall: 0.5, f1: 2 / 3, support: 2))
    #expect(matrix.row(3) == .init(precision: 0, recall: 0, f1: 0, support: 0))
    #expect(matrix.mistakes(2).map { [$0.target, $0.predicted, $0.count] } == [[1, 0, 2], [0, 1, 1]])
  }

  /// By hand, in units of 10: predictions 1, 3, 2 of targets 0, 2, 4.
  @Test func residualsSayOfEachNumberWhatTheyShould() {
    var residuals = Residuals(output: "y", names: ["a", "level"])
    for (prediction, target) in [(1, 0), (3, 2), (2, 4)] as [(Float, Float)] {
      residuals.add(0, prediction: prediction, target: target, unit: 10)
      residuals.add(1, prediction: prediction, target: 7, unit: 1)
    }
    #expect(residuals.count == 3)
    let row = residuals.row(0)
    #expect(abs(row.bias) < 1e-12 && abs(row.mae - 40.0 / 3) < 1e-12)
    #expect(abs(row.rmse - (600.0 / 3).squareRoot()) < 1e-12)
    // 1 − 600 / 800
    #expect(abs((row.r2 ?? 0) - 0.25) < 1e-12)
    #expect(residuals.row(1).r2 == nil && residuals.row(1).bias == -5)
  }

  @Test func theMatrixOfARunIsThatOfItsAccuracy() throws {
    let directory = try TemporaryDirectory()
    let result = try run(Specs.classifier(data: "classes: [a, b, c, d, e]"), in: directory)
    for (part, scores, count) in [("validation", result.validation, 21), ("test", result.test, 19)] {
      let matrix = try #require(result.reports[part]?.first?.confusion)
      #expect(matrix.classes == ["a", "b", "c", "d", "e"])
      #expect(matrix.counts.reduce(0, +) == count)
      let right = (0..<5).reduce(0) { $0 + matrix[$1, $1] }
      #expect(Double(right) / Double(count) == (try #require(scores?.metrics.first)).value)
    }
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(directory.text("run/result.json").utf8)) as? [String: Any])
    let classes = try #require(json["classes"] as? [String: [[String: Any]]])
    #expect(Set(classes.keys) == ["validation", "test"])
    #expect(
      (classes["test"]?.first?["matrix"] as? [[Int]])?.flatMap(\.self) == result.reports["test"]?[0].confusion?.counts)
    #expect(try directory.text("run/accuracy.svg").contains("accuracy of tiny"))
    // A run that takes its place leaves no chart of what it does not measure.
    try "<svg/>".write(toFile: directory("run/mine.svg"), atomically: true, encoding: .utf8)
    try run(Specs.classifier().replacing("metrics: [accuracy]", with: ""), in: directory)
    #expect(!FileManager.default.fileExists(atPath: directory("run/accuracy.svg")))
    #expect(FileManager.default.fileExists(atPath: directory("run/mine.svg")))
  }

  @Test func whatIsSaidOfNumbersIsThatOfTheMetrics() throws {
    let directory = try TemporaryDirectory()
    let table = "x,y,z\n" + (0..<40).map { "\($0 % 7),\($0 % 7 * 3 + $0 % 3),\(100 - $0 % 5)" }.joined(separator: "\n")
    try table.write(toFile: directory("t.csv"), atomically: true, encoding: .utf8)
    let transcript = Transcript()
    let result = try run(
      """
      name: numbers
      input: [1]
      layers: [{dense: {units: 2}}]
      train: {loss: mse, optimizer: sgd, epochs: 3, metrics: [mse, mae]}
      data:
        train: {csv: {path: t.csv, features: [x], targets: [y, z], split: [0.75, 0.25]}}
        normalize: standard
      """, in: directory, reporter: PlainReporter(transcript.streams))
    let residuals = try #require(result.reports["test"]?.first?.residuals)
    #expect(residuals.count == 10 && residuals.names == ["y", "z"])
    let rows = [residuals.row(0), residuals.row(1)]
    let scores = try #require(result.test)
    let (mse, mae) = (scores.metrics[0].value, scores.metrics[1].value)
    #expect(abs((rows[0].rmse * rows[0].rmse + rows[1].rmse * rows[1].rmse) / 2 - mse) < 1e-9 * mse)
    #expect(abs((rows[0].mae + rows[1].mae) / 2 - mae) < 1e-9 * mae)
    #expect(transcript.progress.contains("\ny  "), "\(transcript.progress)")
  }

  @Test func theTableIsShort() throws {
    let (directory, transcript) = (try TemporaryDirectory(), Transcript())
    try run(
      Specs.classifier(data: "classes: [a, b, c, d, e]"), in: directory, reporter: PlainReporter(transcript.streams))
    let text = transcript.progress
    #expect(text.contains("test  precision"), "\(text)")
    #expect(text.contains("most often taken: '"))
    #expect(!text.contains("validation  precision"))
  }

  /// Steps that a mask leaves out are counted for no class.
  @Test func maskedStepsAreLeftOut() throws {
    let directory = try TemporaryDirectory()
    let result = try run(
      """
      name: masked
      inputs: {s: {shape: [4, 2], sequence_length: n}, n: {shape: [1], dtype: int32}}
      layers: [{dense: {inputs: s, units: 3}}]
      train:
        loss: {sparse_categorical_crossentropy: {from_logits: true}}
        metrics: [accuracy]
      data: {train: {synthetic: {examples: 12, classes: 3}}, test: {synthetic: {examples: 9, classes: 3}}}
      """, in: directory)
    let matrix = try #require(result.reports["test"]?.first?.confusion)
    let count = matrix.counts.reduce(0, +)
    #expect(count < 36 && count > 0)
    let right = (0..<3).reduce(0) { $0 + matrix[$1, $1] }
    #expect(Double(right) / Double(count) == (try #require(result.test?.metrics.first)).value)
  }
}
