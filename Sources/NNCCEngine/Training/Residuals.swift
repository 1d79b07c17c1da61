/// How far the numbers that an output gives are from their targets, in the units of the data.
package struct Residuals: Sendable, Hashable {
  /// Sums over one number of the output's rows.
  private struct Sums: Sendable, Hashable {
    var difference = 0.0
    var distance = 0.0
    var square = 0.0
    var target = 0.0
    var targetSquare = 0.0
  }

  /// Of the output.
  package let output: String
  /// Of the numbers in a row.
  package let names: [String]
  private var sums: [Sums]
  /// Rows.
  package private(set) var count = 0

  package init(output: String, names: [String]) {
    self.output = output
    self.names = names
    sums = Array(repeating: Sums(), count: names.count)
  }

  /// Adds a row's number. Allocates nothing.
  ///
  /// - Parameter unit: what 1 of both is in the units of the data.
  package mutating func add(_ number: Int, prediction: Float, target: Float, unit: Double) {
    let (target, difference) = (Double(target) * unit, (Double(prediction) - Double(target)) * unit)
    sums[number].difference += difference
    sums[number].distance += abs(difference)
    sums[number].square += difference * difference
    sums[number].target += target
    sums[number].targetSquare += target * target
    if number == names.count - 1 { count += 1 }
  }

  /// What is said of one number.
  package struct Row: Sendable, Hashable {
    /// Of prediction − target: above 0 where predictions are too high.
    package var bias: Double
    /// The mean absolute error.
    package var mae: Double
    /// The root of the mean squared error.
    package var rmse: Double
    /// 1 − the squared error as a share of the targets' variance; nil where they are all equal.
    package var r2: Double?
  }

  package func row(_ number: Int) -> Row {
    let (sums, count) = (sums[number], Double(count))
    let spread = sums.targetSquare - sums.target * sums.target / count
    return Row(
      bias: sums.difference / count, mae: sums.distance / count, rmse: (sums.square / count).squareRoot(),
      r2: spread > 1e-12 * sums.targetSquare ? 1 - sums.square / spread : nil)
  }
}
