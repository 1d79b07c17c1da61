import CMicrokernels
import NNCCRuntime
import Testing

/// The loops of every instruction set that this machine has, whichever of them is in use.
@Suite struct InstructionSetTests {
  @Test(arguments: 0..<NNCC_ISA_COUNT.rawValue, MatmulTests.geometries)
  func everyProductAgreesWithTheReference(_ isa: UInt32, _ geometry: MatmulGeometry) throws {
    guard let loops = nncc_matrix_loops_of(.init(rawValue: isa))?.pointee else { return }
    let operands = MatmulTests.Operands(geometry)
    let expected = operands.reference(
      activation: .relu, accumulate: false,
      from: [Double](repeating: 0, count: operands.resultCount))
    for isPacked in [true, false] {
      let result = GuardedFloats([Float](repeating: 0, count: operands.resultCount))
      var product = nncc_product(
        left: operands.left.pointer,
        rows: nncc_walk(
          middle: 1, inner: geometry.rows, outer_stride: 0, middle_stride: 0,
          inner_stride: operands.leftStride),
        depths: nncc_walk(
          middle: 1, inner: geometry.inner, outer_stride: 0, middle_stride: 0, inner_stride: 1),
        right: isPacked ? operands.panels.pointer : operands.right.pointer,
        right_stride: isPacked ? 0 : operands.rightStride, bias: operands.bias.pointer,
        result: result.pointer, result_stride: operands.resultStride, depth: geometry.inner,
        columns: geometry.columns, start: NNCC_START_BIAS, relu: 1)
      loops.multiply(&product, 0, geometry.rows, 0, (geometry.columns + NNCC_PANEL - 1) / NNCC_PANEL)
      result.expectClose(to: expected, depth: geometry.inner, "packed: \(isPacked)")
    }
  }

  @Test(arguments: 0..<NNCC_ISA_COUNT.rawValue, PackTests.shapes)
  func everyTransposeIsTheReferences(_ isa: UInt32, _ shape: (Int, Int)) {
    let (inner, columns) = shape
    guard let loops = nncc_matrix_loops_of(.init(rawValue: isa))?.pointee else { return }
    let matrix = GuardedFloats(random: columns * inner, seed: 1)
    let words = Kernels.panelWords(inner: inner, columns: columns)
    var expected = [Float](repeating: .nan, count: words)
    ReferenceKernels.packTransposed(
      matrix: matrix.pointer, rowStride: inner, inner: inner, columns: columns,
      into: &expected)
    let panels = GuardedFloats(unwritten: words)
    var packing = nncc_packing(
      source: matrix.pointer, row_stride: inner, inner: inner, columns: columns,
      panels: panels.pointer, first_inner: 0, panel_inner: inner)
    loops.pack_transposed(&packing, 0, (columns + NNCC_PANEL - 1) / NNCC_PANEL)
    panels.expectSame(as: expected)
  }

  @Test func thePeakIsAPlausibleRate() {
    let peak = Kernels.measurePeak(threads: 1)
    #expect(peak > 0.5 && peak < 10_000)
  }
}
