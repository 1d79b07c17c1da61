/// An affine map of float inputs or targets, x ↦ (x − offset) / divisor, whose numbers come from training data.
///
/// Each feature, that is each position on an array's last axis, has its own numbers, as with Keras's
/// `Normalization` layer; what is 0 or 1 for a word stays so. They are saved with the weights, so that new data are treated as the training data were.
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
  ///
  /// - Parameter lengths: how many time steps of each example count, where not all do: what pads the others has no
  ///   part in the numbers.
  package init(
    _ method: Method, training arrays: [ExampleArray], lengths: (ExampleLayout.Slot) -> [Int32]? = { _ in nil }
  ) {
    for array in arrays {
      guard case .float32(var values) = array.elements else { continue }
      if let lengths = lengths(array.slot), let time = array.slot.shape.first {
        let step = array.elementsPerExample / time
        let counted = lengths.enumerated().flatMap { example, length in
          values[example * time * step..<(example * time + Int(length)) * step]
        }
        // Of sequences without any step there is nothing to learn.
        if !counted.isEmpty { values = counted }
      }
      var numbers = Self.statistics(of: values, width: array.slot.shape.last ?? 1, method)
      for place in array.wordFeatures where place < numbers.offsets.count {
        numbers.offsets[place] = 0
        numbers.divisors[place] = 1
      }
      features[array.slot.name] = numbers
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

  /// Maps the float arrays among these.
  ///
  /// - Throws: `DatasetError` where there are no numbers for one, or a result is beyond float32.
  package func apply(to arrays: inout [ExampleArray]) throws {
    for index in arrays.indices {
      guard case .float32(var values) = arrays[index].elements else { continue }
      let slot = arrays[index].slot
      guard let numbers = features[slot.name] else {
        throw DatasetError.statistics(input: slot.name, reason: "there are no statistics")
      }
      let width = slot.shape.last ?? 1
      guard numbers.offsets.count == width else {
        throw DatasetError.statistics(
          input: slot.name,
          reason: "the statistics have \(numbers.offsets.count) features, the array \(width)")
      }
      // Let go of the array's own storage, so that the values change in place.
      arrays[index].elements = .float32([])
      for position in values.indices {
        let feature = position % width
        values[position] = (values[position] - numbers.offsets[feature]) / numbers.divisors[feature]
      }
      arrays[index].elements = .float32(values)
      try arrays[index].checkValues()
    }
  }

  /// Undoes the map of an array, [examples, …, features], where it has one of that width.
  package func restore(_ values: inout [Float], of name: String) {
    guard let numbers = features[name], !numbers.offsets.isEmpty else { return }
    for position in values.indices {
      let feature = position % numbers.offsets.count
      values[position] = values[position] * numbers.divisors[feature] + numbers.offsets[feature]
    }
  }

  /// What a difference of each of an array's features is divided by; nil where it has no numbers.
  package func divisors(of name: String) -> [Float]? { features[name]?.divisors }
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
