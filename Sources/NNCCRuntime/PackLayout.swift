/// How the panels that a matrix product streams are made from a weight.
///
/// The panels of a matrix [inner, columns] are blocks of 32 columns, one after the other, each [inner][32] contiguous.
/// A last one of 16 columns or fewer is [inner][16]. Columns beyond the matrix are zero.
public enum PackLayout: Sendable, Hashable {
  /// A row-major matrix [inner, columns], as it is.
  case matrix(inner: Int, columns: Int)
  /// The transpose [inner, columns] of a row-major matrix [columns, inner].
  case transposed(inner: Int, columns: Int)
  /// Columns `first` ..< `first` + `columns` of a row-major matrix with rows of `stride`, or so many such matrices that
  /// stand side by side: one's panels after the other's.
  case block(stride: Int, first: Int, inner: Int, columns: Int, matrices: Int = 1)
  /// The transpose [inner, columns] of columns `first` ..< `first` + `inner` of such a matrix, or of so many.
  case transposedBlock(stride: Int, first: Int, inner: Int, columns: Int, matrices: Int = 1)
  /// A convolution's kernel [kernelHeight, kernelWidth, channels / groups, filters]: one group's panels after the
  /// other's, each of a matrix [(kh, kw, c), filters / groups].
  ///
  /// With a Winograd form, its transform: the panels of one place after the other's, each of a matrix
  /// [channels, filters].
  case kernel(ConvolutionGeometry, WinogradForm? = nil)
  /// A kernel for the gradient of the convolution's input, which is a convolution of the output's gradient with the
  /// kernel turned half around: one group's panels after the other's, each of a matrix [(kh, kw, f), channels / groups]
  /// whose element is kernel[KH − 1 − kh, KW − 1 − kw, c, f].
  ///
  /// With a Winograd form, its transform: matrices [filters, channels]. The geometry is the convolution's own.
  case turnedKernel(ConvolutionGeometry, WinogradForm? = nil)

  /// The floats that the panels take.
  public var words: Int {
    switch self {
    case .matrix(let inner, let columns), .transposed(let inner, let columns):
      Kernels.panelWords(inner: inner, columns: columns)
    case .block(_, _, let inner, let columns, let matrices),
      .transposedBlock(_, _, let inner, let columns, let matrices):
      matrices * Kernels.panelWords(inner: inner, columns: columns)
    case .kernel(let g, nil): g.groups * Kernels.panelWords(inner: g.windowWords, columns: g.groupFilters)
    case .turnedKernel(let g, nil): g.groups * Kernels.panelWords(inner: g.turnedWindowWords, columns: g.groupChannels)
    case .kernel(let g, let form?): form.places * Kernels.panelWords(inner: g.channels, columns: g.filters)
    case .turnedKernel(let g, let form?): form.places * Kernels.panelWords(inner: g.filters, columns: g.channels)
    }
  }
}

extension PackLayout: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .matrix(let inner, let columns): .call(".matrix", .init("inner", inner), .init("columns", columns))
    case .transposed(let inner, let columns): .call(".transposed", .init("inner", inner), .init("columns", columns))
    case .block(let stride, let first, let inner, let columns, let matrices):
      .call(
        ".block", .init("stride", stride), .init("first", first), .init("inner", inner), .init("columns", columns),
        .init("matrices", matrices, default: 1))
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      .call(
        ".transposedBlock", .init("stride", stride), .init("first", first), .init("inner", inner),
        .init("columns", columns), .init("matrices", matrices, default: 1))
    case .kernel(let geometry, let form): .call(".kernel", .init(nil, geometry), .init(nil, form))
    case .turnedKernel(let geometry, let form): .call(".turnedKernel", .init(nil, geometry), .init(nil, form))
    }
  }
}
