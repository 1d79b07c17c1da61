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

  /// sums [columns] = the sums of the columns of a matrix [rows, columns]: a dense layer's or a convolution's bias
  /// gradient.
  public struct ColumnSums<Place>: Operation {
    /// The matrix.
    public var matrix: Place
    /// The result: a sum for each column.
    public var sums: Place
    /// Rows of the matrix.
    public var rows: Int
    /// Columns of the matrix.
    public var columns: Int
    /// `columnSumsScratchWords` floats.
    public var scratch: Place

    /// Memberwise.
    @inlinable
    public init(_ matrix: Place, _ sums: Place, rows: Int, columns: Int, scratch: Place) {
      self.matrix = matrix
      self.sums = sums
      self.rows = rows
      self.columns = columns
      self.scratch = scratch
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        ColumnSums<V.Place>(
          visitor.reads(matrix), visitor.writes(sums), rows: visitor.option(rows, "rows"),
          columns: visitor.option(columns, "columns"), scratch: visitor.scratch(scratch, "scratch")))
    }
  }

  /// dx = dy · f′ from the activation's output y [rows, columns], and in the same pass the column sums of
  /// dx: what `ActivationGradient` and then `ColumnSums` give, to the bit.
  public struct ActivationAndBiasGradient<Place>: Operation {
    /// The result.
    public var output: Place
    /// The gradient of the output.
    public var outputGradient: Place
    /// May be the output's.
    public var inputGradient: Place
    /// The result: a sum for each column.
    public var sums: Place
    /// Rows of the matrix.
    public var rows: Int
    /// Columns of the matrix.
    public var columns: Int
    /// The function.
    public var activation: Activation
    /// `columnSumsScratchWords` floats.
    public var scratch: Place

    /// Memberwise.
    @inlinable
    public init(
      fromOutput output: Place, _ outputGradient: Place, _ inputGradient: Place, _ sums: Place, rows: Int, columns: Int,
      activation: Activation, scratch: Place
    ) {
      self.output = output
      self.outputGradient = outputGradient
      self.inputGradient = inputGradient
      self.sums = sums
      self.rows = rows
      self.columns = columns
      self.activation = activation
      self.scratch = scratch
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        ActivationAndBiasGradient<V.Place>(
          fromOutput: visitor.reads(output, "fromOutput"), visitor.reads(outputGradient),
          visitor.writes(inputGradient, inPlaceOf: outputGradient), visitor.writes(sums),
          rows: visitor.option(rows, "rows"), columns: visitor.option(columns, "columns"),
          activation: visitor.option(activation, "activation"), scratch: visitor.scratch(scratch, "scratch")))
    }
  }
}

extension Kernels.ColumnSums: Sendable where Place: Sendable {}
extension Kernels.ActivationAndBiasGradient: Sendable where Place: Sendable {}

extension Kernels.ColumnSums: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    ColumnSumsSlices(call: self, gradient: nil, blocks: RowBlocks(rows: rows)).run(on: machine.crew)
    return sums
  }
}

extension Kernels.ActivationAndBiasGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let call = Kernels.ColumnSums(inputGradient, sums, rows: rows, columns: columns, scratch: scratch)
    ColumnSumsSlices(call: call, gradient: self, blocks: RowBlocks(rows: rows)).run(on: machine.crew)
    return inputGradient
  }
}

private struct ColumnSumsSlices: SlicedCall {
  let call: Kernels.ColumnSums<Floats>
  /// What gives the rows to sum; nil where they are there already.
  let gradient: Kernels.ActivationAndBiasGradient<Floats>?
  let blocks: RowBlocks

  func run(on crew: Crew) {
    nncc_fill(call.sums, call.columns, 0)
    crew.run(self, count: blocks.count, cost: blocks.size * call.columns)
    if blocks.count > 1 { nncc_column_sums(call.scratch, blocks.count, call.columns, call.sums) }
  }

  /// The slice's items are blocks; each has its row of scratch, unless there is but one.
  func run(_ slice: Range<Int>) {
    for block in slice {
      let target: Floats
      if blocks.count > 1 {
        target = call.scratch + block * call.columns
        nncc_fill(target, call.columns, 0)
      } else {
        target = call.sums
      }
      sum(blocks[block], target)
    }
  }

  private func sum(_ rows: Range<Int>, _ target: Floats) {
    let (x, columns) = (call.matrix, call.columns)
    guard let gradient else {
      return nncc_column_sums(x + rows.lowerBound * columns, rows.count, columns, target)
    }
    let code = gradient.activation.code
    // A few rows at a time, so that they are summed while in the first-level cache.
    let step = max(1, 4096 / max(1, columns))
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      let (first, count) = (row * columns, min(step, rows.upperBound - row))
      nncc_activation_gradient_from_output(
        gradient.output + first, gradient.outputGradient + first, x + first, count * columns, code.kind, code.a)
      nncc_column_sums(x + first, count, columns, target)
    }
  }
}
