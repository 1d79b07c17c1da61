import CMicrokernels

/// How a merge layer joins two arrays, element by element.
public enum MergeOperation: Sendable, Hashable {
  /// z = x + y
  case add
  /// z = x - y
  case subtract
  /// z = x · y
  case multiply
  /// z = max(x, y), NaN where either is; the gradient goes to x where x ≥ y, else to y
  case maximum
  /// z = min(x, y), NaN where either is; the gradient goes to x where x ≤ y, else to y
  case minimum

  /// Whether the gradient depends on what was joined.
  package var gradientReadsOperands: Bool {
    switch self {
    case .add, .subtract: false
    case .multiply, .maximum, .minimum: true
    }
  }

  fileprivate var code: nncc_binary {
    switch self {
    case .add: NNCC_ADD
    case .subtract: NNCC_SUBTRACT
    case .multiply: NNCC_MULTIPLY
    case .maximum: NNCC_MAXIMUM
    case .minimum: NNCC_MINIMUM
    }
  }
}

/// Which of a merge's two operands.
public enum MergeSide: Sendable, Hashable {
  /// x of x op y
  case left
  /// y of x op y
  case right
}

extension MergeOperation: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .add: .token(".add")
    case .subtract: .token(".subtract")
    case .multiply: .token(".multiply")
    case .maximum: .token(".maximum")
    case .minimum: .token(".minimum")
    }
  }
}

extension MergeSide: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .left: .token(".left")
    case .right: .token(".right")
    }
  }
}

extension Kernels {
  /// z = x op y, element by element, or over the shape that both stretch to.
  public struct Merge<Place>: Operation {
    /// What is done with the two.
    public var operation: MergeOperation
    /// The left side.
    public var left: Place
    /// The right side.
    public var right: Place
    /// May be either operand, but not with a broadcast.
    public var output: Place
    /// Elements.
    public var count: Int
    /// Nil where both have the output's shape.
    public var broadcast: Broadcast?

    /// Memberwise.
    @inlinable
    public init(
      _ operation: MergeOperation, _ left: Place, _ right: Place, _ output: Place, count: Int,
      broadcast: Broadcast? = nil
    ) {
      self.operation = operation
      self.left = left
      self.right = right
      self.output = output
      self.count = count
      self.broadcast = broadcast
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Merge<V.Place>(
          visitor.option(operation), visitor.reads(left), visitor.reads(right),
          visitor.writes(output, inPlaceOf: broadcast == nil ? left : nil), count: visitor.option(count, "count"),
          broadcast: visitor.option(broadcast, "broadcast")))
    }
  }

  /// d = the gradient of x op y by one side; with a broadcast d += it, summed over the axes that this side lacks, in
  /// row-major order.
  public struct MergeGradient<Place>: Operation {
    /// What is done with the two.
    public var operation: MergeOperation
    /// By which side.
    public var side: MergeSide
    /// x and y, where the gradient depends on them: of products and extremes.
    public var left: Place?
    /// The right side.
    public var right: Place?
    /// The gradient of the output.
    public var outputGradient: Place
    /// May be the output's, but not with a broadcast.
    public var gradient: Place
    /// Of the output.
    public var count: Int
    /// Where one side is stretched to the shape of the other.
    public var broadcast: Broadcast?

    /// Memberwise.
    @inlinable
    public init(
      _ operation: MergeOperation, by side: MergeSide, left: Place? = nil, right: Place? = nil,
      _ outputGradient: Place, _ gradient: Place, count: Int, broadcast: Broadcast? = nil
    ) {
      self.operation = operation
      self.side = side
      self.left = left
      self.right = right
      self.outputGradient = outputGradient
      self.gradient = gradient
      self.count = count
      self.broadcast = broadcast
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        MergeGradient<V.Place>(
          visitor.option(operation), by: visitor.option(side, "by"), left: visitor.reads(left, "left"),
          right: visitor.reads(right, "right"), visitor.reads(outputGradient),
          broadcast == nil ? visitor.writes(gradient) : visitor.updates(gradient),
          count: visitor.option(count, "count"), broadcast: visitor.option(broadcast, "broadcast")))
    }
  }
}

extension Kernels.Merge: Sendable where Place: Sendable {}
extension Kernels.MergeGradient: Sendable where Place: Sendable {}

extension Kernels.Merge: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    if let broadcast {
      let slices = BroadcastSlices(call: self, broadcast: broadcast, rows: broadcast.rows)
      machine.crew.run(slices, count: slices.rows.product, cost: broadcast.width)
    } else {
      machine.crew.run(MergeSlices(call: self), count: count)
    }
    return output
  }
}

extension Kernels.MergeGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    if let broadcast {
      let slices = BroadcastGradientSlices(call: self, broadcast: broadcast, rows: broadcast.rows)
      let rows = slices.rows.product
      if slices.strides.contains(0) {
        slices.run(0..<rows)
      } else {
        machine.crew.run(slices, count: rows, cost: broadcast.width)
      }
    } else {
      machine.crew.run(MergeGradientSlices(call: self), count: count)
    }
    return gradient
  }

  /// x and y. Where the gradient depends on neither, what has as many elements at least stands in for them: loops that
  /// are not optimized read it.
  fileprivate var operands: (left: Floats, right: Floats) {
    operation.gradientReadsOperands ? (left!, right!) : (outputGradient, outputGradient)
  }

  fileprivate var isRight: Int32 { side == .right ? 1 : 0 }
}

private struct MergeSlices: SlicedCall {
  let call: Kernels.Merge<Floats>

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_binary(
      call.operation.code, call.left + first, 1, call.right + first, 1, call.output + first, slice.count)
  }
}

private struct MergeGradientSlices: SlicedCall {
  let call: Kernels.MergeGradient<Floats>

  func run(_ slice: Range<Int>) {
    let (first, (x, y)) = (slice.lowerBound, call.operands)
    nncc_binary_gradient(
      call.operation.code, call.isRight, x + first, 1, y + first, 1, call.outputGradient + first,
      call.gradient + first, slice.count, 0)
  }
}

private struct BroadcastSlices: SlicedCall {
  let call: Kernels.Merge<Floats>
  let broadcast: Broadcast
  let rows: Axes

  func run(_ slice: Range<Int>) {
    let (left, right, width) = (broadcast.left, broadcast.right, broadcast.width)
    for row in slice {
      nncc_binary(
        call.operation.code, call.left + rows.offset(of: row, strides: left), left.last ?? 1,
        call.right + rows.offset(of: row, strides: right), right.last ?? 1, call.output + row * width, width)
    }
  }
}

private struct BroadcastGradientSlices: SlicedCall {
  let call: Kernels.MergeGradient<Floats>
  let broadcast: Broadcast
  let rows: Axes

  /// The gradient's strides.
  var strides: Axes { call.side == .left ? broadcast.left : broadcast.right }

  func run(_ slice: Range<Int>) {
    let (left, right, width) = (broadcast.left, broadcast.right, broadcast.width)
    let (x, y) = call.operands
    for row in slice {
      nncc_binary_gradient(
        call.operation.code, call.isRight, x + rows.offset(of: row, strides: left), left.last ?? 1,
        y + rows.offset(of: row, strides: right), right.last ?? 1, call.outputGradient + row * width,
        call.gradient + rows.offset(of: row, strides: strides), width, 1)
    }
  }
}
