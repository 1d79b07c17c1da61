import NNCCRuntime
import Testing

@Suite struct PackTests {
  static let shapes = [
    (1, 1), (3, 10), (16, 16), (17, 17), (15, 31), (32, 32), (33, 33), (100, 48), (7, 65), (129, 97),
    (300, 300), (1, 200),
  ]

  @Test(arguments: shapes)
  func panelsAreTheReferences(inner: Int, columns: Int) {
    let stride = columns + 3
    let matrix = GuardedFloats(random: inner * stride, seed: 1)
    let words = Kernels.panelWords(inner: inner, columns: columns)
    var expected = [Float](repeating: .nan, count: words)
    ReferenceKernels.pack(
      matrix: matrix.pointer, rowStride: stride, inner: inner, columns: columns, into: &expected)
    for threads in 1...2 {
      let panels = GuardedFloats(unwritten: words)
      Kernels.pack(
        matrix: matrix.pointer, rowStride: stride, inner: inner, columns: columns,
        into: panels.pointer, pool: ThreadPool(threads: threads))
      panels.expectSame(as: expected)
    }
  }

  @Test(arguments: shapes)
  func panelsOfTheTransposeAreTheReferences(inner: Int, columns: Int) {
    let stride = inner + 1
    let matrix = GuardedFloats(random: columns * stride, seed: 2)
    let words = Kernels.panelWords(inner: inner, columns: columns)
    var expected = [Float](repeating: .nan, count: words)
    ReferenceKernels.packTransposed(
      matrix: matrix.pointer, rowStride: stride, inner: inner, columns: columns, into: &expected)
    let panels = GuardedFloats(unwritten: words)
    Kernels.packTransposed(
      matrix: matrix.pointer, rowStride: stride, inner: inner, columns: columns,
      into: panels.pointer, pool: ThreadPool(threads: 2))
    panels.expectSame(as: expected)
  }

  @Test(arguments: ConvolutionTests.geometries)
  func kernelsAreTheReferences(_ geometry: ConvolutionGeometry) {
    let pool = ThreadPool(threads: 2)
    let kernel = GuardedFloats(random: ConvolutionTests.kernelWords(geometry), seed: 3)

    let words = Kernels.packedKernelWords(geometry)
    var expected = [Float](repeating: .nan, count: words)
    ReferenceKernels.packKernel(kernel.pointer, geometry: geometry, into: &expected)
    let panels = GuardedFloats(unwritten: words)
    Kernels.packKernel(kernel.pointer, geometry: geometry, into: panels.pointer, pool: pool)
    panels.expectSame(as: expected)

    let turnedWords = Kernels.packedTurnedKernelWords(geometry)
    var expectedTurned = [Float](repeating: .nan, count: turnedWords)
    ReferenceKernels.packTurnedKernel(kernel.pointer, geometry: geometry, into: &expectedTurned)
    let turned = GuardedFloats(unwritten: turnedWords)
    Kernels.packTurnedKernel(kernel.pointer, geometry: geometry, into: turned.pointer, pool: pool)
    turned.expectSame(as: expectedTurned)
  }
}
