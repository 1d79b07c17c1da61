import CMicrokernels

extension Kernels {
  /// y = softmax(x), or its logarithm, over the last axis of [rows, columns].
  ///
  /// A row's result depends on that row alone. A row with a NaN or +∞, or of -∞ alone, gives NaN.
  public struct Softmax<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// May be the input.
    public var output: Place
    /// Rows of the matrix.
    public var rows: Int
    /// Columns of the matrix.
    public var columns: Int
    /// Whether the result is the logarithm.
    public var isLogarithmic: Bool

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, rows: Int, columns: Int, isLogarithmic: Bool = false) {
      self.input = input
      self.output = output
      self.rows = rows
      self.columns = columns
      self.isLogarithmic = isLogarithmic
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Softmax<V.Place>(
          visitor.reads(input), visitor.writes(output, inPlaceOf: input), rows: visitor.option(rows, "rows"),
          columns: visitor.option(columns, "columns"),
          isLogarithmic: visitor.option(isLogarithmic, "isLogarithmic", default: false)))
    }
  }

  /// dx from softmax's output y: y · (dy − Σ dy · y) row by row; of its logarithm, dy − eʸ · Σ dy.
  public struct SoftmaxGradient<Place>: Operation {
    /// The result.
    public var output: Place
    /// The gradient of the output.
    public var outputGradient: Place
    /// May be the output's.
    public var inputGradient: Place
    /// Rows of the matrix.
    public var rows: Int
    /// Columns of the matrix.
    public var columns: Int
    /// Whether the result is the logarithm.
    public var isLogarithmic: Bool

    /// Memberwise.
    @inlinable
    public init(
      fromOutput output: Place, _ outputGradient: Place, _ inputGradient: Place, rows: Int, columns: Int,
      isLogarithmic: Bool = false
    ) {
      self.output = output
      self.outputGradient = outputGradient
      self.inputGradient = inputGradient
      self.rows = rows
      self.columns = columns
      self.isLogarithmic = isLogarithmic
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        SoftmaxGradient<V.Place>(
          fromOutput: visitor.reads(output, "fromOutput"), visitor.reads(outputGradient),
          visitor.writes(inputGradient, inPlaceOf: outputGradient), rows: visitor.option(rows, "rows"),
          columns: visitor.option(columns, "columns"),
          isLogarithmic: visitor.option(isLogarithmic, "isLogarithmic", default: false)))
    }
  }
}

extension Kernels.Softmax: Sendable where Place: Sendable {}
extension Kernels.SoftmaxGradient: Sendable where Place: Sendable {}

extension Kernels.Softmax: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(SoftmaxSlices(call: self), count: rows, cost: columns * 4)
    return output
  }
}

extension Kernels.SoftmaxGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(SoftmaxGradientSlices(call: self), count: rows, cost: isLogarithmic ? columns * 2 : columns)
    return inputGradient
  }
}

private struct SoftmaxSlices: SlicedCall {
  let call: Kernels.Softmax<Floats>

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound * call.columns
    let (x, y) = (call.input + first, call.output + first)
    if call.isLogarithmic {
      nncc_log_softmax(x, y, slice.count, call.columns)
    } else {
      nncc_softmax(x, y, slice.count, call.columns)
    }
  }
}

private struct SoftmaxGradientSlices: SlicedCall {
  let call: Kernels.SoftmaxGradient<Floats>

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound * call.columns
    let (y, dy, dx) = (call.output + first, call.outputGradient + first, call.inputGradient + first)
    if call.isLogarithmic {
      nncc_log_softmax_gradient(y, dy, dx, slice.count, call.columns)
    } else {
      nncc_softmax_gradient(y, dy, dx, slice.count, call.columns)
    }
  }
}
