extension ReferenceKernels {
  /// result[rows, columns] = activation(bias + left · right), with `right` packed in panels.
  @inlinable
  @_specialize(where Scalar == Double)
  public static func matmul<Scalar: ReferenceScalar>(
    left: UnsafePointer<Scalar>, leftRowStride: Int, panels: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>? = nil, activation: Activation = .linear, accumulate: Bool = false,
    into result: UnsafeMutablePointer<Scalar>, resultRowStride: Int, geometry: MatmulGeometry
  ) {
    for row in 0..<geometry.rows {
      for column in 0..<geometry.columns {
        let place = row * resultRowStride + column
        var sum = accumulate ? result[place] : bias?[column] ?? 0
        for k in 0..<geometry.inner {
          sum +=
            left[row * leftRowStride + k]
            * panels[panelPlace(k, column, inner: geometry.inner, columns: geometry.columns)]
        }
        result[place] = activate(sum, activation)
      }
    }
  }

  /// The same with a right side that is not packed: [inner, columns], row-major.
  @inlinable
  @_specialize(where Scalar == Double)
  public static func matmul<Scalar: ReferenceScalar>(
    left: UnsafePointer<Scalar>, leftRowStride: Int, right: UnsafePointer<Scalar>, rightRowStride: Int,
    bias: UnsafePointer<Scalar>? = nil, activation: Activation = .linear, accumulate: Bool = false,
    into result: UnsafeMutablePointer<Scalar>, resultRowStride: Int, geometry: MatmulGeometry
  ) {
    for row in 0..<geometry.rows {
      for column in 0..<geometry.columns {
        let place = row * resultRowStride + column
        var sum = accumulate ? result[place] : bias?[column] ?? 0
        for k in 0..<geometry.inner {
          sum += left[row * leftRowStride + k] * right[k * rightRowStride + column]
        }
        result[place] = activate(sum, activation)
      }
    }
  }

  /// result[inner, columns] = leftᵀ · right
  @inlinable
  @_specialize(where Scalar == Double)
  public static func matmulTransposedLeft<Scalar: ReferenceScalar>(
    left: UnsafePointer<Scalar>, leftRowStride: Int, right: UnsafePointer<Scalar>, rightRowStride: Int,
    accumulate: Bool = false, into result: UnsafeMutablePointer<Scalar>, resultRowStride: Int,
    geometry: MatmulGeometry
  ) {
    for k in 0..<geometry.inner {
      for column in 0..<geometry.columns {
        let place = k * resultRowStride + column
        var sum = accumulate ? result[place] : 0
        for row in 0..<geometry.rows {
          sum += left[row * leftRowStride + k] * right[row * rightRowStride + column]
        }
        result[place] = sum
      }
    }
  }

  /// Where element (k, column) of a matrix [inner, columns] is in its panels.
  @inlinable
  static func panelPlace(_ k: Int, _ column: Int, inner: Int, columns: Int) -> Int {
    let first = column / 32 * 32
    let width = columns - first > 16 ? 32 : 16
    return first * inner + k * width + column - first
  }

  /// Packs a row-major matrix [inner, columns] into panels.
  @inlinable
  @_specialize(where Scalar == Double)
  public static func pack<Scalar: ReferenceScalar>(
    matrix: UnsafePointer<Scalar>, rowStride: Int, inner: Int, columns: Int,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    panels.update(repeating: 0, count: Kernels.panelWords(inner: inner, columns: columns))
    for k in 0..<inner {
      for column in 0..<columns {
        panels[panelPlace(k, column, inner: inner, columns: columns)] = matrix[k * rowStride + column]
      }
    }
  }

  /// Packs the transpose of a matrix that is stored as [columns, inner].
  @inlinable
  @_specialize(where Scalar == Double)
  public static func packTransposed<Scalar: ReferenceScalar>(
    matrix: UnsafePointer<Scalar>, rowStride: Int, inner: Int, columns: Int,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    panels.update(repeating: 0, count: Kernels.panelWords(inner: inner, columns: columns))
    for k in 0..<inner {
      for column in 0..<columns {
        panels[panelPlace(k, column, inner: inner, columns: columns)] = matrix[column * rowStride + k]
      }
    }
  }
}
