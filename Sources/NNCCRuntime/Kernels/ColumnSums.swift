import CMicrokernels

/// The fixed blocks of rows that column sums are taken over: they depend on the shape alone.
private struct RowBlocks {
  let rows: Int
  let size: Int

  init(rows: Int) {
    self.rows = rows
    size = max(256, (rows + Slicing.most - 1) / Slicing.most)
  }

  var count: Int { (rows + size - 1) / size }
  subscript(block: Int) -> Range<Int> { block * size..<min((block + 1) * size, rows) }
}

extension Kernels {
  // @_noAllocation
  /// How many floats of scratch the column sums of a [rows, columns] array take.
  public static func columnSumsScratchWords(rows: Int, columns: Int) -> Int {
    let blocks = RowBlocks(rows: rows).count
    return blocks > 1 ? blocks * columns : 0
  }

  // @_noAllocation
  /// sums [columns] = the sums of the columns of x [rows, columns], or += them with `accumulate`: a dense
  /// layer's or a convolution's bias gradient.
  ///
  /// - Parameter scratch: `columnSumsScratchWords` floats, whose content does not matter
  public static func columnSums(
    _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    accumulate: Bool = false, scratch: UnsafeMutablePointer<Float>, pool: borrowing ThreadPool
  ) {
    sumBlocks(
      ColumnSumsCall(
        x: x, gradient: nil, columns: columns, blocks: RowBlocks(rows: rows), sums: sums, scratch: scratch),
      accumulate: accumulate, pool: pool)
  }

  // @_noAllocation
  /// dx = dy · f′ from the activation's output y [rows, columns], and in the same pass the column sums of
  /// dx: what `activationGradient` and then `columnSums` give, to the bit. dx may be dy.
  public static func activationGradientAndColumnSums(
    fromOutput y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>, rows: Int, columns: Int, activation: Activation,
    accumulate: Bool = false, scratch: UnsafeMutablePointer<Float>, pool: borrowing ThreadPool
  ) {
    sumBlocks(
      ColumnSumsCall(
        x: dx, gradient: .init(y: y, dy: dy, dx: dx, code: activation.code), columns: columns,
        blocks: RowBlocks(rows: rows), sums: sums, scratch: scratch),
      accumulate: accumulate, pool: pool)
  }

  private static func sumBlocks(_ call: ColumnSumsCall, accumulate: Bool, pool: borrowing ThreadPool) {
    if !accumulate { nncc_fill(call.sums, call.columns, 0) }
    let blocks = call.blocks.count
    pool.crew.run(call, count: blocks, cost: call.blocks.size * call.columns)
    if blocks > 1 { nncc_column_sums(call.scratch, blocks, call.columns, call.sums) }
  }
}

private struct ColumnSumsCall: SlicedCall {
  /// The activation's gradient, which gives the rows to sum.
  struct Gradient {
    let y: UnsafePointer<Float>
    let dy: UnsafePointer<Float>
    let dx: UnsafeMutablePointer<Float>
    let code: Activation.Code
  }

  let x: UnsafePointer<Float>
  let gradient: Gradient?
  let columns: Int
  let blocks: RowBlocks
  let sums: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>

  /// The slice's items are blocks; each has its row of scratch, unless there is but one.
  func run(_ slice: Range<Int>) {
    for block in slice {
      let target: UnsafeMutablePointer<Float>
      if blocks.count > 1 {
        target = scratch + block * columns
        nncc_fill(target, columns, 0)
      } else {
        target = sums
      }
      sum(blocks[block], target)
    }
  }

  private func sum(_ rows: Range<Int>, _ target: UnsafeMutablePointer<Float>) {
    guard let gradient else {
      return nncc_column_sums(x + rows.lowerBound * columns, rows.count, columns, target)
    }
    // A few rows at a time, so that they are summed while in the first-level cache.
    let step = max(1, 4096 / max(1, columns))
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      let (first, count) = (row * columns, min(step, rows.upperBound - row))
      nncc_activation_gradient_from_output(
        gradient.y + first, gradient.dy + first, gradient.dx + first, count * columns,
        gradient.code.kind, gradient.code.a)
      nncc_column_sums(x + first, count, columns, target)
    }
  }
}
