import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import Testing

@Suite struct TableTests {
  typealias Slot = ExampleLayout.Slot

  /// Six days: t counts up, and the word of the sky alternates.
  private static let days = "day,t,sky\n1,10,sun\n2,20,rain\n3,30,sun\n4,40,rain\n5,50,sun\n6,60,rain\n"

  private func table(_ text: String = days) throws -> CSVTable {
    let directory = try TemporaryDirectory()
    try text.write(toFile: directory("days.csv"), atomically: true, encoding: .utf8)
    return try CSVTable(path: directory("days.csv"))
  }

  private func examples(
    _ windows: TableWindows, input: [Int], target: Slot = Slot("out", shape: [1]), text: String = days,
    trainedOn: Range<Int>? = nil
  ) throws -> ExampleSet {
    let table = try table(text)
    let encoding = try TableEncoding(
      of: windows.features + windows.targets, in: table, rows: trainedOn ?? 0..<table.rowCount)
    return try ExampleSet(
      table, encoding: encoding, windows: windows,
      layout: ExampleLayout(inputs: [Slot("in", shape: input)], targets: [target]))
  }

  @Test func windowsAreFollowedByTheirTarget() throws {
    let windows = TableWindows(features: ["t"], targets: ["t"], window: 2)
    let set = try examples(windows, input: [2, 1])
    #expect(set.inputs[0].elements == .float32([10, 20, 20, 30, 30, 40, 40, 50]))
    #expect(set.targets[0].elements == .float32([30, 40, 50, 60]))
  }

  @Test func horizonAndStrideMoveTargetAndWindows() throws {
    let windows = TableWindows(features: ["t"], targets: ["day"], window: 2, horizon: 2, stride: 2)
    let set = try examples(windows, input: [2, 1])
    #expect(set.inputs[0].elements == .float32([10, 20, 30, 40]))
    #expect(set.targets[0].elements == .float32([4, 6]))
    let now = TableWindows(features: ["t"], targets: ["day"], window: 2, horizon: 0, stride: 4)
    #expect(try examples(now, input: [2]).targets[0].elements == .float32([2, 6]))
  }

