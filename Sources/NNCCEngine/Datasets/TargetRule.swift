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
    case .distributions:
      return fault(in: targets, "takes rows of probabilities, such as one-hot ones") { 0...1 ~= $0 }
        ?? faultInSums(of: targets)
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
    let isClass = value > 1 && value == value.rounded() && (values == .distributions || values == .probabilities)
    return Fault(
      element: element,
      reason: "holds \(Self.text(value)), but '\(loss)' \(rule)"
        + (isClass ? "; class numbers are for 'sparse_categorical_crossentropy'" : ""))
  }

  /// Sums within 1 %, as of probabilities written with two digits.
  private func faultInSums(of targets: [Float]) -> Fault? {
    let width = output.last ?? 1
    for start in stride(from: 0, to: targets.count, by: width) {
      let sum = targets[start..<start + width].reduce(0, +)
      if abs(sum - 1) <= 0.0101 || hasMask && sum == 0 { continue }
      return Fault(
        element: start,
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
    switch values {
    case .classes where found == output && found != expected:
      return "these are rows of \(row), which 'categorical_crossentropy' takes; '\(loss)' takes the number of the class"
    case .anything, .probabilities, .distributions, .signs, .nonNegative, .classes:
      if found == output.dropLast(), values != .classes {
        return "'\(loss)' takes rows of \(row); class numbers are for 'sparse_categorical_crossentropy'"
      }
      guard found.count < expected.count else { return nil }
      return "the network gives \(self.output) for each example: is a 'flatten' missing before its last layers?"
    }
  }
}

extension TargetRule {
  /// Targets that the loss is defined for, at random: classes and signs where it takes probabilities.
  ///
  /// - Parameter noise: uniform in −1 ..< 1, in rows as long as the output's last axis.
  func targets(from noise: [Float]) -> [Float] {
    switch values {
    case .anything, .classes: return noise
    case .probabilities: return noise.map { $0 < 0 ? 0 : 1 }
    case .signs: return noise.map { $0 < 0 ? -1 : 1 }
    case .nonNegative: return noise.map { ($0 + 1) * 2 }
    case .distributions:
      let width = output.last ?? 1
      var values = [Float](repeating: 0, count: noise.count)
      for start in stride(from: 0, to: noise.count, by: width) {
        // The largest of as many numbers is as likely to be any of them.
        let largest = (start..<start + width).max { noise[$0] < noise[$1] }
        if let largest { values[largest] = 1 }
      }
      return values
    }
  }
}
