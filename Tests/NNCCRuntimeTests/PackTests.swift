import NNCCReference
import NNCCRuntime
import Testing

@Suite struct PackTests {
  static let shapes = [
    (1, 1), (3, 10), (16, 16), (17, 17), (15, 31), (32, 32), (33, 33), (100, 48), (7, 65), (129, 97),
    (300, 300), (1, 200),
  ]

  private func expectPanelsOfTheReference(_ words: Int, as layout: PackLayout) {
    let matrix = GuardedFloats(random: words, seed: 1)
    let expected = Samples.output(layout.words) {
      ReferenceMachine<Float>().visit(Kernels.Pack(matrix.pointer, as: layout, into: $0))
    }
    for threads in 1...2 {
      let panels = GuardedFloats(unwritten: layout.words)
      Kernels.Pack(matrix.pointer, as: layout, into: panels.pointer).run(threads: threads)
      panels.expectSame(as: expected)
    }
  }

  @Test(arguments: shapes)
  func panelsAreTheReferences(inner: Int, columns: Int) {
    expectPanelsOfTheReference(inner * columns, as: .matrix(inner: inner, columns: columns))
    expectPanelsOfTheReference(
      inner * (columns + 3), as: .block(stride: columns + 3, first: 2, inner: inner, columns: columns))
    expectPanelsOfTheReference(
      inner * (3 * columns + 2),
      as: .block(stride: 3 * columns + 2, first: 1, inner: inner, columns: columns, matrices: 3))
  }

  @Test(arguments: shapes)
  func panelsOfTheTransposeAreTheReferences(inner: Int, columns: Int) {
    expectPanelsOfTheReference(columns * inner, as: .transposed(inner: inner, columns: columns))
    expectPanelsOfTheReference(
      columns * (inner + 1), as: .transposedBlock(stride: inner + 1, first: 1, inner: inner, columns: columns))
    expectPanelsOfTheReference(
      columns * (3 * inner + 2),
      as: .transposedBlock(stride: 3 * inner + 2, first: 1, inner: inner, columns: columns, matrices: 3))
  }

  @Test(arguments: ConvolutionTests.geometries)
  func kernelsAreTheReferences(_ geometry: ConvolutionGeometry) {
    let words = ConvolutionTests.kernelWords(geometry)
    expectPanelsOfTheReference(words, as: .kernel(geometry))
    expectPanelsOfTheReference(words, as: .turnedKernel(geometry))
  }
}
