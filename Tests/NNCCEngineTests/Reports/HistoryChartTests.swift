import Foundation
import NNCCEngine
import NNCCRuntime
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HistoryChartTests {
  private static func history(_ losses: [Double], validation: [Double]? = nil) -> TrainingHistory {
    var history = TrainingHistory()
    for (index, loss) in losses.enumerated() {
      history.append(
        train: Scores(loss: loss, metrics: []),
        validation: validation.map { Scores(loss: $0[index], metrics: []) }, steps: index + 1)
    }
    return history
  }

  private func isWellFormed(_ svg: String) -> Bool { XMLParser(data: Data(svg.utf8)).parse() }

  @Test func theChartIsAsCommitted() throws {
    let chart = HistoryChart(
      title: "digits <a & b>", history: Self.history([2.3, 1.1, 0.6, 0.45], validation: [2, 1.2, 0.8, 0.85]))
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/engine/loss.svg").standardized
    #expect(try chart.svg == String(contentsOf: golden, encoding: .utf8))
    #expect(isWellFormed(chart.svg))
  }

  @Test(arguments: [[], [0], [1], [.nan], [0.5, .infinity, 0.25], [1e-30, 1e-31], [1e30, 1]])
  func everyHistoryGivesADocument(_ losses: [Double]) {
    let svg = HistoryChart(title: "x", history: Self.history(losses)).svg
    #expect(isWellFormed(svg))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func manyEpochsAreALineWithoutMarks() {
    let svg = HistoryChart(title: "x", history: Self.history((1...100).map { 1 / Double($0) })).svg
    #expect(!svg.contains("<circle"))
    #expect(svg.contains("<path"))
  }

  @Test(arguments: [
    (0.0, 2.3, 5, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]), (1, 20, 8, ["0", "5", "10", "15", "20"]),
    (0, 0.004, 4, ["0.000", "0.001", "0.002", "0.003", "0.004"]),
    (-3, 1, 4, ["-3", "-2", "-1", "0", "1"]),
  ])
  func ticksAreRound(_ least: Double, _ greatest: Double, _ count: Int, _ labels: [String]) {
    let ticks = NiceTicks(from: least, to: greatest, count: count)
    #expect(ticks.values.map(ticks.label) == labels)
  }
}
