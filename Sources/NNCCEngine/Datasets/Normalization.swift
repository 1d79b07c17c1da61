import NNCCRuntime

/// What `normalize` makes the float inputs and targets of the training data have, each feature by itself, as with Keras's
/// `Normalization` layer.
package enum Normalization: String, Sendable, Hashable, CaseIterable {
  /// Mean 0 and standard deviation 1.
  case standard
  /// Minimum 0 and maximum 1.
  case minmax
}

extension FeatureScaling {
  /// The numbers that give the training data the form that `method` says. A feature that is constant is only
  /// shifted; what is 0 or 1 for a word stays so.
  ///
  /// - Parameter lengths: how many time steps of each example count, where not all do: what pads the others has no
  ///   part in the numbers.
  package init(
    _ method: Normalization, training arrays: [ExampleArray], lengths: (ExampleLayout.Slot) -> [Int32]? = { _ in nil }
  ) throws(Damaged) {
    self.init()
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
      var (offsets, divisors) = Self.statistics(of: values, width: array.slot.shape.last ?? 1, method)
      for place in array.wordFeatures where place < offsets.count { (offsets[place], divisors[place]) = (0, 1) }
      try set(array.slot.name, offsets: offsets, divisors: divisors)
    }
  }

  private static func statistics(of values: [Float], width: Int, _ method: Normalization) -> (
    offsets: [Float], divisors: [Float]
  ) {
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
    return (method == .standard ? means.map(Float.init) : least, divisors)
  }

  private static func forEachElement(of values: [Float], width: Int, _ body: (Float, Int) -> Void) {
    var feature = 0
    for value in values {
      body(value, feature)
      feature = feature + 1 == width ? 0 : feature + 1
    }
  }

  /// Scales the float arrays among these.
  ///
  /// - Throws: `DatasetError` where there are no numbers for one, or a result is beyond float32; `Damaged` where they are
  ///   of another number of features.
  package func apply(to arrays: inout [ExampleArray]) throws {
    for index in arrays.indices {
      guard case .float32(var values) = arrays[index].elements else { continue }
      let slot = arrays[index].slot
      guard featureCount(of: slot.name) != nil else {
        throw DatasetError.statistics(input: slot.name, reason: "there are no statistics")
      }
      try requireFit(slot.name, features: slot.shape.last ?? 1)
      // Let go of the array's own storage, so that the values change in place.
      arrays[index].elements = .float32([])
      apply(to: &values, of: slot.name)
      arrays[index].elements = .float32(values)
      try arrays[index].checkValues()
    }
  }
}
