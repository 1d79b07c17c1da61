import NNCCCompiler
import NNCCRuntime

/// What an evaluation says of one output beside its scores: which classes are taken for which, or how far numbers are
/// off.
package struct OutputReport: Sendable, Hashable {
  /// Of an output that tells classes apart.
  package var confusion: ConfusionMatrix?
  /// Of any other.
  package var residuals: Residuals?
}

/// Takes the report of one output.
package struct OutputReporter: Sendable {
  /// What a row of predictions is.
  private enum Rule: Sendable {
    /// The largest is the class.
    case largest
    /// The second of two classes where it is above this.
    case above(Float)
    /// Numbers, with what 1 of each is in the units of the data.
    case numbers(units: [Double])
  }

  /// Beyond so many classes nobody reads the table.
  private static let mostClasses = 256

  private let rule: Rule
  /// Index into the plan's outputs.
  private let output: Int
  /// Index into the examples' targets.
  private let target: Int
  private let rows: ScoredRows
  /// Nothing counted yet.
  package let empty: OutputReport

  /// - Parameter hasLabels: whether targets are the numbers of classes.
  /// - Returns: nil for an output of which there is nothing to say: labels without a place in time, characters.
  package init?(
    _ graph: Graph, output index: Int, target: Int, training: Training?, hasLabels: Bool, columns: [String],
    preprocessing: Preprocessing
  ) {
    let output = graph.outputs[index]
    let shape = graph.tensors[output.tensor].shape
    (self.output, self.target) = (index, target)
    let width = shape.last ?? 1
    rows = ScoredRows(perExample: shape.dropLast().reduce(1, *), width: width)
    if training?.losses[target].isCTC == true || preprocessing.vocabulary != nil { return nil }
    let classCount = graph.classCount(of: output, training)
    func classes() -> OutputReport? {
      guard classCount <= Self.mostClasses else { return nil }
      let names = preprocessing.classes.flatMap { $0.count == classCount ? $0.names : nil }
      return OutputReport(
        confusion: ConfusionMatrix(output: output.name, classes: names ?? (0..<classCount).map { "\($0)" }))
    }
    switch graph.classScores(of: output, training) {
    case .softmax:
      guard let report = classes() else { return nil }
      (rule, empty) = (.largest, report)
    case .sigmoid where width == 1, .sigmoidOfLogits where width == 1:
      guard let report = classes() else { return nil }
      (rule, empty) = (.above(graph.classScores(of: output, training) == .sigmoid ? 0.5 : 0), report)
    case .none where hasLabels:
      guard let report = classes() else { return nil }
      (rule, empty) = (.largest, report)
    case .none:
      let units = preprocessing.unit(of: output.name)?.map(Double.init) ?? Array(repeating: 1, count: width)
      guard width <= Self.mostClasses, units.count == width else { return nil }
      let names =
        columns.count == width ? columns : width == 1 ? [output.name] : (0..<width).map { "\(output.name)_\($0)" }
      (rule, empty) = (.numbers(units: units), OutputReport(residuals: Residuals(output: output.name, names: names)))
    case .sigmoid, .sigmoidOfLogits:
      return nil
    }
  }

  /// Adds a batch that an executor has just run. Allocates nothing.
  package func add(_ executor: Executor, _ examples: ExampleSet, batch: ArraySlice<Int>, to report: inout OutputReport)
  {
    let port = executor.plan.outputs[output]
    let targets = examples.targets[target].elements
    rows.forEach(executor.floats(port.buffer), mask: port.mask.map(executor.floats), batch: batch) { row, targetRow in
      add(row, targets, at: targetRow, to: &report)
    }
  }

  private func add(
    _ prediction: ScoredRows.Row, _ targets: ExampleArray.Elements, at row: Int,
    to report: inout OutputReport
  ) {
    switch rule {
    case .numbers(let units):
      guard case .float32(let values) = targets else { return }
      for (number, value) in prediction.enumerated() {
        report.residuals?.add(number, prediction: value, target: values[row * rows.width + number], unit: units[number])
      }
    case .largest, .above: report.confusion?.add(target: target(targets, row), predicted: predicted(prediction))
    }
  }

  private func predicted(_ row: ScoredRows.Row) -> Int {
    switch rule {
    case .above(let threshold): row[row.startIndex] > threshold ? 1 : 0
    case .largest, .numbers: row.likeliest
    }
  }

  private func target(_ targets: ExampleArray.Elements, _ row: Int) -> Int {
    switch (targets, rule) {
    case (.int32(let labels), _): Int(labels[row])
    case (.float32(let values), .above): values[row] > 0.5 ? 1 : 0
    case (.float32(let values), _): values[row * rows.width..<(row + 1) * rows.width].likeliest
    }
  }
}
