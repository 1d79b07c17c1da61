import NNCCRuntime

/// Lays out a weight as the panels that a matrix product streams.
package struct Pack: Step {
  package var matrix: BufferID
  package var layout: Layout
  package var panels: BufferID

  /// How the panels are made from the parameter.
  package enum Layout: Sendable, Hashable {
    /// A row-major matrix [inner, columns], as it is.
    case matrix(inner: Int, columns: Int)
    /// The transpose [inner, columns] of a row-major matrix [columns, inner].
    case transposed(inner: Int, columns: Int)
    /// Columns `first` ..< `first` + `columns` of a row-major matrix with rows of `stride`, or so many such matrices that
    /// stand side by side.
    case block(stride: Int, first: Int, inner: Int, columns: Int, matrices: Int = 1)
    /// The transpose [inner, columns] of columns `first` ..< `first` + `inner` of such a matrix, or of so many.
    case transposedBlock(stride: Int, first: Int, inner: Int, columns: Int, matrices: Int = 1)
    /// A convolution's kernel, transformed where a Winograd form is used.
    case kernel(ConvolutionGeometry, WinogradForm?)
    /// A convolution's kernel, turned for the gradient of its input.
    case turnedKernel(ConvolutionGeometry, WinogradForm?)

    var words: Int {
      switch self {
      case .matrix(let inner, let columns), .transposed(let inner, let columns):
        Kernels.panelWords(inner: inner, columns: columns)
      case .block(_, _, let inner, let columns, let matrices),
        .transposedBlock(_, _, let inner, let columns, let matrices):
        matrices * Kernels.panelWords(inner: inner, columns: columns)
      case .kernel(let geometry, nil): Kernels.packedKernelWords(geometry)
      case .kernel(let geometry, let form?):
        Kernels.packedWinogradKernelWords(geometry, form: form, turned: false)
      case .turnedKernel(let geometry, nil): Kernels.packedTurnedKernelWords(geometry)
      case .turnedKernel(let geometry, let form?):
        Kernels.packedWinogradKernelWords(geometry, form: form, turned: true)
      }
    }

    var suffix: String {
      switch self {
      case .matrix, .kernel: ".packed"
      case .transposed: ".packed_transposed"
      case .block(_, let first, _, _, _): ".packed_from_\(first)"
      case .transposedBlock(_, let first, _, _, _): ".packed_transposed_from_\(first)"
      case .turnedKernel: ".packed_turned"
      }
    }
  }

  package var name: String { "pack" }
  package var reads: [BufferID] { [matrix] }
  package var writes: [BufferID] { [panels] }

  package var details: String {
    switch layout {
    case .matrix(let inner, let columns): "\(inner)×\(columns)"
    case .transposed(let inner, let columns): "(\(columns)×\(inner))ᵀ"
    case .block(let stride, let first, let inner, let columns, let matrices):
      "\(times(matrices))\(inner)×\(columns) of \(inner)×\(stride) from \(first)"
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      "\(times(matrices))(\(columns)×\(inner) of \(columns)×\(stride) from \(first))ᵀ"
    case .kernel(let g, let form):
      "kernel \(g.kernelHeight)×\(g.kernelWidth)×\(g.channels / g.groups)→\(g.filters)" + suffix(form)
    case .turnedKernel(let g, let form):
      "turned kernel \(g.kernelHeight)×\(g.kernelWidth)×\(g.filters / g.groups)→\(g.channels)" + suffix(form)
    }
  }

  private func times(_ matrices: Int) -> String { matrices == 1 ? "" : "\(matrices) of " }

  private func suffix(_ form: WinogradForm?) -> String { form.map { ", Winograd \($0.name)" } ?? "" }

  /// The products that read the panels give the weight its gradient.
  package func appendGradient(to program: inout GradientBuilder) {}

  package func run(on machine: Machine) {
    switch layout {
    case .matrix(let inner, let columns):
      Kernels.pack(
        matrix: machine[matrix], rowStride: columns, inner: inner, columns: columns, into: machine[panels],
        pool: machine.threads.pool)
    case .transposed(let inner, let columns):
      Kernels.packTransposed(
        matrix: machine[matrix], rowStride: inner, inner: inner, columns: columns, into: machine[panels],
        pool: machine.threads.pool)
    case .block(let stride, let first, let inner, let columns, let matrices):
      Kernels.pack(
        matrix: machine[matrix] + first, rowStride: stride, inner: inner, columns: columns, matrices: matrices,
        into: machine[panels], pool: machine.threads.pool)
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      Kernels.packTransposed(
        matrix: machine[matrix] + first, rowStride: stride, inner: inner, columns: columns, matrices: matrices,
        into: machine[panels], pool: machine.threads.pool)
    case .kernel(let geometry, nil):
      Kernels.packKernel(machine[matrix], geometry: geometry, into: machine[panels], pool: machine.threads.pool)
    case .turnedKernel(let geometry, nil):
      Kernels.packTurnedKernel(machine[matrix], geometry: geometry, into: machine[panels], pool: machine.threads.pool)
    case .kernel(let geometry, let form?):
      Kernels.packWinogradKernel(
        machine[matrix], geometry: geometry, form: form, turned: false, into: machine[panels],
        pool: machine.threads.pool)
    case .turnedKernel(let geometry, let form?):
      Kernels.packWinogradKernel(
        machine[matrix], geometry: geometry, form: form, turned: true, into: machine[panels], pool: machine.threads.pool
      )
    }
  }

  package var call: KernelCall {
    switch layout {
    case .matrix(let inner, let columns):
      """
      Kernels.pack(matrix: \(matrix), rowStride: \(columns), inner: \(inner), columns: \(columns), \
      into: \(panels), pool: pool)
      """
    case .transposed(let inner, let columns):
      """
      Kernels.packTransposed(matrix: \(matrix), rowStride: \(inner), inner: \(inner), columns: \(columns), \
      into: \(panels), pool: pool)
      """
    case .block(let stride, let first, let inner, let columns, 1):
      """
      Kernels.pack(matrix: \(matrix, offset: first), rowStride: \(stride), inner: \(inner), \
      columns: \(columns), into: \(panels), pool: pool)
      """
    case .block(let stride, let first, let inner, let columns, let matrices):
      """
      Kernels.pack(matrix: \(matrix, offset: first), rowStride: \(stride), inner: \(inner), \
      columns: \(columns), matrices: \(matrices), into: \(panels), pool: pool)
      """
    case .transposedBlock(let stride, let first, let inner, let columns, 1):
      """
      Kernels.packTransposed(matrix: \(matrix, offset: first), rowStride: \(stride), inner: \(inner), \
      columns: \(columns), into: \(panels), pool: pool)
      """
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      """
      Kernels.packTransposed(matrix: \(matrix, offset: first), rowStride: \(stride), inner: \(inner), \
      columns: \(columns), matrices: \(matrices), into: \(panels), pool: pool)
      """
    case .kernel(let geometry, nil):
      "Kernels.packKernel(\(matrix), geometry: \(geometry), into: \(panels), pool: pool)"
    case .turnedKernel(let geometry, nil):
      "Kernels.packTurnedKernel(\(matrix), geometry: \(geometry), into: \(panels), pool: pool)"
    case .kernel(let geometry, let form?):
      """
      Kernels.packWinogradKernel(\(matrix), geometry: \(geometry), form: \(form), turned: false, into: \(panels), \
      pool: pool)
      """
    case .turnedKernel(let geometry, let form?):
      """
      Kernels.packWinogradKernel(\(matrix), geometry: \(geometry), form: \(form), turned: true, into: \(panels), \
      pool: pool)
      """
    }
  }

  /// The reference convolutions are all direct, so a kernel is packed as it is even where the fast one transforms
  /// it: that takes no more room.
  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    switch layout {
    case .matrix(let inner, let columns):
      ReferenceKernels.pack(
        matrix: machine[matrix], rowStride: columns, inner: inner, columns: columns, into: machine[panels])
    case .transposed(let inner, let columns):
      ReferenceKernels.packTransposed(
        matrix: machine[matrix], rowStride: inner, inner: inner, columns: columns, into: machine[panels])
    case .block(let stride, let first, let inner, let columns, let matrices):
      for index in 0..<matrices {
        ReferenceKernels.pack(
          matrix: machine[matrix] + first + index * columns, rowStride: stride, inner: inner, columns: columns,
          into: machine[panels] + index * Kernels.panelWords(inner: inner, columns: columns))
      }
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      for index in 0..<matrices {
        ReferenceKernels.packTransposed(
          matrix: machine[matrix] + first + index * inner, rowStride: stride, inner: inner, columns: columns,
          into: machine[panels] + index * Kernels.panelWords(inner: inner, columns: columns))
      }
    case .kernel(let geometry, _):
      ReferenceKernels.packKernel(machine[matrix], geometry: geometry, into: machine[panels])
    case .turnedKernel(let geometry, _):
      ReferenceKernels.packTurnedKernel(machine[matrix], geometry: geometry, into: machine[panels])
    }
  }
}
