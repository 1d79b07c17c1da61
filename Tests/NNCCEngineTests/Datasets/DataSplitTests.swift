import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import Testing

@Suite struct DataSplitTests {
  /// Examples whose input is their number, and whose class is given.
  private func examples(_ classes: [Int32]) throws -> ExampleSet {
    try ExampleSet(
      inputs: [
        ExampleArray(
          .init("x", shape: [1]), count: classes.count, .float32(classes.indices.map(Float.init)), origin: "x")
      ],
      targets: [
        ExampleArray(
          .init("y", shape: [], type: .int32, classes: 9), count: classes.count, .int32(classes), origin: "x")
      ])
  }

  private func numbers(_ set: ExampleSet?) -> [Int] {
    guard case .float32(let values)? = set?.inputs[0].elements else { return [] }
    return values.map { Int($0) }
  }

  private func classes(_ set: ExampleSet?) -> [Int32] {
    guard case .int32(let values)? = set?.targets[0].elements else { return [] }
    return values
  }

  private func all(_ parts: DataParts) -> [[Int]] {
    [numbers(parts.training), numbers(parts.validation), numbers(parts.test)]
  }

  @Test func inOrderTheFirstAreTrainedOn() throws {
    let split = DataSource.Split(train: 0.5, validation: 0.25, test: 0.25)
    let parts = try split.parts(of: examples(Array(repeating: 0, count: 8)), seed: 3, origin: "x")
    #expect(all(parts) == [[0, 1, 2, 3], [4, 5], [6, 7]])
  }

  @Test func shuffledEachExampleIsInOnePartByTheSeed() throws {
    let split = DataSource.Split(train: 0.6, validation: 0.2, test: 0.2, shuffles: true)
    func parts(_ seed: UInt64) throws -> [[Int]] {
      all(try split.parts(of: examples(Array(repeating: 0, count: 100)), seed: seed, origin: "x"))
    }
    let first = try parts(1)
    #expect(first.map(\.count) == [60, 20, 20])
    #expect(first.flatMap(\.self).sorted() == Array(0..<100))
    #expect(first[0] == first[0].sorted() && first[0] != Array(0..<60))
    #expect(try parts(1) == first)
    #expect(try parts(2) != first)
  }

  @Test func stratifiedEachClassHasItsShares() throws {
    // Sorted by class, as files often are.
    let labels = [Int32](repeating: 0, count: 50) + [Int32](repeating: 1, count: 30) + [Int32](repeating: 2, count: 20)
    let split = DataSource.Split(train: 0.5, validation: 0.2, test: 0.3, shuffles: true, stratifies: true)
    let parts = try split.parts(of: examples(labels), seed: 0, origin: "x")
    for (part, counts) in [(parts.training, [25, 15, 10]), (parts.validation, [10, 6, 4]), (parts.test, [15, 9, 6])] {
      #expect((0..<3).map { label in classes(part).count { $0 == label } } == counts)
    }
    #expect(all(parts).flatMap(\.self).sorted() == Array(0..<100))
    #expect(parts.missingClasses.isEmpty)
    // Labels go with their inputs.
    #expect(zip(numbers(parts.test), classes(parts.test)).allSatisfy { labels[$0] == $1 })
  }

  /// Classes of a few examples each: the parts have their shares of the whole, and none is empty.
  @Test func smallClassesAreSharedOutToo() throws {
    let labels = (0..<30).flatMap { [Int32](repeating: $0, count: 4) }
    let split = DataSource.Split(train: 0.8, validation: 0.1, test: 0.1, shuffles: true, stratifies: true)
    let parts = try split.parts(of: examples(labels), seed: 5, origin: "x")
    #expect(all(parts).map(\.count) == [96, 12, 12])
    for label in 0..<30 { #expect((3...4).contains(classes(parts.training).count { $0 == label })) }
  }

  @Test func classesMayBeZeroAndOneOrRowsWithASingleOne() throws {
    func parts(shape: [Int], _ values: [Float]) throws -> DataParts {
      let count = values.count / max(1, shape.reduce(1, *))
      let zeros = ExampleArray(
        .init("x", shape: [1]), count: count, .float32(Array(repeating: 0, count: count)), origin: "x")
      let targets = ExampleArray(.init("y", shape: shape), count: count, .float32(values), origin: "x")
      return try DataSource.Split(train: 0.5, validation: 0, test: 0.5).parts(
        of: ExampleSet(inputs: [zeros], targets: [targets]), seed: 0, origin: "x")
    }
    #expect(try parts(shape: [1], [0, 0, 1, 1]).missingClasses.map(\.classes) == [[1], [0]])
    #expect(try parts(shape: [2], [1, 0, 1, 0, 0, 1, 0, 1]).missingClasses.map(\.classes) == [[1], [0]])
    #expect(try parts(shape: [1], [0.5, 2, 1, 1]).missingClasses.isEmpty)
  }

  @Test func aPartThatLacksAClassIsTold() throws {
    let labels = [Int32](repeating: 0, count: 5) + [Int32](repeating: 1, count: 5)
    let parts = try DataSource.Split(train: 0.5, validation: 0, test: 0.5).parts(
      of: examples(labels), seed: 0, origin: "x")
    #expect(parts.missingClasses.map(\.part) == ["training", "test"])
    #expect(parts.missingClasses.map(\.classes) == [[1], [0]])
  }

  @Test func aPartWithoutExamplesIsAnError() throws {
    let split = DataSource.Split(train: 0.9, validation: 0, test: 0.1)
    #expect(throws: DatasetError.emptyPart(origin: "x", part: "test")) {
      try split.parts(of: examples([0, 0, 0]), seed: 0, origin: "x")
    }
  }

