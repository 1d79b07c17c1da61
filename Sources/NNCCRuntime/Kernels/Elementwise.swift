import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// y += factor · x
  public static func addInto(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int, factor: Float = 1,
    pool: borrowing ThreadPool
  ) {
    pool.crew.run(AddIntoCall(y: y, x: x, factor: factor), count: count)
  }

  // @_noAllocation
  /// y = factor · x + offset; y may be x.
  public static func scale(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, factor: Float,
    offset: Float = 0, pool: borrowing ThreadPool
  ) {
    pool.crew.run(ScaleCall(x: x, y: y, factor: factor, offset: offset), count: count)
  }

  // @_noAllocation
  /// y = value
  public static func fill(
    _ y: UnsafeMutablePointer<Float>, count: Int, value: Float, pool: borrowing ThreadPool
  ) {
    pool.crew.run(FillCall(y: y, value: value), count: count)
  }

  // @_noAllocation
  /// y = x; the two do not overlap.
  public static func copy(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, pool: borrowing ThreadPool
  ) {
    pool.crew.run(CopyCall(x: x, y: y), count: count)
  }

  // @_noAllocation
  /// Copies `blocks` runs of `size` floats, from every `stride`-th float of x to every `targetStride`-th of
  /// y: concatenation along an axis, splitting, cropping and padding are made of these. x and y do not overlap.
  ///
  /// With `adding`, y += x in place of y = x.
  public static func copyBlocks(
    _ x: UnsafePointer<Float>, stride: Int, _ y: UnsafeMutablePointer<Float>, targetStride: Int,
    blocks: Int, size: Int, adding: Bool = false, pool: borrowing ThreadPool
  ) {
    let call = CopyBlocksCall(
      x: x, stride: stride, y: y, targetStride: targetStride, size: size, adding: adding)
    pool.crew.run(call, count: blocks, cost: size)
  }
}

private struct AddIntoCall: SlicedCall {
  let y: UnsafeMutablePointer<Float>
  let x: UnsafePointer<Float>
  let factor: Float

  func run(_ slice: Range<Int>) {
    nncc_add_into(y + slice.lowerBound, x + slice.lowerBound, slice.count, factor)
  }
}

private struct ScaleCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let factor: Float
  let offset: Float

  func run(_ slice: Range<Int>) {
    nncc_scale(x + slice.lowerBound, y + slice.lowerBound, slice.count, factor, offset)
  }
}

private struct FillCall: SlicedCall {
  let y: UnsafeMutablePointer<Float>
  let value: Float

  func run(_ slice: Range<Int>) { nncc_fill(y + slice.lowerBound, slice.count, value) }
}

private struct CopyCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>

  func run(_ slice: Range<Int>) {
    (y + slice.lowerBound).copy(from: x + slice.lowerBound, count: slice.count)
  }
}

private struct CopyBlocksCall: SlicedCall {
  let x: UnsafePointer<Float>
  let stride: Int
  let y: UnsafeMutablePointer<Float>
  let targetStride: Int
  let size: Int
  let adding: Bool

  func run(_ slice: Range<Int>) {
    for block in slice {
      let source = x + block * stride
      let target = y + block * targetStride
      if adding {
        nncc_add_into(target, source, size, 1)
      } else {
        target.copy(from: source, count: size)
      }
    }
  }
}
