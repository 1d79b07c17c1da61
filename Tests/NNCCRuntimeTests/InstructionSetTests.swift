import CMicrokernels
import NNCCReference
import NNCCRuntime
import Testing

/// The loops of every instruction set that this machine has, whichever of them is in use.
@Suite struct InstructionSetTests {
  @Test(arguments: 0..<NNCC_ISA_COUNT.rawValue, MatmulTests.geometries)
  func everyProductAgreesWithTheReference(_ isa: UInt32, _ geometry: MatmulGeometry) throws {
    guard let loops = nncc_matrix_loops_of(.init(rawValue: isa))?.pointee else { return }
    let operands = MatmulTests.Operands(geometry)
    // Rows with room between them.
    let (leftStride, rightStride, resultStride) = (geometry.inner + 3, geometry.columns + 5, geometry.columns + 1)
    let left = GuardedFloats(operands.left.values.spread(rows: geometry.inner, stride: leftStride))
    let right = GuardedFloats(operands.right.values.spread(rows: geometry.columns, stride: rightStride))
    let expected = operands.reference(activation: .relu).spread(rows: geometry.columns, stride: resultStride)
    for isPacked in [true, false] {
      let result = GuardedFloats([Float](repeating: 0, count: expected.count))
      var product = nncc_product(
        left: left.pointer,
        rows: nncc_walk(
          middle: 1, inner: geometry.rows, outer_stride: 0, middle_stride: 0, inner_stride: leftStride),
        depths: nncc_walk(
          middle: 1, inner: geometry.inner, outer_stride: 0, middle_stride: 0, inner_stride: 1),
        right: isPacked ? operands.panels.pointer : right.pointer,
        right_stride: isPacked ? 0 : rightStride, bias: operands.bias.pointer,
        result: result.pointer, result_stride: resultStride, depth: geometry.inner,
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
    let layout = PackLayout.transposed(inner: inner, columns: columns)
    let expected = Samples.output(layout.words) {
      ReferenceMachine<Float>().visit(Kernels.Pack(matrix.pointer, as: layout, into: $0))
    }
    let panels = GuardedFloats(unwritten: layout.words)
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

extension Array where Element: ReferenceScalar {
  /// Rows of so many values, with zeros after each.
  fileprivate func spread(rows width: Int, stride: Int) -> [Element] {
    var spread: [Element] = []
    for row in 0..<count / width {
      spread += self[row * width..<(row + 1) * width]
      spread += [Element](repeating: 0, count: stride - width)
    }
    return spread
  }
}
