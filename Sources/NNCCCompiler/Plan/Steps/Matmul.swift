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
    let scratchWords = Kernels.matmulTransposedLeftScratchWords(geometry)
    if program.needs(matrix) {
      let scratch = program.scratch(for: matrix, words: scratchWords)
      program.contribute(to: matrix) {
        MatmulTransposedLeft(left: left, right: gradient, result: $0, scratch: scratch, geometry: geometry)
      }
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
      machine[left], leftRowStride: geometry.inner, panels: machine[panels], bias: machine[bias],
      activation: activation, into: machine[result], resultRowStride: geometry.columns, geometry,
      pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmul(
      machine[left], leftRowStride: geometry.inner, panels: machine[panels], bias: machine[bias],
      into: machine[result], resultRowStride: geometry.columns, geometry)
    ReferenceKernels.activate(
      machine[result], machine[result], count: geometry.rows * geometry.columns, activation: activation)
  }
}

/// result[inner, columns] = leftᵀ · right: the gradient of a product's weight.
public struct MatmulTransposedLeft: Step {
  public var left: BufferID
  public var right: BufferID
  public var result: BufferID
  public var scratch: BufferID
  public var geometry: MatmulGeometry

  public var name: String { "matmul_transposed_left" }
  public var reads: [BufferID] { [left, right] }
  public var writes: [BufferID] { [result, scratch] }
  public var details: String { "(\(geometry.rows)×\(geometry.inner))ᵀ·\(geometry.columns)" }

  public func run(on machine: Machine) {
    Kernels.matmulTransposedLeft(
      machine[left], right: machine[right], into: machine[result], accumulate: false,
      scratch: machine[scratch], geometry, pool: machine.pool)
  }

  public func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.matmulTransposedLeft(
      machine[left], right: machine[right], into: machine[result], accumulate: false, geometry)
  }
}

extension GradientBuilder {
  /// The part that products and convolutions share: from the gradient of act(product + bias), appends the
  /// gradient of the bias and returns that of the product.
  mutating func gradientBeforeActivation(
    of result: BufferID, activation: Activation, bias: BufferID?, rows: Int, columns: Int
  ) -> BufferID? {
    guard var gradient = gradient(of: result) else { return nil }
    if activation != .linear {
      let before = temporary(buffer(result).name + ".gradient_before_activation", like: result)
      append(
        ActivationGradient(
          value: result, isOutput: true, outputGradient: gradient, inputGradient: before,
          count: rows * columns, activation: activation))
      gradient = before
    }
    if let bias, needs(bias) {
      let scratch = scratch(for: bias, words: Kernels.columnSumsScratchWords(rows: rows, columns: columns))
      contribute(to: bias) {
        ColumnSums(matrix: gradient, sums: $0, scratch: scratch, rows: rows, columns: columns)
      }
    }
    return gradient
  }
}
