import NNCCCompiler

extension RunResult {
  /// What is said of the outputs of the last part that was evaluated, short: a table by class or by number, and the most
  /// frequent mistakes; empty where there is nothing to say.
  package var reportText: String {
    for part in ["test", "validation"] {
      guard let reports = reports[part], !reports.isEmpty else { continue }
      return reports.map { $0.text(part: part, namesOutput: reports.count > 1) }.joined()
    }
    return ""
  }
}

extension OutputReport {
  /// Of more classes than these only the worst are shown.
  private static let mostShown = 12

  fileprivate func text(part: String, namesOutput: Bool) -> String {
    confusion.map { $0.text(part, namesOutput, most: Self.mostShown) }
      ?? residuals.map { $0.text(part, namesOutput, most: Self.mostShown) } ?? ""
  }
}

extension ConfusionMatrix {
  fileprivate func text(_ part: String, _ namesOutput: Bool, most: Int) -> String {
    var shown = Array(classes.indices)
    if shown.count > most { shown = Array(shown.sorted { row($0).f1 < row($1).f1 }.prefix(most)) }
    var table = TextTable([
      (namesOutput ? output : part, .left), ("precision", .right), ("recall", .right), ("f1", .right),
      ("support", .right),
    ])
    for number in shown {
      let row = row(number)
      table.add([classes[number]] + [row.precision, row.recall, row.f1].map(NumberText.score) + [grouped(row.support)])
    }
    let mistakes = mistakes(3).map { "'\(classes[$0.target])' for '\(classes[$0.predicted])' (\(grouped($0.count)))" }
    return (shown.count < classes.count ? "the worst of \(classes.count) classes:\n" : "") + table.text
      + (mistakes.isEmpty ? "" : "most often taken: \(listed(mistakes, "and"))\n")
  }
}

extension Residuals {
  fileprivate func text(_ part: String, _ namesOutput: Bool, most: Int) -> String {
    var shown = Array(names.indices)
    if shown.count > most { shown = Array(shown.sorted { row($0).r2 ?? 1 < row($1).r2 ?? 1 }.prefix(most)) }
    var table = TextTable([
      (namesOutput ? output : part, .left), ("bias", .right), ("mae", .right), ("rmse", .right), ("r2", .right),
    ])
    for number in shown {
      let row = row(number)
      table.add(
        [names[number]] + [row.bias, row.mae, row.rmse].map(NumberText.score)
          + [row.r2.map { NumberText.fixed($0, digits: 4) } ?? "–"])
    }
    return (shown.count < names.count ? "the worst of \(names.count) numbers:\n" : "") + table.text
  }
}
