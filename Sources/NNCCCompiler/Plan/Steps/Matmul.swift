import NNCCRuntime

/// result[rows, columns] = activation(bias + left[rows, inner] · matrix[inner, columns])
public struct Matmul: Step {
  public var left: BufferID
  /// The weight, which the gradient rule packs anew.
  public var matrix: BufferID
  /// The weight's panels, which the product reads.
  public var panels: BufferID
  public var bias: BufferID?
  public var activation: Activation
  public var result: BufferID
  public var geometry: MatmulGeometry

  public var name: String { "matmul" }
  public var reads: [BufferID] { [left, panels] + (bias.map { [$0] } ?? []) }
  public var writes: [BufferID] { [result] }

  public var details: String {
    "\(geometry.rows)×\(geometry.inner)·\(geometry.columns)" + (bias == nil ? "" : " + bias")
      + (activation == .linear ? "" : ", \(activation)")
  }

  public func appendGradient(to program: inout GradientBuilder) {
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

  public func run(on machine: Machine) {
    Kernels.matmul(
      left: machine[left], leftRowStride: geometry.inner, panels: machine[panels],
      bias: machine[optional: bias],
      activation: activation, into: machine[result], resultRowStride: geometry.columns, geometry: geometry,
      pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmul(
      left: machine[left], leftRowStride: geometry.inner, panels: machine[panels],
      bias: machine[optional: bias],
      activation: activation, into: machine[result], resultRowStride: geometry.columns, geometry: geometry)
  }
}

/// result[inner, columns] = leftᵀ · right: the gradient of a product's weight.
public struct MatmulTransposedLeft: Step {
  public var left: BufferID
  public var right: BufferID
  public var result: BufferID
  public var geometry: MatmulGeometry

  public var name: String { "matmul_transposed_left" }
  public var reads: [BufferID] { [left, right] }
  public var writes: [BufferID] { [result] }
  public var details: String { "(\(geometry.rows)×\(geometry.inner))ᵀ·\(geometry.columns)" }

  public func run(on machine: Machine) {
    Kernels.matmulTransposedLeft(
      left: machine[left], leftRowStride: geometry.inner, right: machine[right],
      rightRowStride: geometry.columns, into: machine[result], resultRowStride: geometry.columns,
      geometry: geometry, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmulTransposedLeft(
      left: machine[left], leftRowStride: geometry.inner, right: machine[right],
      rightRowStride: geometry.columns, into: machine[result], resultRowStride: geometry.columns,
      geometry: geometry)
  }
}
