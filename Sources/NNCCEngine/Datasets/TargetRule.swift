import NNCCCompiler

/// What a loss takes for targets: they are held against it before training begins.
package struct TargetRule: Sendable, Hashable {
  /// The loss's name.
  package var loss: String
  package var values: TargetValues
  /// The shape of the network's output for one example.
  package var output: [Int]
  /// Whether some of the output's time steps do not count, whose targets are padding: rows of zeros.
  package var hasMask: Bool

  /// What the loss of that name takes for an output of that shape.
  package init(loss: String, values: TargetValues, output: [Int], hasMask: Bool) {
    self.loss = loss
    self.values = values
    self.output = output
    self.hasMask = hasMask
  }

  /// An element at fault.
  package struct Fault: Sendable, Hashable {
    /// Its index.
    package let element: Int
    /// What is wrong with it: `holds 7, but 'poisson' takes …`.
    package let reason: String
  }

  /// The first element that the loss is not defined for.
  package func fault(in targets: [Float]) -> Fault? {
    switch values {
    case .anything, .classes:
      return nil
    case .probabilities:
      return fault(in: targets, "takes targets from 0 to 1") { 0...1 ~= $0 }
    case .distributions(let sumToOne):
      return fault(in: targets, "takes rows of probabilities, such as one-hot ones") { 0...1 ~= $0 }
        ?? (sumToOne ? faultInSums(of: targets) : nil)
    case .signs:
      let hasNegatives = targets.contains(-1)
      return fault(in: targets, "takes targets of -1 and 1, or of 0 and 1") {
        $0 == 1 || $0 == (hasNegatives ? -1 : 0)
      }
    case .nonNegative:
      return fault(in: targets, "takes no negative targets") { $0 >= 0 }
    }
  }

  private func fault(in targets: [Float], _ rule: String, where allows: (Float) -> Bool) -> Fault? {
    guard let element = targets.firstIndex(where: { !allows($0) }) else { return nil }
    let value = targets[element]
    let isClass = value > 1 && value == value.rounded() && values.areProbabilities
    return Fault(
      element: element,
      reason: "holds \(Self.text(value)), but '\(loss)' \(rule)"
        + (isClass ? "; class numbers are for 'sparse_categorical_crossentropy'" : ""))
  }

  /// Sums within 1 %, as of probabilities written with two digits.
  private func faultInSums(of targets: [Float]) -> Fault? {
    for row in rows(of: targets) {
      let sum = targets[row].reduce(0, +)
      if abs(sum - 1) <= 0.0101 || hasMask && sum == 0 { continue }
      return Fault(
        element: row.lowerBound,
        reason: "begins a row that sums to \(Self.text(sum)), but '\(loss)' takes rows of probabilities that sum to 1"
          + (sum > 1 ? "; for several classes at once use 'binary_crossentropy'" : ""))
    }
    return nil
  }

  private static func text(_ value: Float) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(value)
  }

  /// What is likely wrong where examples of one shape are to be targets of another, axes of length 1 left out of both.
  package func hint(found: [Int], expected: [Int]) -> String? {
    let output = output.filter { $0 != 1 }
    let row = self.output.last ?? 1
    if values == .classes, found == output {
      return "these are rows of \(row), which 'categorical_crossentropy' takes; '\(loss)' takes the number of the class"
    }
    if values != .classes, found == output.dropLast() {
      return "'\(loss)' takes rows of \(row); class numbers are for 'sparse_categorical_crossentropy'"
    }
    guard found.count < expected.count else { return nil }
    return "the network gives \(self.output) for each example: is a 'flatten' missing before its last layers?"
  }
}

extension TargetRule {
  /// Targets that the loss is defined for, at random.
  ///
  /// - Parameters:
  ///   - noise: uniform in −1 ..< 1, in rows as long as the output's last axis.
  ///   - isSoft: whether probabilities lie between 0 and 1, and are not the one or the other.
  func targets(from noise: [Float], isSoft: Bool) -> [Float] {
    switch values {
    case .anything, .classes: noise
    case .probabilities: noise.map { isSoft ? ($0 + 1) / 2 : $0 < 0 ? 0 : 1 }
    case .distributions: isSoft ? softRows(from: noise) : oneHotRows(from: noise)
    case .nonNegative: noise.map { ($0 + 1) * 2 }
    case .signs: noise.map { $0 < 0 ? -1 : 1 }
    }
  }

  /// Rows of positive numbers that sum to 1.
  private func softRows(from noise: [Float]) -> [Float] {
    var values = noise.map { $0 + 1.125 }
    for row in rows(of: values) {
      let sum = values[row].reduce(0, +)
      for index in row { values[index] /= sum }
    }
    return values
  }

  /// A one where the noise is largest, which is as likely at any place of a row.
  private func oneHotRows(from noise: [Float]) -> [Float] {
    var values = [Float](repeating: 0, count: noise.count)
    for row in rows(of: noise) {
      if let largest = row.max(by: { noise[$0] < noise[$1] }) { values[largest] = 1 }
    }
    return values
  }

  private func rows(of values: [Float]) -> some Sequence<Range<Int>> {
    let width = output.last ?? 1
    return stride(from: 0, to: values.count, by: width).lazy.map { $0..<$0 + width }
  }
}

extension TargetValues {
  fileprivate var areProbabilities: Bool {
    switch self {
    case .probabilities, .distributions: true
    case .anything, .signs, .nonNegative, .classes: false
    }
  }
}
