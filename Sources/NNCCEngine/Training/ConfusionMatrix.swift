/// How often each class was taken for each.
package struct ConfusionMatrix: Sendable, Hashable {
  /// Of the output.
  package let output: String
  /// In the order of the classes' numbers.
  package let classes: [String]
  /// [true class, predicted class]
  package private(set) var counts: [Int]

  /// - Parameter classes: their names.
  package init(output: String, classes: [String]) {
    self.output = output
    self.classes = classes
    counts = Array(repeating: 0, count: classes.count * classes.count)
  }

  /// How often a class was taken for one.
  package subscript(target: Int, predicted: Int) -> Int { counts[target * classes.count + predicted] }

  /// Counts a prediction. Allocates nothing.
  package mutating func add(target: Int, predicted: Int) { counts[target * classes.count + predicted] += 1 }

  /// What is said of one class, as scikit-learn's `classification_report` does: 0 where there is nothing to divide by.
  package struct Row: Sendable, Hashable {
    /// Of what was taken for the class, the share that was.
    package var precision: Double
    /// Of what was the class, the share that was taken for it.
    package var recall: Double
    /// The harmonic mean of the two.
    package var f1: Double
    /// How many were the class.
    package var support: Int

    package init(precision: Double, recall: Double, f1: Double, support: Int) {
      self.precision = precision
      self.recall = recall
      self.f1 = f1
      self.support = support
    }
  }

  package func row(_ number: Int) -> Row {
    let right = self[number, number]
    let support = classes.indices.reduce(0) { $0 + self[number, $1] }
    let taken = classes.indices.reduce(0) { $0 + self[$1, number] }
    return Row(
      precision: taken == 0 ? 0 : Double(right) / Double(taken),
      recall: support == 0 ? 0 : Double(right) / Double(support),
      f1: support + taken == 0 ? 0 : Double(2 * right) / Double(support + taken), support: support)
  }

  /// The most frequent mistakes, the most frequent first; of equally many those of the lower classes.
  package func mistakes(_ count: Int) -> [(target: Int, predicted: Int, count: Int)] {
    let all = classes.indices.flatMap { target in
      classes.indices.compactMap { predicted in
        target == predicted || self[target, predicted] == 0 ? nil : (target, predicted, self[target, predicted])
      }
    }
    return Array(all.sorted { $0.2 > $1.2 }.prefix(count))
  }
}
