import CMicrokernels

extension Kernels {
  // @_noAllocation
  /// result[rows, columns] = activation(bias + left[rows, inner] · right[inner, columns])
  ///
  /// Each element is one chain of multiply-adds, k ascending, from the bias: its bits depend neither on the
  /// other rows nor on the threads.
  ///
  /// - Parameters:
  ///   - leftRowStride: from one row to the next, where they do not follow one another; so for the others
  ///   - panels: the right side, as `pack(matrix:…)` or `packTransposed(…)` lays it out
  ///   - bias: [columns], or nil for zeros; nil where `accumulate` is true
  ///   - accumulate: whether the chain starts from what `result` holds
  public static func matmul(
    left: UnsafePointer<Float>, leftRowStride: Int? = nil, panels: UnsafePointer<Float>,
    bias: UnsafePointer<Float>? = nil, activation: Activation = .linear, accumulate: Bool = false,
    into result: Floats, resultRowStride: Int? = nil, geometry: MatmulGeometry, pool: borrowing ThreadPool
  ) {
    let loops = nncc_product(
      left: left, rows: .line(stride: leftRowStride ?? geometry.inner), depths: .line(stride: 1),
      right: panels, right_stride: 0, bias: bias, result: result, result_stride: resultRowStride ?? geometry.columns,
      depth: geometry.inner, columns: geometry.columns, start: nncc_start(bias: bias, accumulate: accumulate),
      relu: activation == .relu ? 1 : 0)
    Product(loops: loops, rows: geometry.rows, activation: activation, leftWordsPerRow: geometry.inner)
      .run(on: pool.crew)
  }

  // @_noAllocation
  /// The same with a right side that is not packed: [inner, columns], row-major.
  ///
  /// Packs as it goes, which from some 64 rows on costs little, and takes no memory. Same bits.
  public static func matmul(
    left: UnsafePointer<Float>, leftRowStride: Int? = nil, right: UnsafePointer<Float>, rightRowStride: Int? = nil,
    bias: UnsafePointer<Float>? = nil, activation: Activation = .linear, accumulate: Bool = false,
    into result: Floats, resultRowStride: Int? = nil, geometry: MatmulGeometry, pool: borrowing ThreadPool
  ) {
    let loops = nncc_product(
      left: left, rows: .line(stride: leftRowStride ?? geometry.inner), depths: .line(stride: 1),
      right: right, right_stride: rightRowStride ?? geometry.columns, bias: bias, result: result,
      result_stride: resultRowStride ?? geometry.columns, depth: geometry.inner, columns: geometry.columns,
      start: nncc_start(bias: bias, accumulate: accumulate), relu: activation == .relu ? 1 : 0)
    Product(loops: loops, rows: geometry.rows, activation: activation, leftWordsPerRow: geometry.inner)
      .run(on: pool.crew)
  }

  // @_noAllocation
  /// result[inner, columns] = leftᵀ · right for left[rows, inner] and right[rows, columns]: the gradient of a
  /// matmul's right side. Each element is one chain, rows ascending.
  public static func matmulTransposedLeft(
    left: UnsafePointer<Float>, leftRowStride: Int? = nil, right: UnsafePointer<Float>, rightRowStride: Int? = nil,
    accumulate: Bool = false, into result: Floats, resultRowStride: Int? = nil,
    geometry: MatmulGeometry, pool: borrowing ThreadPool
  ) {
    let loops = nncc_product(
      left: left, rows: .line(stride: 1), depths: .line(stride: leftRowStride ?? geometry.inner),
      right: right, right_stride: rightRowStride ?? geometry.columns, bias: nil, result: result,
      result_stride: resultRowStride ?? geometry.columns, depth: geometry.rows, columns: geometry.columns,
      start: nncc_start(bias: nil, accumulate: accumulate), relu: 0)
    Product(loops: loops, rows: geometry.inner, leftWordsPerRow: 1).run(on: pool.crew)
  }
}

extension nncc_walk {
  /// A walk in equal steps.
  static func line(stride: Int) -> nncc_walk {
    nncc_walk(middle: 1, inner: .max, outer_stride: 0, middle_stride: 0, inner_stride: stride)
  }
}

extension nncc_start {
  init(bias: UnsafePointer<Float>?, accumulate: Bool) {
    self = accumulate ? NNCC_START_RESULT : bias == nil ? NNCC_START_ZERO : NNCC_START_BIAS
  }
}
