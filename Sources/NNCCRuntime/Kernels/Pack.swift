import CMicrokernels

extension Kernels {
  /// The columns of a full panel.
  static let panelColumns = NNCC_PANEL
  /// Fewer floats than this are packed by one thread.
  private static let leastSharedWords = 65_536

  // @_noAllocation
  /// The floats that a matrix [inner, columns] takes when it is packed.
  ///
  /// A packed matrix is a row of panels of 32 columns, each [inner][32] contiguous. A last panel of 16 columns
  /// or fewer is [inner][16]. Columns beyond the matrix are zero.
  public static func panelWords(inner: Int, columns: Int) -> Int {
    nncc_panel_words(inner, columns)
  }

  // @_noAllocation
  /// Packs a row-major matrix [inner, columns] into panels, or so many that stand side by side, one's panels after the
  /// other's.
  public static func pack(
    matrix: UnsafePointer<Float>, rowStride: Int, inner: Int, columns: Int, matrices: Int = 1,
    into panels: Floats, pool: borrowing ThreadPool
  ) {
    let packing = nncc_packing(
      source: matrix, row_stride: rowStride, inner: inner, columns: columns, panels: panels,
      first_inner: 0, panel_inner: inner)
    Packing(
      loops: packing, isTransposed: false, groups: matrices, groupSourceStep: columns,
      groupPanelStep: panelWords(inner: inner, columns: columns)
    ).run(on: pool.crew)
  }

  // @_noAllocation
  /// Packs the transpose [inner, columns] of a matrix that is stored as [columns, inner], row-major, or of so many that
  /// stand side by side.
  public static func packTransposed(
    matrix: UnsafePointer<Float>, rowStride: Int, inner: Int, columns: Int, matrices: Int = 1,
    into panels: Floats, pool: borrowing ThreadPool
  ) {
    let packing = nncc_packing(
      source: matrix, row_stride: rowStride, inner: inner, columns: columns, panels: panels,
      first_inner: 0, panel_inner: inner)
    Packing(
      loops: packing, isTransposed: true, groups: matrices, groupSourceStep: inner,
      groupPanelStep: panelWords(inner: inner, columns: columns)
    ).run(on: pool.crew)
  }

  // @_noAllocation
  /// The floats that the kernel of a convolution takes when `packKernel` has packed it.
  public static func packedKernelWords(_ geometry: ConvolutionGeometry) -> Int {
    geometry.groups * panelWords(inner: geometry.windowWords, columns: geometry.groupFilters)
  }

  // @_noAllocation
  /// Packs a convolution's kernel [kernelHeight, kernelWidth, channels / groups, filters]: one group's panels
  /// after the other's, each of a matrix [(kh, kw, c), filters / groups].
  public static func packKernel(
    _ kernel: UnsafePointer<Float>, geometry: ConvolutionGeometry, into panels: Floats, pool: borrowing ThreadPool
  ) {
    let columns = geometry.groupFilters
    let packing = nncc_packing(
      source: kernel, row_stride: geometry.filters, inner: geometry.windowWords, columns: columns,
      panels: panels, first_inner: 0, panel_inner: geometry.windowWords)
    Packing(
      loops: packing, isTransposed: false, groups: geometry.groups, groupSourceStep: columns,
      groupPanelStep: panelWords(inner: geometry.windowWords, columns: columns)
    ).run(on: pool.crew)
  }

  // @_noAllocation
  /// The floats that `packTurnedKernel` writes.
  public static func packedTurnedKernelWords(_ geometry: ConvolutionGeometry) -> Int {
    geometry.groups
      * panelWords(
        inner: geometry.kernelHeight * geometry.kernelWidth * geometry.groupFilters,
        columns: geometry.groupChannels)
  }

  // @_noAllocation
  /// Packs the kernel for the gradient of the convolution's input, which is a convolution of the output's
  /// gradient with the kernel turned half around: one group's panels after the other's, each of a matrix
  /// [(kh, kw, f), channels / groups] whose element is kernel[KH − 1 − kh, KW − 1 − kw, c, f].
  ///
  /// `geometry` is the convolution's own.
  public static func packTurnedKernel(
    _ kernel: UnsafePointer<Float>, geometry: ConvolutionGeometry, into panels: Floats, pool: borrowing ThreadPool
  ) {
    let positions = geometry.kernelHeight * geometry.kernelWidth
    let positionWords = geometry.groupChannels * geometry.filters
    let packing = nncc_packing(
      source: kernel + (positions - 1) * positionWords, row_stride: geometry.filters,
      inner: geometry.groupFilters, columns: geometry.groupChannels, panels: panels,
      first_inner: 0, panel_inner: positions * geometry.groupFilters)
    Packing(
      loops: packing, isTransposed: true, groups: geometry.groups, groupSourceStep: geometry.groupFilters,
      groupPanelStep: panelWords(inner: packing.panel_inner, columns: packing.columns),
      blocks: positions, blockSourceStep: -positionWords
    ).run(on: pool.crew)
  }

  /// A matrix to pack, or one for each group, whose rows come in blocks from different places of the source.
  private struct Packing {
    var loops: nncc_packing
    var isTransposed: Bool
    var groups = 1
    var groupSourceStep = 0
    var groupPanelStep = 0
    var blocks = 1
    var blockSourceStep = 0

    private var panels: Int { (loops.columns + panelColumns - 1) / panelColumns }

    func run(on crew: Crew) {
      var packing = self
      let parts = groups * blocks * panels
      if groups * loops.panel_inner * loops.columns < leastSharedWords {
        for part in 0..<parts { packing.run(part) }
      } else {
        crew.run(parts: parts, &packing) { context, part in
          context.assumingMemoryBound(to: Packing.self).pointee.run(part)
        }
      }
    }

    private func run(_ part: Int) {
      let group = part / panels / blocks
      let block = part / panels % blocks
      let panel = part % panels
      var loops = loops
      loops.source += group * groupSourceStep + block * blockSourceStep
      loops.panels += group * groupPanelStep
      loops.first_inner = block * loops.inner
      if isTransposed {
        nncc_pack_transposed(&loops, panel, panel + 1)
      } else {
        nncc_pack(&loops, panel, panel + 1)
      }
    }
  }
}
