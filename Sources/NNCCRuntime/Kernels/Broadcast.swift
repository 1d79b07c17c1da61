/// Two arrays seen over one common shape: an axis that one lacks has stride 0 in it.
public struct Broadcast: Sendable, Hashable {
  /// The common shape, in as few axes as the strides allow.
  public let shape: Axes
  package let left: Axes
  package let right: Axes

  /// The broadcast of two contiguous arrays of these shapes, aligned at their last axes: an axis of
  /// length 1 is repeated, and so is a missing one. Nil if they do not fit or have too many axes.
  public init?(_ leftShape: [Int], _ rightShape: [Int]) {
    let rank = Swift.max(leftShape.count, rightShape.count)
    guard rank <= Axes.most else { return nil }
    let leftShape = Array(repeating: 1, count: rank - leftShape.count) + leftShape
    let rightShape = Array(repeating: 1, count: rank - rightShape.count) + rightShape
    guard let leftAxes = Axes(leftShape), let rightAxes = Axes(rightShape) else { return nil }
    let leftStrides = leftAxes.contiguousStrides
    let rightStrides = rightAxes.contiguousStrides

    var shape = Axes()
    var left = Axes()
    var right = Axes()
    for axis in 0..<rank {
      let (a, b) = (leftShape[axis], rightShape[axis])
      guard a == b || a == 1 || b == 1 else { return nil }
      let size = a == 1 ? b : a
      if size == 1 { continue }
      let leftStride = a == 1 ? 0 : leftStrides[axis]
      let rightStride = b == 1 ? 0 : rightStrides[axis]
      // An axis joins the one before it where both arrays run on from one to the other.
      if let last = shape.indices.last, left[last] == leftStride * size,
        right[last] == rightStride * size
      {
        shape[last] *= size
        left[last] = leftStride
        right[last] = rightStride
      } else {
        shape.append(size)
        left.append(leftStride)
        right.append(rightStride)
      }
    }
    self.shape = shape
    self.left = left
    self.right = right
  }

  /// The number of elements of the common shape.
  public var count: Int { shape.product }

  /// The shape without its last axis, which the C loops run along.
  var rows: Axes {
    var rows = shape
    if !rows.isEmpty { _ = rows.removeLast() }
    return rows
  }

  /// The length of the last axis.
  var width: Int { shape.last ?? 1 }
}

extension Broadcast: LiteralConvertible {
  /// Made of shapes that give the same broadcast in as few axes.
  package var literal: Literal {
    func sizes(_ strides: Axes) -> [Int] { zip(shape, strides).map { $1 == 0 ? 1 : $0 } }
    return .constant(
      name: "broadcast", .unwrapped(.call("Broadcast", .init(nil, sizes(left)), .init(nil, sizes(right)))))
  }
}
