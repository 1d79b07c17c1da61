/// An affine map of every float input, x ↦ (x − offset) / divisor, whose numbers come from training data.
///
/// Each feature, that is each position on an input's last axis, has its own numbers, as with Keras's
/// `Normalization` layer. They are saved with the weights, so that new data are treated as the training data were.
package struct Normalization: Sendable, Hashable {
  /// What the training data are made to have.
  package enum Method: String, Sendable, Hashable, CaseIterable {
    /// Mean 0 and standard deviation 1.
    case standard
    /// Minimum 0 and maximum 1.
    case minmax
  }

  private struct Features: Sendable, Hashable {
    var offsets: [Float]
    var divisors: [Float]
  }

  private var features: [String: Features] = [:]

  /// The numbers that give the training data the form that `method` says. A feature that is constant is only
  /// shifted.
  package init(_ method: Method, training: ExampleSet) {
    for input in training.inputs {
      guard case .float32(let values) = input.elements else { continue }
      features[input.slot.name] = Self.statistics(of: values, width: input.slot.shape.last ?? 1, method)
    }
  }

  private static func statistics(of values: [Float], width: Int, _ method: Method) -> Features {
    var least = Array(values[..<width])
    var greatest = least
    var sums = [Double](repeating: 0, count: width)
    forEachElement(of: values, width: width) { value, feature in
      least[feature] = min(least[feature], value)
      greatest[feature] = max(greatest[feature], value)
      sums[feature] += Double(value)
    }
    let rows = Double(values.count / width)
    let means = sums.map { $0 / rows }
    var squares = [Double](repeating: 0, count: width)
    forEachElement(of: values, width: width) { value, feature in
      let deviation = Double(value) - means[feature]
      squares[feature] += deviation * deviation
    }
    let spans = (0..<width).map { feature in
      switch method {
      case .standard: (squares[feature] / rows).squareRoot()
      case .minmax: Double(greatest[feature]) - Double(least[feature])
      }
    }
    let divisors = (0..<width).map { feature in
      let span = Float(spans[feature])
      // A constant has a deviation of rounding errors alone.
      return least[feature] == greatest[feature] || span == 0 ? 1 : span
    }
    return Features(offsets: method == .standard ? means.map(Float.init) : least, divisors: divisors)
  }

  private static func forEachElement(of values: [Float], width: Int, _ body: (Float, Int) -> Void) {
    var feature = 0
    for value in values {
      body(value, feature)
      feature = feature + 1 == width ? 0 : feature + 1
    }
  }

  /// Maps the float inputs of a set.
  ///
  /// - Throws: `DatasetError` where there are no numbers for an input, or a result is beyond float32.
  package func apply(to examples: inout ExampleSet) throws {
    for index in examples.inputs.indices {
      guard case .float32(var values) = examples.inputs[index].elements else { continue }
      let slot = examples.inputs[index].slot
      guard let numbers = features[slot.name] else {
        throw DatasetError.statistics(input: slot.name, reason: "there are no statistics")
      }
      let width = slot.shape.last ?? 1
      guard numbers.offsets.count == width else {
        throw DatasetError.statistics(
          input: slot.name,
          reason: "the statistics have \(numbers.offsets.count) features, the input \(width)")
      }
      // Let go of the set's own storage, so that the values change in place.
      examples.inputs[index].elements = .float32([])
      for position in values.indices {
        let feature = position % width
        values[position] = (values[position] - numbers.offsets[feature]) / numbers.divisors[feature]
      }
      examples.inputs[index].elements = .float32(values)
      try examples.inputs[index].checkValues()
    }
  }
}

extension Normalization {
  private static let offsetSuffix = "/offset"
  private static let divisorSuffix = "/divisor"

  /// The numbers under `<input>/offset` and `<input>/divisor`.
  package var saved: [String: [Float]] {
    var saved: [String: [Float]] = [:]
    for (input, numbers) in features {
      saved[input + Self.offsetSuffix] = numbers.offsets
      saved[input + Self.divisorSuffix] = numbers.divisors
    }
    return saved
  }

  /// From what `saved` gave.
  ///
  /// - Throws: `DatasetError.statistics` where it is incomplete or would divide by zero.
  package init(saved: [String: [Float]]) throws {
    for (key, offsets) in saved where key.hasSuffix(Self.offsetSuffix) {
      let input = String(key.dropLast(Self.offsetSuffix.count))
      guard let divisors = saved[input + Self.divisorSuffix], divisors.count == offsets.count else {
        throw DatasetError.statistics(input: input, reason: "there must be one divisor for each offset")
      }
      guard offsets.allSatisfy(\.isFinite), divisors.allSatisfy({ $0.isFinite && $0 != 0 }) else {
        throw DatasetError.statistics(input: input, reason: "its numbers are not finite, or a divisor is 0")
      }
      features[input] = Features(offsets: offsets, divisors: divisors)
    }
  }
}