  // MARK: In runs

  private static func spec(_ source: String) -> String {
    """
    name: sorted
    input: [2]
    layers: [{dense: {units: 3}}]
    train: {loss: {sparse_categorical_crossentropy: {from_logits: true}}, metrics: [accuracy], seed: 4}
    data: {train: {\(source)}}
    """
  }

  @Test func tablesAndArchivesAreSplit() throws {
    let directory = try TemporaryDirectory()
    let kinds = (0..<60).map { Int32($0 / 20) }
    let numbers: [[Float]] = (0..<60).map { row in [Float(row % 7), Float(row % 5)] }
    let lines: [String] = (0..<60).map { row in
      "\(numbers[row][0]);\(numbers[row][1]);'class; \(kinds[row])'"
    }
    let table = "a;b;kind\n" + lines.joined(separator: "\n")
    try table.write(toFile: directory("t.csv"), atomically: true, encoding: .utf8)
    try NPZArchive.write(
      [
        ("x", NDArray(shape: [60, 2], .float32(numbers.flatMap(\.self)))),
        ("y", NDArray(shape: [60], .int32(kinds))),
      ], to: directory("t.npz"))
    let split = "split: {validation: 0.2, test: 0.3, shuffle: true, stratify: true}"
    func result(_ source: String, _ transcript: Transcript = Transcript()) throws -> RunResult {
      var result = try run(Self.spec(source), in: directory, reporter: PlainReporter(transcript.streams))
      result.seconds = 0
      return result
    }
    let csv = try result(
      "csv: {path: t.csv, features: [a, b], targets: [kind], separator: ';', quote: \"'\", \(split)}")
    #expect(csv.reports["test"]?.first?.confusion?.classes == ["class; 0", "class; 1", "class; 2"])
    #expect((0..<3).map { csv.reports["test"]?.first?.confusion?.row($0).support } == [6, 6, 6])
    #expect((0..<3).map { csv.reports["validation"]?.first?.confusion?.row($0).support } == [4, 4, 4])
    let npz = try result("npz: {path: t.npz, inputs: x, targets: y, \(split)}")
    #expect(npz.test == csv.test && npz.validation == csv.validation && npz.train == csv.train)

    let transcript = Transcript()
    _ = try result("npz: {path: t.npz, inputs: x, targets: y, split: [0.5, 0.5]}", transcript)
    #expect(
      transcript.progress.contains(
        "warning: the training part of the split has no example of class 2; 'stratify: true'"))
  }

  /// Without 'train:' the parts are those that the weights were trained with: to the last bit of what is said of them.
  @Test func aSplitIsDrawnAgainByTheSeedOfItsWeights() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<40).map { "\($0 * $0 % 37),\($0 * 7 % 23)" }
    try ("x,y\n" + rows.joined(separator: "\n")).write(toFile: directory("t.csv"), atomically: true, encoding: .utf8)
    func spec(_ train: String) -> String {
      """
      name: drawn
      input: [1]
      layers: [{dense: {units: 1}}]
      \(train)
      data:
        train: {csv: {path: t.csv, features: [x], targets: [y], split: {test: 0.25, shuffle: true}}}
        normalize: standard
      """
    }
    let whole = try run(spec("train: {loss: mse, optimizer: sgd, seed: 4}"), in: directory)
    var options = RunOptions()
    options.weights = directory("run/weights.safetensors")
    var reporter: any TrainingReporter = QuietReporter()
    let again = try train(
      Specs.compile(spec("")), specDirectory: directory.path, options: options, reporter: &reporter)
    #expect(whole.reports["test"]?.first?.residuals?.count == 10)
    #expect(again.reports == whole.reports)
  }
}
