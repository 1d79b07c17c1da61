import NNCCRuntime

extension ReferenceMachine {
  @_specialize(where Scalar == Double)
  package func visit(_ call: Kernels.Matmul<Place>) {
    let g = call.geometry
    let right = call.panels ?? call.right!
    for row in 0..<g.rows {
      for column in 0..<g.columns {
        var sum = call.bias?[column] ?? 0
        for k in 0..<g.inner {
          let place =
            call.panels == nil ? k * g.columns + column : panelPlace(k, column, inner: g.inner, columns: g.columns)
          sum += call.left[row * g.inner + k] * right[place]
        }
        call.result[row * g.columns + column] = activate(sum, call.activation)
      }
    }
  }

  @_specialize(where Scalar == Double)
  package func visit(_ call: Kernels.MatmulTransposedLeft<Place>) {
    let g = call.geometry
    let (left, leftStride) = (call.left + call.leftStart, call.leftRowStride ?? g.inner)
    let (right, result) = (call.right + call.firstColumn, call.result + call.firstColumn)
    let stride = call.rowStride ?? g.columns
    for k in 0..<g.inner {
      for column in 0..<g.columns {
        var sum: Scalar = 0
        for row in 0..<g.rows { sum += left[row * leftStride + k] * right[row * stride + column] }
        result[k * stride + column] = sum
      }
    }
  }

  /// The reference convolutions are all direct, so a kernel is packed as it is even where the fast one transforms
  /// it: that takes no more room.
  @_specialize(where Scalar == Double)
  package func visit(_ call: Kernels.Pack<Place>) {
    let (matrix, panels) = (call.matrix, call.panels)
    switch call.layout {
    case .matrix(let inner, let columns):
      pack(matrix, rowStride: columns, inner: inner, columns: columns, into: panels)
    case .transposed(let inner, let columns):
      pack(matrix, rowStride: inner, inner: inner, columns: columns, isTransposed: true, into: panels)
    case .block(let stride, let first, let inner, let columns, let matrices):
      pack(matrix + first, rowStride: stride, inner: inner, columns: columns, matrices: matrices, into: panels)
    case .transposedBlock(let stride, let first, let inner, let columns, let matrices):
      pack(
        matrix + first, rowStride: stride, inner: inner, columns: columns, matrices: matrices, isTransposed: true,
        into: panels)
    case .kernel(let g, _):
      pack(
        matrix, rowStride: g.filters, inner: g.kernelHeight * g.kernelWidth * (g.channels / g.groups),
        columns: g.filters / g.groups, matrices: g.groups, into: panels)
    case .turnedKernel(let g, _): packTurned(matrix, g, into: panels)
    }
  }

  /// Packs matrices [inner, columns] that stand side by side, or the transposes of matrices [columns, inner].
  private func pack(
    _ matrix: Place, rowStride: Int, inner: Int, columns: Int, matrices: Int = 1, isTransposed: Bool = false,
    into panels: Place
  ) {
    let words = Kernels.panelWords(inner: inner, columns: columns)
    panels.update(repeating: 0, count: matrices * words)
    for index in 0..<matrices {
      for k in 0..<inner {
        for column in 0..<columns {
          let source =
            isTransposed ? column * rowStride + index * inner + k : k * rowStride + index * columns + column
          panels[index * words + panelPlace(k, column, inner: inner, columns: columns)] = matrix[source]
        }
      }
    }
  }

  /// Packs a convolution's kernel, turned half around and with channels and filters exchanged, for the gradient of its
  /// input.
  private func packTurned(_ kernel: Place, _ g: ConvolutionGeometry, into panels: Place) {
    let channels = g.channels / g.groups
    let filters = g.filters / g.groups
    let positions = g.kernelHeight * g.kernelWidth
    let words = Kernels.panelWords(inner: positions * filters, columns: channels)
    panels.update(repeating: 0, count: g.groups * words)
    for group in 0..<g.groups {
      for position in 0..<positions {
        for f in 0..<filters {
          for c in 0..<channels {
            let place = panelPlace(position * filters + f, c, inner: positions * filters, columns: channels)
            panels[group * words + place] =
              kernel[((positions - 1 - position) * channels + c) * g.filters + group * filters + f]
          }
        }
      }
    }
  }
}

/// Where element (k, column) of a matrix [inner, columns] is in its panels.
func panelPlace(_ k: Int, _ column: Int, inner: Int, columns: Int) -> Int {
  let first = column / 32 * 32
  let width = columns - first > 16 ? 32 : 16
  return first * inner + k * width + column - first
}
