import CMicrokernels

extension Loss {
  fileprivate var code: nncc_loss_options {
    switch self {
    case .meanSquaredError: nncc_loss_options(kind: NNCC_MEAN_SQUARED_ERROR, delta: 0, smoothing: 0)
    case .meanAbsoluteError: nncc_loss_options(kind: NNCC_MEAN_ABSOLUTE_ERROR, delta: 0, smoothing: 0)
    case .huber(let delta): nncc_loss_options(kind: NNCC_HUBER, delta: delta, smoothing: 0)
    case .binaryCrossentropy(let fromLogits, let labelSmoothing):
      nncc_loss_options(
        kind: fromLogits ? NNCC_BINARY_CROSSENTROPY_FROM_LOGITS : NNCC_BINARY_CROSSENTROPY,
        delta: 0, smoothing: labelSmoothing)
    case .categoricalCrossentropy(let fromLogits, let labelSmoothing),
      .sparseCategoricalCrossentropy(let fromLogits, let labelSmoothing):
      nncc_loss_options(
        kind: fromLogits ? NNCC_CATEGORICAL_CROSSENTROPY_FROM_LOGITS : NNCC_CATEGORICAL_CROSSENTROPY,
        delta: 0, smoothing: labelSmoothing)
    case .klDivergence: nncc_loss_options(kind: NNCC_KL_DIVERGENCE, delta: 0, smoothing: 0)
    case .poisson: nncc_loss_options(kind: NNCC_POISSON, delta: 0, smoothing: 0)
    case .hinge: nncc_loss_options(kind: NNCC_HINGE, delta: 0, smoothing: 0)
    case .cosineSimilarity: nncc_loss_options(kind: NNCC_COSINE_SIMILARITY, delta: 0, smoothing: 0)
    }
  }
}

extension Kernels {
  // @_noAllocation
  /// Each row's loss, their sum times `scale`, and its gradient by the predictions.
  ///
  /// - Parameters:
  ///   - prediction: [rows, classes]
  ///   - target: Float [rows, classes], or Int32 [rows] if `loss.takesLabels`
  ///   - weights: [rows], what each row counts, or nil for 1: the mask of a sequence, sample weights
  ///   - scale: 1 / rows for Keras's mean, 1 for a sum
  ///   - rowLosses: [rows], each row's weighted value, not scaled
  ///   - gradient: [rows, classes], or nil; it does not overlap the predictions
  /// - Returns: scale · Σ rowLosses
  @discardableResult
  public static func loss(
    _ loss: Loss, prediction: UnsafePointer<Float>, target: UnsafeRawPointer,
    weights: UnsafePointer<Float>? = nil, rows: Int, classes: Int, scale: Float,
    rowLosses: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?, pool: borrowing ThreadPool
  ) -> Double {
    let call = LossCall(
      loss: loss.code, prediction: prediction,
      target: loss.takesLabels ? nil : target.assumingMemoryBound(to: Float.self),
      labels: loss.takesLabels ? target.assumingMemoryBound(to: Int32.self) : nil,
      weights: weights, classes: classes, scale: scale, rowLosses: rowLosses, gradient: gradient)
    pool.crew.run(call, count: rows, cost: classes * 4)
    return Double(scale) * sum(.values, rowLosses, count: rows, pool: pool)
  }
}

private struct LossCall: SlicedCall {
  let loss: nncc_loss_options
  let prediction: UnsafePointer<Float>
  let target: UnsafePointer<Float>?
  let labels: UnsafePointer<Int32>?
  let weights: UnsafePointer<Float>?
  let classes: Int
  let scale: Float
  let rowLosses: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>?

  func run(_ slice: Range<Int>) {
    let row = slice.lowerBound
    let first = row * classes
    var loss = loss
    nncc_loss(
      &loss, prediction + first, target.map { $0 + first }, labels.map { $0 + row },
      weights.map { $0 + row }, slice.count, classes, scale, rowLosses + row, gradient.map { $0 + first })
  }
}
