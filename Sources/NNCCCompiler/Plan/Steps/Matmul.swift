import NNCCRuntime

/// result[rows, columns] = activation(bias + left[rows, inner] · matrix[inner, columns])
package struct Matmul: Step {
  package var left: BufferID
  /// The right side, row-major: the weight.
  package var matrix: BufferID
  /// The right side's panels; nil to read `matrix` in place, which copies a panel at a time into the cache.
  package var panels: BufferID?
  package var bias: BufferID?
  package var activation: Activation
  package var result: BufferID
  package var geometry: MatmulGeometry

  package var name: String { "matmul" }
  package var reads: [BufferID] { [left, panels ?? matrix] + (bias.map { [$0] } ?? []) }
  package var writes: [BufferID] { [result] }

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
    program.contribute(to: matrix) {
      MatmulTransposedLeft(left: left, right: gradient, result: $0, geometry: geometry)
    }
    if program.needs(left) { try appendLeftGradient(from: gradient, to: &program) }
  }

  /// The gradient of the left side is gradient · matrixᵀ. Either the matrix is transposed for it, or, where it
  /// is the larger part by far, (matrix · gradientᵀ)ᵀ is computed: the same sums in the same order.
  private func appendLeftGradient(from gradient: BufferID, to program: inout GradientBuilder) throws {
    let g = geometry
    if g.rows * (g.columns + 2 * g.inner) >= g.inner * g.columns {
      let turned = program.packed(matrix, .transposed(inner: g.columns, columns: g.inner))
      program.contribute(to: left) {
        Matmul(
          left: gradient, matrix: matrix, panels: turned, bias: nil, activation: .linear, result: $0,
          geometry: .init(rows: g.rows, inner: g.columns, columns: g.inner))
      }
      return
    }
    let turned = program.packed(gradient, .transposed(inner: g.columns, columns: g.rows))
    let product = program.temporary(
      program.buffer(left).name + ".gradient_transposed", like: left, shape: [g.inner, g.rows])
    program.append(
      Matmul(
        left: matrix, matrix: gradient, panels: turned, bias: nil, activation: .linear, result: product,
        geometry: .init(rows: g.inner, inner: g.columns, columns: g.rows)))
    try program.contribute(to: left) {
      try Transpose(input: product, output: $0, shape: [g.inner, g.rows], order: [1, 0])
    }
  }

  package func run(on machine: Machine) {
    if let panels {
      Kernels.matmul(
        left: machine[left], leftRowStride: geometry.inner, panels: machine[panels], bias: machine[optional: bias],
        activation: activation, into: machine[result], resultRowStride: geometry.columns, geometry: geometry,
        pool: machine.threads.pool)
    } else {
      Kernels.matmul(
        left: machine[left], leftRowStride: geometry.inner, right: machine[matrix],
        rightRowStride: geometry.columns, bias: machine[optional: bias], activation: activation,
        into: machine[result], resultRowStride: geometry.columns, geometry: geometry, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    let right: KernelCall = panels.map { "panels: \($0)" } ?? "right: \(matrix)"
    return """
      Kernels.matmul(left: \(left), \(right)\(", bias: ", bias)\(", activation: ", activation.unlessLinear), \
      into: \(result), geometry: \(geometry), pool: pool)
      """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    if let panels {
      ReferenceKernels.matmul(
        left: machine[left], leftRowStride: geometry.inner, panels: machine[panels], bias: machine[optional: bias],
        activation: activation, into: machine[result], resultRowStride: geometry.columns, geometry: geometry)
    } else {
      ReferenceKernels.matmul(
        left: machine[left], leftRowStride: geometry.inner, right: machine[matrix],
        rightRowStride: geometry.columns, bias: machine[optional: bias], activation: activation,
        into: machine[result], resultRowStride: geometry.columns, geometry: geometry)
    }
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
  /// Where the columns of the left side begin in its rows, and the length of those, if it is not that of the columns.
  package var leftFirstColumn = 0
  package var leftRowStride: Int?
  /// Whether the result's other columns were written before.
  package var isPart = false

  private var leftStride: Int { leftRowStride ?? geometry.inner }
  private var stride: Int { rowStride ?? geometry.columns }

  package var name: String { "matmul_transposed_left" }
  package var reads: [BufferID] { isPart ? [left, right, result] : [left, right] }
  package var writes: [BufferID] { [result] }
  package var details: String {
    "(\(geometry.rows)×\(geometry.inner))ᵀ·\(geometry.columns)" + (rowStride == nil ? "" : " from \(firstColumn)")
  }

  package func run(on machine: Machine) {
    Kernels.matmulTransposedLeft(
      left: machine[left] + leftFirstColumn, leftRowStride: leftStride, right: machine[right] + firstColumn,
      rightRowStride: stride, into: machine[result] + firstColumn, resultRowStride: stride,
      geometry: geometry, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    rowStride == nil
      ? """
      Kernels.matmulTransposedLeft(left: \(left), right: \(right), into: \(result), geometry: \(geometry), \
      pool: pool)
      """
      : leftRowStride == nil
        ? """
        Kernels.matmulTransposedLeft(left: \(left), right: \(right, offset: firstColumn), \
        rightRowStride: \(stride), into: \(result, offset: firstColumn), resultRowStride: \(stride), \
        geometry: \(geometry), pool: pool)
        """
        : """
        Kernels.matmulTransposedLeft(left: \(left, offset: leftFirstColumn), leftRowStride: \(leftStride), \
        right: \(right, offset: firstColumn), \
        rightRowStride: \(stride), into: \(result, offset: firstColumn), resultRowStride: \(stride), \
        geometry: \(geometry), pool: pool)
        """
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmulTransposedLeft(
      left: machine[left] + leftFirstColumn, leftRowStride: leftStride, right: machine[right] + firstColumn,
      rightRowStride: stride, into: machine[result] + firstColumn, resultRowStride: stride,
      geometry: geometry)
  }
}
