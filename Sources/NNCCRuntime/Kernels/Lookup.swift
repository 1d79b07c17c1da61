import CMicrokernels

extension Kernels {
  /// rows [count, width] = the rows of a table [words, width] that whole numbers name; zeros for one that names none.
  public struct Gather<Place>: Operation {
    /// [words, width]
    public var table: Place
    /// Rows of the table.
    public var words: Int
    /// Elements of a row.
    public var width: Int
    /// Whole numbers [count].
    public var indices: Place
    /// Elements.
    public var count: Int
    /// Rows of the matrix.
    public var rows: Place

    /// Memberwise.
    @inlinable
    public init(_ table: Place, words: Int, width: Int, indices: Place, count: Int, into rows: Place) {
      self.table = table
      self.words = words
      self.width = width
      self.indices = indices
      self.count = count
      self.rows = rows
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Gather<V.Place>(
          visitor.reads(table), words: visitor.option(words, "words"), width: visitor.option(width, "width"),
          indices: visitor.reads(indices, "indices", .int32), count: visitor.option(count, "count"),
          into: visitor.writes(rows, "into")))
    }
  }

  /// The gradient of a gather by its table: each word's row [words, width] = the sum of the gradients [count, width] of
  /// the rows that name it, in ascending order; zeros for a word that none names.
  public struct GatherGradient<Place>: Operation {
    /// The gradient of the rows.
    public var rowsGradient: Place
    /// Whole numbers [count].
    public var indices: Place
    /// Elements.
    public var count: Int
    /// The result: the gradient of the table.
    public var tableGradient: Place
    /// Rows of the table.
    public var words: Int
    /// Elements of a row.
    public var width: Int

    /// Memberwise.
    @inlinable
    public init(
      _ rowsGradient: Place, indices: Place, count: Int, into tableGradient: Place, words: Int, width: Int
    ) {
      self.rowsGradient = rowsGradient
      self.indices = indices
      self.count = count
      self.tableGradient = tableGradient
      self.words = words
      self.width = width
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        GatherGradient<V.Place>(
          visitor.reads(rowsGradient), indices: visitor.reads(indices, "indices", .int32),
          count: visitor.option(count, "count"), into: visitor.writes(tableGradient, "into"),
          words: visitor.option(words, "words"), width: visitor.option(width, "width")))
    }
  }

  /// rows [count, depth] = 1 at each whole number's place, 0 elsewhere. A number outside 0 ..< depth gives zeros.
  public struct OneHot<Place>: Operation {
    /// Whole numbers [count].
    public var indices: Place
    /// Elements.
    public var count: Int
    /// Rows of the matrix.
    public var rows: Place
    /// Elements of a row.
    public var depth: Int

    /// Memberwise.
    @inlinable
    public init(_ indices: Place, count: Int, _ rows: Place, depth: Int) {
      self.indices = indices
      self.count = count
      self.rows = rows
      self.depth = depth
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        OneHot<V.Place>(
          visitor.reads(indices, nil, .int32), count: visitor.option(count, "count"), visitor.writes(rows),
          depth: visitor.option(depth, "depth")))
    }
  }
}

extension Kernels.Gather: Sendable where Place: Sendable {}
extension Kernels.GatherGradient: Sendable where Place: Sendable {}
extension Kernels.OneHot: Sendable where Place: Sendable {}

extension Kernels.Gather: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(GatherSlices(call: self), count: count, cost: width)
    return rows
  }
}

extension Kernels.GatherGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    // Each slice owns some words and looks through all indices for them: one order of adding for any number of
    // threads.
    machine.crew.run(GatherGradientSlices(call: self), count: words, cost: width * (1 + count / max(1, words)))
    return tableGradient
  }
}

extension Kernels.OneHot: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(OneHotSlices(call: self), count: count, cost: depth)
    return rows
  }
}

private struct GatherSlices: SlicedCall {
  let call: Kernels.Gather<Floats>

  func run(_ slice: Range<Int>) {
    let (width, indices) = (call.width, call.indices.integers)
    for row in slice {
      let (target, word) = (call.rows + row * width, Int(indices[row]))
      if (0..<call.words).contains(word) {
        target.copy(from: call.table + word * width, count: width)
      } else {
        nncc_fill(target, width, 0)
      }
    }
  }
}

private struct GatherGradientSlices: SlicedCall {
  let call: Kernels.GatherGradient<Floats>

  /// The slice's items are words.
  func run(_ slice: Range<Int>) {
    let (width, indices, table) = (call.width, call.indices.integers, call.tableGradient)
    nncc_fill(table + slice.lowerBound * width, slice.count * width, 0)
    for row in 0..<call.count where slice.contains(Int(indices[row])) {
      nncc_add_into(table + Int(indices[row]) * width, call.rowsGradient + row * width, width, 1)
    }
  }
}

private struct OneHotSlices: SlicedCall {
  let call: Kernels.OneHot<Floats>

  func run(_ slice: Range<Int>) {
    let (depth, indices) = (call.depth, call.indices.integers)
    nncc_fill(call.rows + slice.lowerBound * depth, slice.count * depth, 0)
    for row in slice where (0..<depth).contains(Int(indices[row])) {
      call.rows[row * depth + Int(indices[row])] = 1
    }
  }
}
