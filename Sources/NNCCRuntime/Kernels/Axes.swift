/// Up to six sizes or strides, one for each axis, stored in place: a kernel that takes them allocates
/// nothing.
public struct Axes: Sendable, Hashable, RandomAccessCollection, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The most axes that an array can have here.
  public static let most = 6

  private var values: SIMD8<Int>
  private var size: Int

  /// None: of an array that is one number.
  public init() {
    values = .zero
    size = 0
  }

  /// Nil if there are more than `most`.
  public init?(_ values: [Int]) {
    guard values.count <= Axes.most else { return nil }
    self.init()
    for value in values { append(value) }
  }

  /// At most `most` values.
  public init(arrayLiteral values: Int...) {
    precondition(values.count <= Axes.most, "an array has at most \(Axes.most) axes")
    self.init()
    for value in values { append(value) }
  }

  /// `[2, 3]`
  public var description: String { "\(Array(self))" }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of axes.
  public var endIndex: Int { size }

  /// The size or stride of one axis.
  public subscript(axis: Int) -> Int {
    get { values[axis] }
    set { values[axis] = newValue }
  }

  /// All sizes multiplied.
  public var product: Int { reduce(1, *) }

  package mutating func append(_ value: Int) {
    values[size] = value
    size += 1
  }

  package mutating func removeLast() -> Int {
    size -= 1
    return values[size]
  }

  /// The strides of a contiguous array of these sizes.
  package var contiguousStrides: Axes {
    var strides = self
    var stride = 1
    for axis in indices.reversed() {
      strides[axis] = stride
      stride *= self[axis]
    }
    return strides
  }

  /// The offset of the element with this index in row-major order over sizes `self`, by other strides.
  package func offset(of index: Int, strides: Axes) -> Int {
    var rest = index
    var offset = 0
    for axis in indices.reversed() {
      offset += rest % self[axis] * strides[axis]
      rest /= self[axis]
    }
    return offset
  }
}

extension Axes: LiteralConvertible {
  package var literal: Literal { .constant(name: "axes", .unwrapped(.call("Axes", .init(nil, Array(self))))) }
}
