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
  /// amount[0] = scale · Σ rowLosses, with each row's loss weighted, and its gradient by the predictions.
  public struct RowLosses<Place>: Operation {
    /// The loss.
    public var loss: Loss
    /// [rows, classes]
    public var prediction: Place
    /// [rows, classes], or whole numbers [rows] if `loss.takesLabels`
    public var target: Place
    /// [rows], what each row counts, or nil for 1: the mask of a sequence, sample weights
    public var weights: Place?
    /// The result: one number.
    public var amount: Place
    /// [rows], each row's weighted value, not scaled
    public var rowLosses: Place
    /// [rows, classes], or nil; it does not overlap the predictions
    public var gradient: Place?
    /// Rows of the matrix.
    public var rows: Int
    /// Elements of a row.
    public var classes: Int
    /// 1 / rows for Keras's mean, 1 for a sum
    public var scale: Float

    /// Memberwise.
    @inlinable
    public init(
      _ loss: Loss, prediction: Place, target: Place, weights: Place? = nil, amount: Place, rowLosses: Place,
      gradient: Place? = nil, rows: Int, classes: Int, scale: Float
    ) {
      self.loss = loss
      self.prediction = prediction
      self.target = target
      self.weights = weights
      self.amount = amount
      self.rowLosses = rowLosses
      self.gradient = gradient
      self.rows = rows
      self.classes = classes
      self.scale = scale
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        RowLosses<V.Place>(
          visitor.option(loss), prediction: visitor.reads(prediction, "prediction"),
          target: visitor.reads(target, "target", loss.takesLabels ? .int32 : .float32),
          weights: visitor.reads(weights, "weights"), amount: visitor.writes(amount, "amount"),
          rowLosses: visitor.scratch(rowLosses, "rowLosses"), gradient: visitor.writes(gradient, "gradient"),
          rows: visitor.option(rows, "rows"), classes: visitor.option(classes, "classes"),
          scale: visitor.option(scale, "scale")))
    }
  }
}

extension Kernels.RowLosses: Sendable where Place: Sendable {}

extension Kernels.RowLosses: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(RowLossesSlices(call: self), count: rows, cost: classes * 4)
    amount[0] = Float(Double(scale) * machine.crew.sum(.values, rowLosses, count: rows))
    return amount
  }
}

private struct RowLossesSlices: SlicedCall {
  let call: Kernels.RowLosses<Floats>

  func run(_ slice: Range<Int>) {
    let row = slice.lowerBound
    let first = row * call.classes
    let takesLabels = call.loss.takesLabels
    var loss = call.loss.code
    nncc_loss(
      &loss, call.prediction + first, takesLabels ? nil : call.target + first,
      takesLabels ? call.target.integers + row : nil, call.weights.map { $0 + row }, slice.count, call.classes,
      call.scale, call.rowLosses + row, call.gradient.map { $0 + first })
  }
}
