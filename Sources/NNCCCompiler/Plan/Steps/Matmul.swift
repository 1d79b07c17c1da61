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

/// result[inner, columns] = leftᵀ · right: the gradient of a product's weight.
package struct MatmulTransposedLeft: Step {
  package var left: BufferID
  package var right: BufferID
  package var result: BufferID
  package var geometry: MatmulGeometry

  package var name: String { "matmul_transposed_left" }
  package var reads: [BufferID] { [left, right] }
  package var writes: [BufferID] { [result] }
  package var details: String { "(\(geometry.rows)×\(geometry.inner))ᵀ·\(geometry.columns)" }

  package func run(on machine: Machine) {
    Kernels.matmulTransposedLeft(
      left: machine[left], leftRowStride: geometry.inner, right: machine[right],
      rightRowStride: geometry.columns, into: machine[result], resultRowStride: geometry.columns,
      geometry: geometry, pool: machine.pool)
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmulTransposedLeft(
      left: machine[left], leftRowStride: geometry.inner, right: machine[right],
      rightRowStride: geometry.columns, into: machine[result], resultRowStride: geometry.columns,
      geometry: geometry)
  }
}
