import NNCCRuntime

/// result[rows, columns] = activation(bias + left[rows, inner] · matrix[inner, columns])
package struct Matmul: Step {
  package var left: BufferID
  /// The weight, which the gradient rule packs anew.
  package var matrix: BufferID
  /// The weight's panels, which the product reads.
  package var panels: BufferID
  package var bias: BufferID?
  package var activation: Activation
  package var result: BufferID
  package var geometry: MatmulGeometry

  package var name: String { "matmul" }
  package var reads: [BufferID] { [left, panels] + (bias.map { [$0] } ?? []) }
  package var writes: [BufferID] { [result] }

  package var details: String {
    "\(geometry.rows)×\(geometry.inner)·\(geometry.columns)" + (bias == nil ? "" : " + bias")
      + (activation == .linear ? "" : ", \(activation)")
  }

  package func appendGradient(to program: inout GradientBuilder) {
    guard
      let gradient = program.gradientBeforeActivation(
        of: result, activation: activation, bias: bias, rows: geometry.rows, columns: geometry.columns)
    else { return }
    program.contribute(to: matrix) {
      MatmulTransposedLeft(left: left, right: gradient, result: $0, geometry: geometry)
    }
    if program.needs(left) {
      let turned = program.packed(matrix, .transposed(inner: geometry.columns, columns: geometry.inner))
      program.contribute(to: left) {
        Matmul(
          left: gradient, matrix: matrix, panels: turned, bias: nil, activation: .linear, result: $0,
          geometry: .init(rows: geometry.rows, inner: geometry.columns, columns: geometry.inner))
      }
    }
  }

  package func run(on machine: Machine) {
    Kernels.matmul(
      left: machine[left], leftRowStride: geometry.inner, panels: machine[panels],
      bias: machine[optional: bias],
      activation: activation, into: machine[result], resultRowStride: geometry.columns, geometry: geometry,
      pool: machine.pool)
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmul(
      left: machine[left], leftRowStride: geometry.inner, panels: machine[panels],
      bias: machine[optional: bias],
      activation: activation, into: machine[result], resultRowStride: geometry.columns, geometry: geometry)
  }
}

/// result[inner, columns] = leftᵀ · right: the gradient of a product's weight, or of some of its columns.
package struct MatmulTransposedLeft: Step {
  package var left: BufferID
  package var right: BufferID
  package var result: BufferID
  package var geometry: MatmulGeometry
  /// Where the columns begin in the rows of the right side and of the result.
  package var firstColumn = 0
  /// The length of those rows, if it is not that of the columns.
  package var rowStride: Int?
  /// Whether the result's other columns were written before.
  package var isPart = false

  private var stride: Int { rowStride ?? geometry.columns }

  package var name: String { "matmul_transposed_left" }
  package var reads: [BufferID] { isPart ? [left, right, result] : [left, right] }
  package var writes: [BufferID] { [result] }
  package var details: String {
    "(\(geometry.rows)×\(geometry.inner))ᵀ·\(geometry.columns)" + (rowStride == nil ? "" : " from \(firstColumn)")
  }

  package func run(on machine: Machine) {
    Kernels.matmulTransposedLeft(
      left: machine[left], leftRowStride: geometry.inner, right: machine[right] + firstColumn,
      rightRowStride: stride, into: machine[result] + firstColumn, resultRowStride: stride,
      geometry: geometry, pool: machine.pool)
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmulTransposedLeft(
      left: machine[left], leftRowStride: geometry.inner, right: machine[right] + firstColumn,
      rightRowStride: stride, into: machine[result] + firstColumn, resultRowStride: stride,
      geometry: geometry)
  }
}
