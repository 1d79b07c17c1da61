import CMicrokernels

extension Kernels {
  /// The columns of a full panel.
  static let panelColumns = NNCC_PANEL

  // @_noAllocation
  /// The floats that a matrix [inner, columns] takes when it is packed: see `PackLayout`.
  public static func panelWords(inner: Int, columns: Int) -> Int {
    nncc_panel_words(inner, columns)
  }

  /// Lays out a weight as the panels that a matrix product streams.
  public struct Pack<Place>: Operation {
    /// The matrix.
    public var matrix: Place
    /// How the panels are made.
    public var layout: PackLayout
    /// `layout.words` floats.
    public var panels: Place

    /// Memberwise.
    @inlinable
    public init(_ matrix: Place, as layout: PackLayout, into panels: Place) {
      self.matrix = matrix
      self.layout = layout
      self.panels = panels
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Pack<V.Place>(
          visitor.reads(matrix), as: visitor.option(layout, "as"), into: visitor.writes(panels, "into")))
    }
  }
}

extension Kernels.Pack: Sendable where Place: Sendable {}

extension Kernels.Pack: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    switch layout {
    case .matrix(let inner, let columns):
      Packing(matrix, rowStride: columns, inner: inner, columns: columns, into: panels).run(on: machine.crew)
    case .transposed(let inner, let columns):
      Packing(matrix, rowStride: inner, inner: inner, columns: columns, isTransposed: true, into: panels)
        .run(on: machine.crew)
    case .block(let stride, let first, let inner, let columns, let matrices):
      Packing(matrix + first, rowStride: stride, inner: inner, columns: columns, matrices: matrices, into: panels)
        .run(on: machine.crew)
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      Packing(
        matrix + first, rowStride: stride, inner: inner, columns: columns, isTransposed: true, matrices: matrices,
        into: panels
      ).run(on: machine.crew)
    case .kernel(let g, nil):
      Packing(
        matrix, rowStride: g.filters, inner: g.windowWords, columns: g.groupFilters, matrices: g.groups, into: panels
      ).run(on: machine.crew)
    case .turnedKernel(let g, nil):
      let positions = g.kernelHeight * g.kernelWidth
      let positionWords = g.groupChannels * g.filters
      Packing(
        matrix + (positions - 1) * positionWords, rowStride: g.filters, inner: g.groupFilters,
        columns: g.groupChannels, isTransposed: true, matrices: g.groups, blocks: positions,
        blockStep: -positionWords, into: panels
      ).run(on: machine.crew)
    case .kernel(let geometry, let form?): runWinograd(geometry, form, isTurned: false, on: machine.crew)
    case .turnedKernel(let geometry, let form?): runWinograd(geometry, form, isTurned: true, on: machine.crew)
    }
    return panels
  }
}

/// A matrix to pack, or several that stand side by side, whose rows come in blocks from different places of the source.
private struct Packing {
  private let loops: nncc_packing
  private let isTransposed: Bool
  private let matrices: Int
  private let blocks: Int
  /// From one block to the next, in floats of the source.
  private let blockStep: Int

  /// Fewer floats than this are packed by one thread.
  private static let leastSharedWords = 65_536

  /// - Parameter inner: of one block
  init(
    _ source: Floats, rowStride: Int, inner: Int, columns: Int, isTransposed: Bool = false, matrices: Int = 1,
    blocks: Int = 1, blockStep: Int = 0, into panels: Floats
  ) {
    loops = nncc_packing(
      source: source, row_stride: rowStride, inner: inner, columns: columns, panels: panels, first_inner: 0,
      panel_inner: blocks * inner)
    self.isTransposed = isTransposed
    self.matrices = matrices
    self.blocks = blocks
    self.blockStep = blockStep
  }

  private var panels: Int { (loops.columns + Kernels.panelColumns - 1) / Kernels.panelColumns }

  func run(on crew: Crew) {
    var packing = self
    let parts = matrices * blocks * panels
    if matrices * loops.panel_inner * loops.columns < Self.leastSharedWords {
      for part in 0..<parts { packing.run(part) }
    } else {
      crew.run(parts: parts, &packing) { context, part in
        context.assumingMemoryBound(to: Packing.self).pointee.run(part)
      }
    }
  }

  private func run(_ part: Int) {
    let matrix = part / panels / blocks
    let block = part / panels % blocks
    let panel = part % panels
    var loops = loops
    loops.source += matrix * (isTransposed ? loops.inner : loops.columns) + block * blockStep
    loops.panels += matrix * Kernels.panelWords(inner: loops.panel_inner, columns: loops.columns)
    loops.first_inner = block * loops.inner
    if isTransposed {
      nncc_pack_transposed(&loops, panel, panel + 1)
    } else {
      nncc_pack(&loops, panel, panel + 1)
    }
  }
}
