import NNCCInterchange
import NNCCRuntime

/// One input or target of many examples, example after example.
package struct ExampleArray: Sendable, Hashable {
  /// The numbers, in the type that the model's plan reads.
  package enum Elements: Sendable, Hashable {
    case float32([Float])
    case int32([Int32])
  }

  /// The input or target that this is.
  package let slot: ExampleLayout.Slot
  /// The number of examples.
  package let count: Int
  /// `count` times the slot's shape, last axis fastest.
  package internal(set) var elements: Elements
  /// The file, for errors.
  package let origin: String
  /// Of the last axis, the places that are 0 or 1 for a word, which no normalization changes.
  package var wordFeatures: Set<Int> = []

  /// The elements of one example.
  package var elementsPerExample: Int { slot.shape.reduce(1, *) }

  package init(_ slot: ExampleLayout.Slot, count: Int, _ elements: Elements, origin: String) {
    self.slot = slot
    self.count = count
    self.elements = elements
    self.origin = origin
  }

  /// An array of shape [examples, …], held against what the model takes.
  ///
  /// An example fits when its shape is the slot's up to axes of length 1; labels to be spelt may be fewer than the
  /// slot's. Floats must be finite, integers integral and within the slot's classes.
  ///
  /// - Parameter origin: the file, for errors.
  /// - Throws: `DatasetError`.
  package init(_ slot: ExampleLayout.Slot, _ array: NDArray, origin: String) throws {
    let count = try Self.exampleCount(slot, array.shape, origin: origin)
    guard array.elements.count > 0 else { throw DatasetError.empty(origin: origin) }
    let elements: Elements =
      switch slot.type {
      case .float32: .float32(array.floats())
      case .int32: .int32(try Self.integers(of: array, count: count, slot: slot, origin: origin))
      }
    self.init(slot, count: count, elements, origin: origin)
    try checkValues()
  }

  /// The number of examples in an array of shape [examples, …].
  ///
  /// - Throws: `DatasetError` where they do not fit the slot.
  @discardableResult
  package static func exampleCount(_ slot: ExampleLayout.Slot, _ shape: [Int], origin: String) throws -> Int {
    guard let count = shape.first else {
      throw DatasetError.noExampleAxis(origin: origin, name: slot.name)
    }
    let found = Array(shape.dropFirst())
    if slot.labelTime != nil {
      guard found.count == 1, found[0] <= slot.shape[0] else {
        throw DatasetError.tooManyLabels(origin: origin, name: slot.name, found: found, most: slot.shape[0])
      }
      return count
    }
    guard found.filter({ $0 != 1 }) == slot.shape.filter({ $0 != 1 }) else {
      throw DatasetError.shapeMismatch(
        origin: origin, name: slot.name, found: found, expected: slot.shape,
        hint: slot.rule?.hint(found: found.filter { $0 != 1 }, expected: slot.shape.filter { $0 != 1 }))
    }
    return count
  }

  private static func integers(
    of array: NDArray, count: Int, slot: ExampleLayout.Slot, origin: String
  ) throws -> [Int32] {
    let width = array.elements.count / count
    do {
      let values = try array.int32s()
      let (padded, missing) = (slot.shape.reduce(1, *), slot.shape.reduce(1, *) - width)
      guard missing > 0 else { return values }
      var labels: [Int32] = []
      labels.reserveCapacity(count * padded)
      for example in 0..<count {
        labels += values[example * width..<(example + 1) * width]
        labels += repeatElement(0, count: missing)
      }
      return labels
    } catch let error as NDArray.NotAnInt32 {
      let example = error.index / width
      throw DatasetError.notAnInteger(origin: origin, name: slot.name, example: example, value: error.value)
    }
  }

  /// Looks for the first element that the model must not see.
  package func checkValues() throws {
    switch elements {
    case .float32(let values):
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw DatasetError.nonFinite(
          origin: origin, name: slot.name, example: index / elementsPerExample, value: values[index])
      }
      if let fault = slot.rule?.fault(in: values) {
        throw DatasetError.targetAtFault(
          origin: origin, name: slot.name, example: fault.element / elementsPerExample,
          place: slot.shape.place(of: fault.element % elementsPerExample), reason: fault.reason)
      }
    case .int32(let values):
      if let classes = slot.classes, let index = values.firstIndex(where: { $0 < 0 || $0 >= classes }) {
        throw DatasetError.classOutOfRange(
          origin: origin, name: slot.name, example: index / elementsPerExample, value: values[index],
          classes: classes)
      }
      if let time = slot.labelTime { try checkLabels(values) { _ in time } }
    }
  }

  /// Looks for the first example whose labels no path of its own length can spell.
  ///
  /// - Parameter lengths: of each example; nil where all have the slot's time, which `checkValues` looks at.
  package func requireTime(forLabelsWithin lengths: [Int32]?) throws {
    guard let lengths, slot.labelTime != nil, case .int32(let labels) = elements else { return }
    try checkLabels(labels) { Int(lengths[$0]) }
  }

  private func checkLabels(_ values: [Int32], time: (_ example: Int) -> Int) throws {
    for example in 0..<count {
      let all = values[example * elementsPerExample..<(example + 1) * elementsPerExample]
      let labels = all.prefix { $0 != 0 }
      if let after = all.dropFirst(labels.count).first(where: { $0 != 0 }) {
        throw DatasetError.labelAfterPadding(origin: origin, name: slot.name, example: example, value: after)
      }
      let steps = CTCGeometry.shortestPath(labels)
      if steps > time(example) {
        throw DatasetError.labelsTooLong(
          origin: origin, name: slot.name, example: example, labels: labels.count, steps: steps, time: time(example))
      }
    }
  }

  /// The examples of a range, in order.
  package func subset(_ examples: Range<Int>) -> ExampleArray {
    let range = (examples.lowerBound * elementsPerExample)..<(examples.upperBound * elementsPerExample)
    let part: Elements =
      switch elements {
      case .float32(let values): .float32(Array(values[range]))
      case .int32(let values): .int32(Array(values[range]))
      }
    var array = ExampleArray(slot, count: examples.count, part, origin: origin)
    array.wordFeatures = wordFeatures
    return array
  }

  /// These examples, in this order.
  package func subset(_ examples: [Int]) -> ExampleArray {
    func part<Element>(_ values: [Element]) -> [Element] {
      examples.flatMap { values[$0 * elementsPerExample..<($0 + 1) * elementsPerExample] }
    }
    let part: Elements =
      switch elements {
      case .float32(let values): .float32(part(values))
      case .int32(let values): .int32(part(values))
      }
    var array = ExampleArray(slot, count: examples.count, part, origin: origin)
    array.wordFeatures = wordFeatures
    return array
  }

  /// Copies examples one after the other to memory with room for as many of the slot's type and shape. Allocates
  /// nothing.
  ///
  /// - Precondition: the indices are in 0 ..< count.
  package func gather(_ examples: ArraySlice<Int>, into destination: UnsafeMutableRawPointer) {
    switch elements {
    case .float32(let values): values.withUnsafeBytes { gather(examples, from: $0, into: destination) }
    case .int32(let values): values.withUnsafeBytes { gather(examples, from: $0, into: destination) }
    }
  }

  private func gather(
    _ examples: ArraySlice<Int>, from source: UnsafeRawBufferPointer,
    into destination: UnsafeMutableRawPointer
  ) {
    let stride = source.count / count
    var target = destination
    for example in examples {
      precondition(example >= 0 && example < count, "example \(example) of \(count)")
      target.copyMemory(from: source.baseAddress! + example * stride, byteCount: stride)
      target += stride
    }
  }
}
