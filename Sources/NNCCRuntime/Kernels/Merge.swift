import CMicrokernels

/// How a merge layer joins two arrays, element by element.
public enum MergeOperation: Sendable, Hashable {
  /// z = x + y
  case add
  /// z = x - y
  case subtract
  /// z = x · y
  case multiply
  /// z = max(x, y), NaN where either is; the gradient goes to x where x ≥ y, else to y
  case maximum
  /// z = min(x, y), NaN where either is; the gradient goes to x where x ≤ y, else to y
  case minimum
  /// z = (x + y) / 2. The mean of more than two is their sum, scaled.
  case average

  var code: nncc_binary {
    switch self {
    case .add: NNCC_ADD
    case .subtract: NNCC_SUBTRACT
    case .multiply: NNCC_MULTIPLY
    case .maximum: NNCC_MAXIMUM
    case .minimum: NNCC_MINIMUM
    case .average: NNCC_AVERAGE
    }
  }
}

/// Which of a merge's two operands.
public enum MergeSide: Sendable, Hashable {
  /// x of x op y
  case left
  /// y of x op y
  case right
}

/// Two arrays seen over one common shape: an axis that one lacks has stride 0 in it.
public struct Broadcast: Sendable, Hashable {
  /// The common shape, in as few axes as the strides allow.
  public let shape: Axes
  let left: Axes
  let right: Axes

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

  /// Shapes of the two arrays that give this broadcast.
  package var operandShapes: (left: [Int], right: [Int]) {
    func sizes(_ strides: Axes) -> [Int] { zip(shape, strides).map { $1 == 0 ? 1 : $0 } }
    return (sizes(left), sizes(right))
  }

  /// The shape without its last axis, which the C loops run along.
  fileprivate var rows: Axes {
    var rows = shape
    if !rows.isEmpty { _ = rows.removeLast() }
    return rows
  }

  fileprivate func step(_ side: MergeSide) -> Int { (side == .left ? left : right).last ?? 1 }
  fileprivate func strides(_ side: MergeSide) -> Axes { side == .left ? left : right }
}

extension Kernels {
  // @_noAllocation
  /// z = x op y, element by element; z may be x or y.
  public static func merge(
    _ operation: MergeOperation, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ z: UnsafeMutablePointer<Float>, count: Int, pool: borrowing ThreadPool
  ) {
    pool.crew.run(MergeCall(code: operation.code, x: x, y: y, z: z), count: count)
  }

  // @_noAllocation
  /// z = x op y over the broadcast's shape; z overlaps neither.
  public static func merge(
    _ operation: MergeOperation, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ z: UnsafeMutablePointer<Float>, broadcast: Broadcast, pool: borrowing ThreadPool
  ) {
    let call = BroadcastCall(
      code: operation.code, x: x, y: y, z: z, broadcast: broadcast, rows: broadcast.rows)
    pool.crew.run(call, count: call.rows.product, cost: broadcast.shape.last ?? 1)
  }

  // @_noAllocation
  /// d = the gradient of x op y by one side, or d += with `adding`; d may be dz.
  public static func mergeGradient(
    _ operation: MergeOperation, by side: MergeSide, _ x: UnsafePointer<Float>,
    _ y: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, _ d: UnsafeMutablePointer<Float>,
    count: Int, adding: Bool = false, pool: borrowing ThreadPool
  ) {
    let call = MergeGradientCall(
      code: operation.code, side: side, x: x, y: y, dz: dz, d: d, adding: adding)
    pool.crew.run(call, count: count)
  }

  // @_noAllocation
  /// d += the gradient of x op y by one side, summed over the axes that this side lacks, in row-major
  /// order.
  public static func mergeGradient(
    _ operation: MergeOperation, by side: MergeSide, _ x: UnsafePointer<Float>,
    _ y: UnsafePointer<Float>, _ dz: UnsafePointer<Float>, addingTo d: UnsafeMutablePointer<Float>,
    broadcast: Broadcast, pool: borrowing ThreadPool
  ) {
    let call = BroadcastGradientCall(
      code: operation.code, side: side, x: x, y: y, dz: dz, d: d, broadcast: broadcast,
      rows: broadcast.rows)
    let rows = call.rows.product
    if broadcast.strides(side).contains(0) {
      call.run(0..<rows)
    } else {
      pool.crew.run(call, count: rows, cost: broadcast.shape.last ?? 1)
    }
  }
}

private struct MergeCall: SlicedCall {
  let code: nncc_binary
  let x: UnsafePointer<Float>
  let y: UnsafePointer<Float>
  let z: UnsafeMutablePointer<Float>

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_binary(code, x + first, 1, y + first, 1, z + first, slice.count)
  }
}

private struct MergeGradientCall: SlicedCall {
  let code: nncc_binary
  let side: MergeSide
  let x: UnsafePointer<Float>
  let y: UnsafePointer<Float>
  let dz: UnsafePointer<Float>
  let d: UnsafeMutablePointer<Float>
  let adding: Bool

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_binary_gradient(
      code, side == .right ? 1 : 0, x + first, 1, y + first, 1, dz + first, d + first, slice.count,
      adding ? 1 : 0)
  }
}

private struct BroadcastCall: SlicedCall {
  let code: nncc_binary
  let x: UnsafePointer<Float>
  let y: UnsafePointer<Float>
  let z: UnsafeMutablePointer<Float>
  let broadcast: Broadcast
  let rows: Axes

  func run(_ slice: Range<Int>) {
    let width = broadcast.shape.last ?? 1
    for row in slice {
      nncc_binary(
        code, x + rows.offset(of: row, strides: broadcast.left), broadcast.step(.left),
        y + rows.offset(of: row, strides: broadcast.right), broadcast.step(.right),
        z + row * width, width)
    }
  }
}

private struct BroadcastGradientCall: SlicedCall {
  let code: nncc_binary
  let side: MergeSide
  let x: UnsafePointer<Float>
  let y: UnsafePointer<Float>
  let dz: UnsafePointer<Float>
  let d: UnsafeMutablePointer<Float>
  let broadcast: Broadcast
  let rows: Axes

  func run(_ slice: Range<Int>) {
    let width = broadcast.shape.last ?? 1
    for row in slice {
      nncc_binary_gradient(
        code, side == .right ? 1 : 0,
        x + rows.offset(of: row, strides: broadcast.left), broadcast.step(.left),
        y + rows.offset(of: row, strides: broadcast.right), broadcast.step(.right),
        dz + row * width, d + rows.offset(of: row, strides: broadcast.strides(side)), width, 1)
    }
  }
}
