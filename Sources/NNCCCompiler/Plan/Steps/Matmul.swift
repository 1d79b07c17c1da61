import NNCCRuntime

package typealias Matmul = Kernels.Matmul<BufferID>
package typealias MatmulTransposedLeft = Kernels.MatmulTransposedLeft<BufferID>

extension Matmul: Step {
  package var details: String {
    "\(geometry.rows)×\(geometry.inner)·\(geometry.columns)" + (bias == nil ? "" : " + bias")
      + (activation == .linear ? "" : ", \(activation)")
  }

  /// Whether the right side is best read in place where it changes with every run: the kernel then packs it
  /// once for each block of that many rows, as the panels would be.
  static func readsInPlace(rows: Int) -> Bool { rows > 1 && rows <= 256 }

  package func appendGradient(to program: inout GradientBuilder) throws {
    guard
      let gradient = program.gradientBeforeActivation(
        of: result, activation: activation, bias: bias, rows: geometry.rows, columns: geometry.columns)
    else { return }
    let matrix = program.source(of: panels ?? right!)
    program.contribute(to: matrix) {
      MatmulTransposedLeft(left: left, right: gradient, into: $0, geometry: geometry)
    }
    if program.needs(left) { try appendLeftGradient(from: gradient, matrix, to: &program) }
  }

  /// The gradient of the left side is gradient · matrixᵀ. Either the matrix is transposed for it, or, where it
  /// is the larger part by far, (matrix · gradientᵀ)ᵀ is computed: the same sums in the same order.
  private func appendLeftGradient(
    from gradient: BufferID, _ matrix: BufferID, to program: inout GradientBuilder
  ) throws {
    let g = geometry
    if g.rows * (g.columns + 2 * g.inner) >= g.inner * g.columns {
      let turned = program.packed(matrix, .transposed(inner: g.columns, columns: g.inner))
      program.contribute(to: left) {
        Matmul(
          left: gradient, panels: turned, into: $0, geometry: .init(rows: g.rows, inner: g.columns, columns: g.inner))
      }
      return
    }
    let turned = program.packed(gradient, .transposed(inner: g.columns, columns: g.rows))
    let product = program.temporary(
      program.buffer(left).name + ".gradient_transposed", like: left, shape: [g.inner, g.rows])
    program.append(
      Matmul(
        left: matrix, panels: turned, into: product, geometry: .init(rows: g.inner, inner: g.columns, columns: g.rows)))
    try program.contribute(to: left) {
      try Transpose(input: product, output: $0, shape: [g.inner, g.rows], order: [1, 0])
    }
  }
}

extension MatmulTransposedLeft: Step, BackwardStep {
  package var details: String {
    "(\(geometry.rows)×\(geometry.inner))ᵀ·\(geometry.columns)" + (rowStride == nil ? "" : " from \(firstColumn)")
  }
}
