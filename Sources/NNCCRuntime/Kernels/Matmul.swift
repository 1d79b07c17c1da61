import CMicrokernels

extension Kernels {
  /// result[rows, columns] = activation(bias + left[rows, inner] · right[inner, columns])
  ///
  /// Each element is one chain of multiply-adds, k ascending, from the bias: its bits depend neither on the
  /// other rows nor on the threads, nor on how the right side lies in memory.
  public struct Matmul<Place>: Operation {
    /// The left side.
    public var left: Place
    /// The right side, row-major: it is packed as the product goes, which from some 64 rows on costs little, and takes
    /// no memory.
    public var right: Place?
    /// Or the right side as `Pack` lays it out.
    public var panels: Place?
    /// [columns], or nil for zeros.
    public var bias: Place?
    /// The function.
    public var activation: Activation
    /// The result.
    public var result: Place
    /// The sizes.
    public var geometry: MatmulGeometry

    /// Memberwise. There is either `right` or `panels`.
    @inlinable
    public init(
      left: Place, right: Place? = nil, panels: Place? = nil, bias: Place? = nil, activation: Activation = .linear,
      into result: Place, geometry: MatmulGeometry
    ) {
      self.left = left
      self.right = right
      self.panels = panels
      self.bias = bias
      self.activation = activation
      self.result = result
      self.geometry = geometry
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Matmul<V.Place>(
          left: visitor.reads(left, "left"), right: visitor.reads(right, "right"),
          panels: visitor.reads(panels, "panels"), bias: visitor.reads(bias, "bias"),
          activation: visitor.option(activation, "activation", default: .linear),
          into: visitor.writes(result, "into"), geometry: visitor.option(geometry, "geometry")))
    }
  }

  /// result[inner, columns] = leftᵀ · right for left[rows, inner] and right[rows, columns]: the gradient of a
  /// matmul's right side, or of some of its columns. Each element is one chain, rows ascending.
  public struct MatmulTransposedLeft<Place>: Operation {
    /// The left side.
    public var left: Place
    /// Where the columns of the left side begin in its rows.
    public var leftStart: Int
    /// The length of those rows, if it is not that of the columns.
    public var leftRowStride: Int?
    /// The right side.
    public var right: Place
    /// The result.
    public var result: Place
    /// Where the columns begin in the rows of the right side and of the result.
    public var firstColumn: Int
    /// The length of those rows, if it is not that of the columns.
    public var rowStride: Int?
    /// The sizes.
    public var geometry: MatmulGeometry
    /// For plans: whether the result's other columns were written before.
    public var isPart: Bool

    /// Memberwise.
    @inlinable
    public init(
      left: Place, leftStart: Int = 0, leftRowStride: Int? = nil, right: Place, into result: Place,
      start firstColumn: Int = 0, rowStride: Int? = nil, geometry: MatmulGeometry, isPart: Bool = false
    ) {
      self.left = left
      self.leftStart = leftStart
      self.leftRowStride = leftRowStride
      self.right = right
      self.result = result
      self.firstColumn = firstColumn
      self.rowStride = rowStride
      self.geometry = geometry
      self.isPart = isPart
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        MatmulTransposedLeft<V.Place>(
          left: visitor.reads(left, "left"), leftStart: visitor.option(leftStart, "leftStart", default: 0),
          leftRowStride: visitor.option(leftRowStride, "leftRowStride"), right: visitor.reads(right, "right"),
          into: isPart ? visitor.updates(result, "into") : visitor.writes(result, "into"),
          start: visitor.option(firstColumn, "start", default: 0), rowStride: visitor.option(rowStride, "rowStride"),
          geometry: visitor.option(geometry, "geometry"), isPart: isPart))
    }
  }
}

extension Kernels.Matmul: Sendable where Place: Sendable {}
extension Kernels.MatmulTransposedLeft: Sendable where Place: Sendable {}

extension Kernels.Matmul: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let rightSide = panels ?? right!
    let loops = nncc_product(
      left: left, rows: .line(stride: geometry.inner), depths: .line(stride: 1), right: rightSide,
      right_stride: panels == nil ? geometry.columns : 0, bias: bias, result: result, result_stride: geometry.columns,
      depth: geometry.inner, columns: geometry.columns, start: nncc_start(bias: bias),
      relu: activation == .relu ? 1 : 0)
    Product(loops: loops, rows: geometry.rows, activation: activation, leftWordsPerRow: geometry.inner)
      .run(on: machine.crew)
    return result
  }
}

extension Kernels.MatmulTransposedLeft: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let stride = rowStride ?? geometry.columns
    let loops = nncc_product(
      left: left + leftStart, rows: .line(stride: 1), depths: .line(stride: leftRowStride ?? geometry.inner),
      right: right + firstColumn, right_stride: stride, bias: nil, result: result + firstColumn, result_stride: stride,
      depth: geometry.rows, columns: geometry.columns, start: NNCC_START_ZERO, relu: 0)
    Product(loops: loops, rows: geometry.inner, leftWordsPerRow: 1).run(on: machine.crew)
    return result
  }
}

extension nncc_walk {
  /// A walk in equal steps.
  static func line(stride: Int) -> nncc_walk {
    nncc_walk(middle: 1, inner: .max, outer_stride: 0, middle_stride: 0, inner_stride: stride)
  }
}

extension nncc_start {
  init(bias: UnsafePointer<Float>?, accumulate: Bool = false) {
    self = accumulate ? NNCC_START_RESULT : bias == nil ? NNCC_START_ZERO : NNCC_START_BIAS
  }
}
