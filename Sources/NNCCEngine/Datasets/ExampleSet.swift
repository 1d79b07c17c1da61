/// Examples in memory: the arrays of every input and target, all of the same number of examples.
package struct ExampleSet: Sendable, Hashable {
  /// In the order of the layout.
  package var inputs: [ExampleArray]
  /// In the order of the layout.
  package var targets: [ExampleArray]
  /// The number of examples.
  package let count: Int
  /// Whether each example begins where the one before it ends, as the windows of a text do: a state can be carried from
  /// one to the next.
  package internal(set) var isContiguous = false

  /// A set of arrays that belong together.
  ///
  /// - Throws: `DatasetError` where their numbers of examples differ or are none.
  package init(inputs: [ExampleArray], targets: [ExampleArray]) throws {
    let arrays = inputs + targets
    guard let first = arrays.first, first.count > 0 else {
      throw DatasetError.empty(origin: arrays.first?.origin ?? "data")
    }
    if let other = arrays.first(where: { $0.count != first.count }) {
      throw DatasetError.countMismatch(
        origin: first.origin, count: first.count, otherOrigin: other.origin, otherCount: other.count)
    }
    self.init(inputs, targets, count: first.count)
    for target in targets { try target.requireTime(forLabelsWithin: lengths(target.slot)) }
  }

  /// How many time steps of each example's array count; nil where all do.
  package func lengths(_ slot: ExampleLayout.Slot) -> [Int32]? {
    guard let input = slot.lengthsInput, case .int32(let lengths) = inputs[input].elements else { return nil }
    return lengths
  }

  private init(_ inputs: [ExampleArray], _ targets: [ExampleArray], count: Int, isContiguous: Bool = false) {
    self.inputs = inputs
    self.targets = targets
    self.count = count
    self.isContiguous = isContiguous
  }

  /// The examples of a range, in order.
  package func subset(_ examples: Range<Int>) -> ExampleSet {
    ExampleSet(
      inputs.map { $0.subset(examples) }, targets.map { $0.subset(examples) }, count: examples.count,
      isContiguous: isContiguous)
  }

  /// These examples, in this order.
  package func subset(_ examples: [Int]) -> ExampleSet {
    ExampleSet(
      inputs.map { $0.subset(examples) }, targets.map { $0.subset(examples) }, count: examples.count)
  }

  /// Splits off the last examples for validation, as Keras's `validation_split` does before it shuffles: the
  /// training part is the first ⌊count · (1 − fraction)⌋.
  ///
  /// - Throws: `DatasetError.validationSplit` where a part would be empty.
  package func split(validation fraction: Double) throws -> (training: ExampleSet, validation: ExampleSet) {
    let boundary = (Double(count) * (1 - fraction)).rounded(.down)
    guard boundary >= 1, boundary < Double(count) else {
      throw DatasetError.validationSplit(fraction: fraction, examples: count)
    }
    return (subset(0..<Int(boundary)), subset(Int(boundary)..<count))
  }

  /// Multiplies every float input by a factor; integers stay as they are.
  ///
  /// - Throws: `DatasetError.nonFinite` where a product is beyond float32.
  package mutating func scaleInputs(by factor: Float) throws {
    for index in inputs.indices {
      guard case .float32(let values) = inputs[index].elements else { continue }
      inputs[index].elements = .float32(values.map { $0 * factor })
      try inputs[index].checkValues()
    }
  }

  /// Copies examples to the memory of a plan's inputs and targets, in the order of the layout. Allocates
  /// nothing.
  ///
  /// - Precondition: there is a destination for each array, with room for all examples, and the indices are in
  ///   0 ..< count.
  package func gather(
    _ examples: ArraySlice<Int>, inputs inputDestinations: [UnsafeMutableRawPointer],
    targets targetDestinations: [UnsafeMutableRawPointer]
  ) {
    for index in inputs.indices { inputs[index].gather(examples, into: inputDestinations[index]) }
    for index in targets.indices { targets[index].gather(examples, into: targetDestinations[index]) }
  }
}
