/// An array of numbers of any shape, last axis fastest.
package struct NDArray: Sendable, Hashable {
  /// The numbers, in the type that the file held them in.
  package enum Elements: Sendable, Hashable {
    case float32([Float])
    case float64([Double])
    case uint8([UInt8])
    case int32([Int32])
    case int64([Int64])

    /// How many there are.
    package var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .uint8(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      }
    }
  }

  /// Sizes along the axes; empty for a scalar.
  package let shape: [Int]
  /// As many as the product of the sizes.
  package let elements: Elements

  /// An array of these elements.
  ///
  /// - Precondition: there are as many elements as the shape says.
  package init(shape: [Int], _ elements: Elements) {
    precondition(shape.reduce(1, *) == elements.count, "\(elements.count) elements do not fill \(shape)")
    self.shape = shape
    self.elements = elements
  }

  /// The elements as float32, rounded to nearest where they do not fit.
  package func floats() -> [Float] {
    switch elements {
    case .float32(let values): values
    case .float64(let values): values.map(Float.init)
    case .uint8(let values): values.map(Float.init)
    case .int32(let values): values.map(Float.init)
    case .int64(let values): values.map(Float.init)
    }
  }

  /// An element that is no 32-bit integer.
  package struct NotAnInt32: Error, Sendable, Hashable {
    /// Where the element is, counted in elements from the start.
    package var index: Int
    /// The element as text.
    package var value: String
  }

  /// The elements as int32.
  ///
  /// - Throws: `NotAnInt32` for the first that has a fraction or is out of range.
  package func int32s() throws -> [Int32] {
    switch elements {
    case .float32(let values): try Self.convert(values, Int32.init(exactly:))
    case .float64(let values): try Self.convert(values, Int32.init(exactly:))
    case .uint8(let values): values.map(Int32.init)
    case .int32(let values): values
    case .int64(let values): try Self.convert(values, Int32.init(exactly:))
    }
  }

  private static func convert<Element>(
    _ values: [Element], _ int32: (Element) -> Int32?
  ) throws -> [Int32] {
    var converted: [Int32] = []
    converted.reserveCapacity(values.count)
    for value in values {
      guard let integer = int32(value) else {
        throw NotAnInt32(index: converted.count, value: "\(value)")
      }
      converted.append(integer)
    }
    return converted
  }
}