  @Test func aTargetThatTheLossDoesNotTakeIsNamedByItsCell() throws {
    let rule = TargetRule(loss: "poisson", values: .nonNegative, output: [2, 2], hasMask: false)
    let windows = TableWindows(features: ["t"], targets: ["day", "t"], window: 1, horizon: 2, stride: 2)
    let error = #expect(throws: FormatError.self) {
      try examples(
        windows, input: [1], target: Slot("out", shape: [2, 2], rule: rule),
        text: Self.days.replacing("5,50", with: "5,-0.5"))
    }
    #expect(
      error?.description.hasSuffix("days.csv:6:3: the target 'out' holds -0.5, but 'poisson' takes no negative targets")
        == true, "\(String(describing: error))")
  }

  @Test func aColumnOfClassNumbersIsToldFromRows() throws {
    let rule = TargetRule(
      loss: "categorical_crossentropy", values: .distributions(sumToOne: true), output: [4], hasMask: false)
    let error = #expect(throws: DatasetError.self) {
      try examples(
        TableWindows(features: ["t"], targets: ["day"]), input: [1], target: Slot("out", shape: [4], rule: rule))
    }
    #expect(error?.description.hasSuffix("class numbers are for 'sparse_categorical_crossentropy'") == true)
  }

  @Test(arguments: [[2, 1], [2]]) func anOutputOfTheHorizonsLengthIsOfAllItsRows(shape: [Int]) throws {
    let windows = TableWindows(features: ["t"], targets: ["t"], window: 3, horizon: 2)
    let set = try examples(windows, input: [3, 1], target: Slot("out", shape: shape))
    #expect(set.targets[0].elements == .float32([40, 50, 50, 60]))
  }

  @Test func withoutAWindowARowIsAnExample() throws {
    let set = try examples(TableWindows(features: ["day", "sky"], targets: ["t"]), input: [3])
    #expect(set.count == 6)
    // The words in order: rain, sun.
    #expect(set.subset(0..<2).inputs[0].elements == .float32([1, 0, 1, 2, 1, 0]))
    #expect(set.inputs[0].wordFeatures == [1, 2])
    #expect(set.targets[0].elements == .float32([10, 20, 30, 40, 50, 60]))
  }

  @Test func wordsAreClassesWhereTheTargetIsALabel() throws {
    let windows = TableWindows(features: ["t"], targets: ["sky"], window: 1)
    let set = try examples(
      windows, input: [1, 1], target: Slot("out", shape: [], type: .int32, classes: 2))
    #expect(set.targets[0].elements == .int32([0, 1, 0, 1, 0]))
    let oneHot = try examples(windows, input: [1], target: Slot("out", shape: [2]))
    #expect(oneHot.targets[0].elements == .float32([1, 0, 0, 1, 1, 0, 0, 1, 1, 0]))
  }

  @Test func columnsThatDoNotFitAreCounted() throws {
    let error = #expect(throws: DatasetError.self) {
      try examples(TableWindows(features: ["t", "sky"], targets: ["t"], window: 2), input: [2, 2])
    }
    #expect(
      error?.description.hasSuffix(
        "the columns 't', 'sky' (2 words) make examples of shape [2, 3], but 'in' has [2, 2]") == true)
  }

  @Test func tooFewRowsAreRefused() throws {
    let error = #expect(throws: DatasetError.self) {
      try examples(TableWindows(features: ["t"], targets: ["t"], window: 6), input: [6, 1])
    }
    #expect(error?.description.hasSuffix("6 rows are fewer than the 7 that a window and its horizon span") == true)
    let empty = #expect(throws: DatasetError.self) {
      try examples(TableWindows(features: ["t"], targets: ["t"]), input: [1], text: "t\n")
    }
    #expect(empty?.description.hasSuffix("days.csv: the table has no row below its header") == true)
  }

  @Test(arguments: [
    ("t\n1\nx\n", ":3:1: 'x' of 't' is no finite number, as the column's first cell is"),
    ("t\n1\nnan\n", ":3:1: 'nan' of 't' is no finite number, as the column's first cell is"),
    ("t\n1\n0x10\n", ":3:1: '0x10' of 't' is no finite number, as the column's first cell is"),
    ("t\n1\n1e60\n", ":3:1: '1e60' of 't' is no finite number, as the column's first cell is"),
    ("t\n1e40\n2\n", ":2:1: '1e40' of 't' is no decimal number that float32 holds: the largest is 3.4028235e+38"),
    ("t\n0x10\n2\n", ":2:1: '0x10' of 't' is no decimal number that float32 holds"),
    ("t\n1\n\"\"\n", ":3:1: the cell of 't' is empty"),
    ("t\n2012-01-02\n2012-01-03\n", ":2:1: 't' holds dates, which are no numbers: leave it out"),
  ]) func cellsThatCannotBeReadAreNamedWithTheirPlace(text: String, message: String) throws {
    let error = #expect(throws: FormatError.self) {
      try examples(TableWindows(features: ["t"], targets: ["t"]), input: [1], text: text, trainedOn: 0..<2)
    }
    #expect(error?.description.contains("days.csv" + message) == true, "\(error?.description ?? "")")
  }

  @Test func wordsThatTrainingDoesNotKnowAreNamedWithTheirPlace() throws {
    let error = #expect(throws: FormatError.self) {
      try examples(
        TableWindows(features: ["t"], targets: ["t"]), input: [2], target: Slot("out", shape: [2]),
        text: "t\nsun\nrain\nsnow\n", trainedOn: 0..<2)
    }
    #expect(
      error?.description.hasSuffix("days.csv:4:1: 'snow' is no word that 't' has in what is trained on: rain, sun")
        == true)
  }

  @Test func wordsAreSavedAndReadAgain() throws {
    let table = try table("a,b,c\nx y,1,\"q\n,\"\nz,2,ü\n")
    let encoding = try TableEncoding(of: ["a", "b", "c"], in: table, rows: 0..<2)
    #expect(encoding["a"] == .words(["x y", "z"]))
    #expect(encoding["b"] == .numbers)
    #expect(encoding.width(of: ["a", "b", "c"]) == 5)
    let read = TableEncoding(metadata: encoding.metadata)
    for name in ["a", "b", "c"] { #expect(read[name] == encoding[name]) }
  }
}
