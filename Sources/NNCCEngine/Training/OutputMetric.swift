import Foundation
import NNCCCompiler

/// A metric on one output, by the definitions of `keras.metrics`.
///
/// Of classes with equal values the lowest counts as the likeliest.
package struct OutputMetric: Sendable {
  /// What one row of predictions scores.
  package enum Rule: Sendable, Hashable {
    /// The share of elements that are on their target's side of ½.
    case binaryAccuracy
    /// 1 where the target's class is among the `k` likeliest.
    case topK(Int)
    /// mean (y − t)²
    case squaredError
    /// mean |y − t|
    case absoluteError
    /// −log of the probability of the target's class, of which e to the mean is the score
    case crossentropy(ofLogits: Bool)
  }

  package let name: String
  package let rule: Rule
  /// Index into the plan's outputs.
  package let output: Int
  /// Index into the examples' targets.
  package let target: Int
  /// Of one example: 1, or its time steps, pixels and so on.
  package let rows: Int
  /// Numbers in a row of predictions.
  package let classes: Int
  /// What 1 of each number in a row is in the units that the score is to have; nil for the same.
  package let unit: [Float]?

  /// - Parameters:
  ///   - shape: of the output, for one example.
  ///   - hasLabels: whether a row's target is the number of a class.
  ///   - hasLogits: whether a softmax would make probabilities of a row.
  ///   - unit: what 1 of each of a row's `classes` numbers is in the units that mse and mae are to have; nil for 1.
  package init(
    name: String, _ metric: Training.Metric, output: Int, target: Int, shape: [Int], hasLabels: Bool,
    hasLogits: Bool = false, unit: [Float]? = nil
  ) {
    self.name = name
    self.output = output
    self.target = target
    classes = shape.last ?? 1
    self.unit = unit
    rows = shape.dropLast().reduce(1, *)
    rule =
      switch metric {
      // Keras picks the kind of accuracy by the last axis of predictions and targets.
      case .accuracy: classes == 1 ? .binaryAccuracy : .topK(1)
      case .topK(let k): .topK(k)
      case .meanSquaredError: .squaredError
      case .meanAbsoluteError: .absoluteError
      case .perplexity: .crossentropy(ofLogits: hasLogits)
      }
  }

  /// The score of a mean over all rows.
  package func score(ofMean mean: Double) -> Double {
    if case .crossentropy = rule { exp(mean) } else { mean }
  }

  /// A sum of scores, and of how many rows.
  package struct Sum {
    package var score = 0.0
    package var rows = 0
  }

  /// The sum over the rows of a batch that count: those of steps that a mask leaves out do not, as in Keras.
  /// Allocates nothing.
  ///
  /// - Parameters:
  ///   - prediction: [batch, rows, classes]
  ///   - mask: [batch, time], where the rows are those of time steps; nil where all count
  ///   - targets: of all examples: labels [rows] or values [rows, classes] each
  ///   - batch: which examples the predictions are of
  package func sum(
    _ prediction: UnsafeMutableBufferPointer<Float>, mask: UnsafeMutableBufferPointer<Float>? = nil,
    _ targets: ExampleArray.Elements, batch: ArraySlice<Int>
  ) -> Sum {
    switch targets {
    case .int32(let labels):
      labels.withUnsafeBufferPointer { labels in
        sumOfRows(prediction, mask, batch) { row, targetRow in score(row, label: labels[targetRow]) }
      }
    case .float32(let values):
      values.withUnsafeBufferPointer { values in
        sumOfRows(prediction, mask, batch) { row, targetRow in
          score(row, values: values[(targetRow * classes)..<(targetRow * classes + classes)])
        }
      }
    }
  }

  private typealias Row = ScoredRows.Row
  private typealias TargetRow = Slice<UnsafeBufferPointer<Float>>

  private func sumOfRows(
    _ prediction: ScoredRows.Values, _ mask: ScoredRows.Values?, _ batch: ArraySlice<Int>,
    _ score: (_ row: Row, _ targetRow: Int) -> Double
  ) -> Sum {
    var sum = Sum()
    ScoredRows(perExample: rows, width: classes).forEach(prediction, mask: mask, batch: batch) { row, targetRow in
      sum.score += score(row, targetRow)
      sum.rows += 1
    }
    return sum
  }

  private func score(_ row: Row, label: Int32) -> Double {
    switch rule {
    case .topK(let k): return isAmong(k, of: row, classNumber: Int(label)) ? 1 : 0
    case .crossentropy(let ofLogits): return crossentropy(row, ofLogits) { $0 == Int(label) ? 1 : 0 }
    case .binaryAccuracy, .squaredError, .absoluteError:
      let value = Float(label)
      return mean(row) { _ in value }
    }
  }

  private func score(_ row: Row, values: TargetRow) -> Double {
    switch rule {
    case .topK(let k): return isAmong(k, of: row, classNumber: values.likeliest) ? 1 : 0
    case .crossentropy(let ofLogits): return crossentropy(row, ofLogits) { values[values.startIndex + $0] }
    case .binaryAccuracy, .squaredError, .absoluteError:
      return mean(row) { values[values.startIndex + $0] }
    }
  }

  /// The mean over a row of what an element scores beside its target.
  private func mean(_ row: Row, _ target: (Int) -> Float) -> Double {
    var sum = 0.0
    for (index, value) in row.enumerated() {
      let difference = (Double(value) - Double(target(index))) * Double(unit?[index] ?? 1)
      switch rule {
      case .binaryAccuracy: sum += (value > 0.5 ? 1 : 0) == target(index) ? 1 : 0
      case .squaredError: sum += difference * difference
      case .absoluteError: sum += abs(difference)
      case .topK, .crossentropy: break
      }
    }
    return sum / Double(classes)
  }

  /// −Σ t log p over a row. Probabilities are brought to the sum 1 and clipped to Keras's ε, as the loss does.
  private func crossentropy(_ row: Row, _ isOfLogits: Bool, _ target: (Int) -> Float) -> Double {
    let largest = isOfLogits ? Double(row.max() ?? 0) : 0
    var (sum, weighted) = (0.0, 0.0)
    for (index, value) in row.enumerated() {
      let value = Double(value)
      sum += isOfLogits ? exp(value - largest) : value
      let share = Double(target(index))
      if share != 0 { weighted += share * (isOfLogits ? value - largest : log(max(value, 1e-7))) }
    }
    return log(sum) - weighted
  }

  private func isAmong(_ k: Int, of row: Row, classNumber: Int) -> Bool {
    guard classNumber >= 0, classNumber < classes else { return false }
    let value = row[row.startIndex + classNumber]
    guard !value.isNaN else { return false }
    var better = 0
    for (index, other) in row.enumerated() where other > value || (other == value && index < classNumber) {
      better += 1
    }
    return better < k
  }
}
