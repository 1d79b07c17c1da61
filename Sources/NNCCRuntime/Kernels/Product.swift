import CMicrokernels

/// A matrix product as the C loops take it, once for each group of a grouped convolution, and what follows
/// on its result.
///
/// Matmul, convolution and the gradients of their weights are all products; they differ in how the left
/// side lies in memory.
struct Product {
  var loops: nncc_product
  var rows: Int
  var groups = 1
  /// From one group to the next, in floats.
  var leftStep = 0
  var rightStep = 0
  var activation = Activation.linear
  /// How many floats of the left side a row adds to what the rows before it touch.
  var leftWordsPerRow: Int

  /// Computes it on a pool's threads. No element depends on how the result is cut into parts.
  func run(on crew: Crew) {
    guard rows > 0, loops.columns > 0 else { return }
    var work = (product: self, parts: Parts(of: self, threads: crew.threads))
    guard work.parts.count > 1 else { return run(work.parts, 0) }
    crew.run(parts: work.parts.count, &work) { context, part in
      let work = context.assumingMemoryBound(to: (product: Product, parts: Parts).self)
      work.pointee.product.run(work.pointee.parts, part)
    }
  }

  private func run(_ parts: Parts, _ part: Int) {
    let (group, rows, panels) = parts[part]
    var loops = loops
    loops.left += group * leftStep
    loops.right += group * rightStep
    loops.result += group * loops.columns
    if let bias = loops.bias { loops.bias = bias + group * loops.columns }
    nncc_multiply(
      &loops, rows.lowerBound, rows.upperBound, panels.lowerBound, panels.upperBound)
    activate(loops, rows, panels)
  }

  private func activate(_ loops: nncc_product, _ rows: Range<Int>, _ panels: Range<Int>) {
    guard activation != .linear, activation != .relu else { return }
    let first = panels.lowerBound * Kernels.panelColumns
    let count = min(panels.upperBound * Kernels.panelColumns, loops.columns) - first
    if count == loops.result_stride {
      let result = loops.result + rows.lowerBound * loops.result_stride
      activation.apply(result, result, count: rows.count * count)
    } else {
      for row in rows {
        let result = loops.result + row * loops.result_stride + first
        activation.apply(result, result, count: count)
      }
    }
  }
}

/// How a product's result is cut into parts: blocks of rows by blocks of panels, for each group.
struct Parts {
  private let rows: Int
  private let rowBlock: Int
  private let rowBlocks: Int
  private let panels: Int
  private let panelBlock: Int
  private let panelBlocks: Int
  /// How many parts there are.
  let count: Int

  /// A block of rows reads about this many floats of the left side: a quarter of a second-level cache.
  private static let blockWords = 65_536
  /// With fewer rows the right side would be read too often for what is done with it, as long as there are
  /// other ways to share.
  private static let fewestRows = 32
  private static let mostRows = 256
  /// A right side that is not packed is copied once for each block of rows, so the blocks are larger. The
  /// loops take this many rows at a time.
  private static let mostRowsOfPlain = 1024
  /// A thread that gets less work than this many multiply-adds was not worth waking up.
  private static let leastWork = 65_536

  init(of product: Product, threads: Int) {
    let loops = product.loops
    let isPlain = loops.right_stride > 0
    rows = product.rows
    panels = blocks(loops.columns, Kernels.panelColumns)
    let work = rows * loops.columns * loops.depth * product.groups
    let partsPerThread = isPlain ? 2 : 4
    let worthwhile = max(1, min(threads * partsPerThread, work / Self.leastWork))
    // As many for each thread.
    let wanted = threads == 1 ? 1 : worthwhile < threads ? worthwhile : worthwhile / threads * threads

    let fitting = Self.blockWords / max(1, product.leftWordsPerRow)
    var rowBlock = min(
      rows, isPlain ? Self.mostRowsOfPlain : min(Self.mostRows, max(2 * Self.fewestRows, fitting)))
    var panelBlock = panels
    // Panels are shared out first: then each weight is read once.
    let missing = blocks(wanted, blocks(rows, rowBlock) * product.groups)
    if missing > 1 {
      panelBlock = blocks(panels, missing)
      let tile = nncc_matrix_loops().pointee
      let atOnce = rows == 1 ? tile.row_panels : tile.tile_panels
      let together = blocks(panelBlock, atOnce) * atOnce
      // Panels that a tile takes at once stay together, unless that leaves a thread with less than another.
      if rows == 1 || panels % (together * threads) == 0 { panelBlock = min(panels, together) }
      let rowParts = blocks(wanted, blocks(panels, panelBlock) * product.groups)
      // The few rows of a small kernel's gradient, each a long chain, are all there is to share.
      let fewestRows = isPlain ? min(Self.fewestRows, blocks(rows, threads)) : Self.fewestRows
      rowBlock = min(rowBlock, max(fewestRows, blocks(rows, rowParts)))
    }
    // Blocks of nearly the same size.
    rowBlock = blocks(rows, blocks(rows, rowBlock))

    self.rowBlock = rowBlock
    self.panelBlock = panelBlock
    rowBlocks = blocks(rows, rowBlock)
    panelBlocks = blocks(panels, panelBlock)
    count = product.groups * rowBlocks * panelBlocks
  }

  subscript(part: Int) -> (group: Int, rows: Range<Int>, panels: Range<Int>) {
    let row = part / panelBlocks % rowBlocks * rowBlock
    let panel = part % panelBlocks * panelBlock
    return (
      part / panelBlocks / rowBlocks, row..<min(row + rowBlock, rows),
      panel..<min(panel + panelBlock, panels)
    )
  }
}

/// How many blocks of `size` it takes to hold `count`.
private func blocks(_ count: Int, _ size: Int) -> Int {
  (count + size - 1) / size
}
