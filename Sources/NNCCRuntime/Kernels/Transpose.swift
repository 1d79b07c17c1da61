import CMicrokernels

/// A permutation of an array's axes, reduced to what moves.
public struct Transposition: Sendable, Hashable {
  /// The result's sizes, in as few axes as the permutation allows.
  public let shape: Axes
  /// The stride in the source of each of the result's axes.
  let strides: Axes

  /// The result's axis i is the source's axis `permutation[i]`, counted from 0. Nil if that is no
  /// permutation of the source's axes or there are too many.
  public init?(shape source: [Int], permutation: [Int]) {
    guard let sizes = Axes(source), permutation.sorted() == Array(source.indices) else { return nil }
    let sourceStrides = sizes.contiguousStrides
    var shape = Axes()
    var strides = Axes()
    for axis in permutation where sizes[axis] != 1 {
      if let last = shape.indices.last, strides[last] == sourceStrides[axis] * sizes[axis] {
        shape[last] *= sizes[axis]
        strides[last] = sourceStrides[axis]
      } else {
        shape.append(sizes[axis])
        strides.append(sourceStrides[axis])
      }
    }
    self.shape = shape
    self.strides = strides
  }
}

extension Kernels {
  // @_noAllocation
  /// y = x with its axes permuted; y does not overlap x.
  public static func transpose(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, transposition: Transposition,
    pool: borrowing ThreadPool
  ) {
    var outer = transposition.shape
    var outerStrides = transposition.strides
    guard !outer.isEmpty else { return y.copy(from: x, count: 1) }
    let inner = outer.removeLast()
    let innerStride = outerStrides.removeLast()
    if innerStride == 1 {
      let call = GatherRowsCall(x: x, y: y, rows: outer, strides: outerStrides, width: inner)
      return pool.crew.run(call, count: outer.product, cost: inner)
    }
    // One other axis is contiguous in the source: tiles over it and the last axis keep both in cache.
    guard let axis = outer.indices.first(where: { outerStrides[$0] == 1 }) else { return }
    let targetStrides = transposition.shape.contiguousStrides
    let columns = outer[axis]
    outer[axis] = (columns + TransposeCall.tile - 1) / TransposeCall.tile
    outerStrides[axis] = TransposeCall.tile
    var outerTargets = targetStrides
    outerTargets[axis] *= TransposeCall.tile
    let call = TransposeCall(
      x: x, y: y, outer: outer, sourceStrides: outerStrides, targetStrides: outerTargets, axis: axis,
      columns: columns, columnStride: targetStrides[axis], rows: inner, rowStride: innerStride)
    pool.crew.run(call, count: outer.product, cost: inner * min(columns, TransposeCall.tile))
  }
}

/// The last axis stays last: whole rows move.
private struct GatherRowsCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let rows: Axes
  let strides: Axes
  let width: Int

  func run(_ slice: Range<Int>) {
    for row in slice {
      (y + row * width).copy(from: x + rows.offset(of: row, strides: strides), count: width)
    }
  }
}

/// Bands of `tile` columns: of every combination of the other axes, `rows` × that many are transposed.
private struct TransposeCall: SlicedCall {
  static let tile = 64

  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let outer: Axes
  let sourceStrides: Axes
  let targetStrides: Axes
  let axis: Int
  let columns: Int
  let columnStride: Int
  let rows: Int
  let rowStride: Int

  func run(_ slice: Range<Int>) {
    var inside = 1
    for later in outer.indices where later > axis { inside *= outer[later] }
    for band in slice {
      let first = band / inside % outer[axis] * TransposeCall.tile
      nncc_transpose(
        x + outer.offset(of: band, strides: sourceStrides), rowStride,
        y + outer.offset(of: band, strides: targetStrides), columnStride,
        rows, min(TransposeCall.tile, columns - first))
    }
  }
}
