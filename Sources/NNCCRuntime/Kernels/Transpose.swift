import CMicrokernels

/// A permutation of an array's axes, reduced to what moves.
public struct Transposition: Sendable, Hashable {
  /// The result's sizes, in as few axes as the permutation allows.
  public let shape: Axes
  /// The stride in the source of each of the result's axes.
  package let strides: Axes
  /// The source's sizes.
  package let source: Axes
  /// Of each of the result's axes, the source's.
  package let permutation: Axes

  /// The result's axis i is the source's axis `permutation[i]`, counted from 0. Nil if that is no
  /// permutation of the source's axes or there are too many.
  public init?(shape source: [Int], permutation: [Int]) {
    guard let sizes = Axes(source), let order = Axes(permutation), permutation.sorted() == Array(source.indices)
    else { return nil }
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
    self.source = sizes
    self.permutation = order
  }

  /// What turns the result back into the source.
  package var inverse: Transposition {
    var order = Array(permutation)
    for (position, axis) in permutation.enumerated() { order[axis] = position }
    return Transposition(shape: permutation.map { source[$0] }, permutation: order)!
  }
}

extension Transposition: LiteralConvertible {
  package var literal: Literal {
    .constant(
      name: "transposition",
      .unwrapped(
        .call("Transposition", .init("shape", Array(source)), .init("permutation", Array(permutation)))))
  }
}

extension Kernels {
  /// y = x with its axes permuted; the two do not overlap.
  public struct Transpose<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// The result.
    public var output: Place
    /// The shape, and the order of its axes.
    public var transposition: Transposition

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, transposition: Transposition) {
      self.input = input
      self.output = output
      self.transposition = transposition
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Transpose<V.Place>(
          visitor.reads(input), visitor.writes(output),
          transposition: visitor.option(transposition, "transposition")))
    }
  }
}

extension Kernels.Transpose: Sendable where Place: Sendable {}

extension Kernels.Transpose: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    var outer = transposition.shape
    var outerStrides = transposition.strides
    guard !outer.isEmpty else {
      output.copy(from: input, count: 1)
      return output
    }
    let inner = outer.removeLast()
    let innerStride = outerStrides.removeLast()
    if innerStride == 1 {
      let slices = RowSlices(call: self, rows: outer, strides: outerStrides, width: inner)
      machine.crew.run(slices, count: outer.product, cost: inner)
      return output
    }
    // One other axis is contiguous in the source: tiles over it and the last axis keep both in cache.
    guard let axis = outer.indices.first(where: { outerStrides[$0] == 1 }) else { return output }
    let targetStrides = transposition.shape.contiguousStrides
    let columns = outer[axis]
    outer[axis] = (columns + BandSlices.tile - 1) / BandSlices.tile
    outerStrides[axis] = BandSlices.tile
    var outerTargets = targetStrides
    outerTargets[axis] *= BandSlices.tile
    let slices = BandSlices(
      call: self, outer: outer, sourceStrides: outerStrides, targetStrides: outerTargets, axis: axis,
      columns: columns, columnStride: targetStrides[axis], rows: inner, rowStride: innerStride)
    machine.crew.run(slices, count: outer.product, cost: inner * min(columns, BandSlices.tile))
    return output
  }
}

/// The last axis stays last: whole rows move.
private struct RowSlices: SlicedCall {
  let call: Kernels.Transpose<Floats>
  let rows: Axes
  let strides: Axes
  let width: Int

  func run(_ slice: Range<Int>) {
    for row in slice {
      (call.output + row * width).copy(from: call.input + rows.offset(of: row, strides: strides), count: width)
    }
  }
}

/// Bands of `tile` columns: of every combination of the other axes, `rows` × that many are transposed.
private struct BandSlices: SlicedCall {
  static let tile = 64

  let call: Kernels.Transpose<Floats>
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
      let first = band / inside % outer[axis] * BandSlices.tile
      nncc_transpose(
        call.input + outer.offset(of: band, strides: sourceStrides), rowStride,
        call.output + outer.offset(of: band, strides: targetStrides), columnStride,
        rows, min(BandSlices.tile, columns - first))
    }
  }
}
