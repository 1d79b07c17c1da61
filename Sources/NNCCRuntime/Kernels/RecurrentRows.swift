import CMicrokernels

/// A row for each example, `stride` floats from one to the next.
struct ExampleRows {
  let first: Floats
  let stride: Int
}

/// A matrix [inner, columns] in panels.
struct PackedMatrix {
  let panels: Floats
  let inner, columns: Int
}

/// How the examples of a recurrent run are shared out. They do not depend on each other, so each thread
/// takes some of them through all steps; only where there are too few does it share out each product.
struct RecurrentRows {
  private let examples: Int
  private let block: Int
  let crew: Crew

  /// Less work than this in all was not worth waking up another thread.
  private static let leastWork = 262_144

  init(_ geometry: RecurrentGeometry, on crew: Crew) {
    self.crew = crew
    examples = geometry.examples
    let work = geometry.examples * geometry.time * geometry.stateWords * geometry.gateWords
    let threads = work < Self.leastWork ? 1 : crew.threads
    block = max(1, (examples + threads - 1) / threads)
  }

  var parts: Int { (examples + block - 1) / block }

  subscript(part: Int) -> Range<Int> { part * block..<min((part + 1) * block, examples) }

  /// Sets an example's row to what it begins with: a row of `initial`, or zeros.
  func start(_ row: Floats, _ initial: UnsafePointer<Float>?, _ example: Int, _ words: Int) {
    if let initial {
      row.copy(from: initial + example * words, count: words)
    } else {
      nncc_fill(row, words, 0)
    }
  }

  /// result[rows] = bias + left[rows] · matrix, or += without a bias: one chain for each element.
  func multiply(
    _ rows: Range<Int>, _ left: ExampleRows, by matrix: PackedMatrix, bias: UnsafePointer<Float>? = nil,
    accumulate: Bool = false, into result: ExampleRows
  ) {
    var loops = nncc_product(
      left: left.first, rows: .line(stride: left.stride), depths: .line(stride: 1), right: matrix.panels,
      right_stride: 0, bias: bias, result: result.first, result_stride: result.stride, depth: matrix.inner,
      columns: matrix.columns, start: nncc_start(bias: bias, accumulate: accumulate), relu: 0)
    if parts > 1 {
      let panels = (matrix.columns + Kernels.panelColumns - 1) / Kernels.panelColumns
      nncc_multiply(&loops, rows.lowerBound, rows.upperBound, 0, panels)
    } else {
      Product(loops: loops, rows: examples, leftWordsPerRow: matrix.inner).run(on: crew)
    }
  }
}
