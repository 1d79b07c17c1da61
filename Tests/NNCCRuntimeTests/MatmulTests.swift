import NNCCReference
import NNCCRuntime
import Testing

/// Run them under NNCC_ISA=avx2 and NNCC_ISA=baseline too: the instruction set is chosen once a process.
@Suite struct MatmulTests {
  static let geometries: [MatmulGeometry] = [
    (1, 1, 1), (1, 7, 10), (1, 64, 128), (1, 129, 257), (1, 300, 300), (2, 1, 33), (3, 5, 16), (5, 17, 17),
    (7, 31, 31), (8, 64, 32), (9, 65, 48), (13, 127, 49), (16, 3, 64), (17, 100, 10), (31, 2, 1),
    (64, 128, 96), (65, 33, 100), (129, 257, 65), (257, 19, 130), (300, 130, 7), (523, 11, 67),
    (40, 4099, 40), (1, 8200, 150), (600, 70, 600),
    // Each number of rows that a pair of panels takes.
    (1, 33, 64), (2, 20, 70), (3, 140, 64), (4, 17, 131), (5, 300, 64), (6, 131, 96), (7, 4099, 67), (11, 9, 224),
  ].map { MatmulGeometry(rows: $0, inner: $1, columns: $2) }

  /// The operands of one product.
  struct Operands {
    let geometry: MatmulGeometry
    let left: GuardedFloats
    let right: GuardedFloats
    let bias: GuardedFloats
    let panels: GuardedFloats

    init(_ geometry: MatmulGeometry) {
      self.geometry = geometry
      left = GuardedFloats(random: geometry.rows * geometry.inner, seed: 1)
      right = GuardedFloats(random: geometry.inner * geometry.columns, seed: 2)
      bias = GuardedFloats(random: geometry.columns, seed: 3)
      let layout = PackLayout.matrix(inner: geometry.inner, columns: geometry.columns)
      panels = GuardedFloats(unwritten: layout.words)
      Kernels.Pack(right.pointer, as: layout, into: panels.pointer).run(threads: 1)
    }

    var resultCount: Int { geometry.rows * geometry.columns }

    func reference(activation: Activation) -> [Double] {
      Samples.output(resultCount, of: Double.self) {
        ReferenceMachine<Double>().visit(
          Kernels.Matmul(
            left: Samples.place(left.doubles), right: Samples.place(right.doubles), bias: Samples.place(bias.doubles),
            activation: activation, into: $0, geometry: geometry))
      }
    }

    func run(activation: Activation = .linear, packed: Bool = true, threads: Int) -> GuardedFloats {
      let result = GuardedFloats(unwritten: resultCount)
      Kernels.Matmul(
        left: left.pointer, right: packed ? nil : right.pointer, panels: packed ? panels.pointer : nil,
        bias: bias.pointer, activation: activation, into: result.pointer, geometry: geometry
      ).run(threads: threads)
      return result
    }
  }

  @Test(arguments: geometries)
  func agreesWithTheReferenceAndWritesNothingElse(_ geometry: MatmulGeometry) {
    let operands = Operands(geometry)
    for activation in [Activation.linear, .relu, .softsign] {
      let expected = operands.reference(activation: activation)
      for packed in [true, false] {
        operands.run(activation: activation, packed: packed, threads: 2)
          .expectClose(to: expected, depth: geometry.inner, "\(activation), packed: \(packed)")
      }
    }
  }

  @Test(arguments: geometries)
  func hasTheSameBitsForAnyThreadsAndEitherLayout(_ geometry: MatmulGeometry) {
    let operands = Operands(geometry)
    var first: [Float]?
    for threads in 1...3 {
      for packed in [true, false] {
        let result = operands.run(activation: .softsign, packed: packed, threads: threads)
        result.expectSame(as: first ?? result.values)
        first = result.values
      }
    }
  }

  @Test(arguments: geometries)
  func givesARowTheSameBitsAloneAndAmongOthers(_ geometry: MatmulGeometry) {
    let operands = Operands(geometry)
    let all = operands.run(activation: .relu, threads: 1)
    for row in Set([0, geometry.rows / 2, geometry.rows - 1]) {
      let alone = GuardedFloats(unwritten: geometry.columns)
      Kernels.Matmul(
        left: operands.left.pointer + row * geometry.inner, panels: operands.panels.pointer,
        bias: operands.bias.pointer, activation: .relu, into: alone.pointer,
        geometry: MatmulGeometry(rows: 1, inner: geometry.inner, columns: geometry.columns)
      ).run(threads: 1)
      let start = row * geometry.columns
      alone.expectSame(as: Array(all.values[start..<start + geometry.columns]))
    }
  }

  /// leftᵀ · right: left [rows, inner], right [rows, columns], result [inner, columns]; with room around the columns of
  /// each, which stays as it was.
  @Test(arguments: geometries, [false, true])
  func transposedLeftAgreesWithTheReference(_ geometry: MatmulGeometry, isPart: Bool) {
    let (leftStride, stride) = isPart ? (geometry.inner + 3, geometry.columns + 5) : (geometry.inner, geometry.columns)
    let left = GuardedFloats(random: geometry.rows * leftStride, seed: 5)
    let right = GuardedFloats(random: geometry.rows * stride, seed: 6)
    let before = GuardedFloats(random: geometry.inner * stride, seed: 7)
    func product<Place>(_ left: Place, _ right: Place, _ result: Place) -> Kernels.MatmulTransposedLeft<Place> {
      isPart
        ? .init(
          left: left, leftStart: 2, leftRowStride: leftStride, right: right, into: result, start: 4, rowStride: stride,
          geometry: geometry, isPart: true)
        : .init(left: left, right: right, into: result, geometry: geometry)
    }
    let expected = Samples.output(before.count, of: Double.self) {
      $0.update(from: before.doubles, count: before.count)
      ReferenceMachine<Double>().visit(product(Samples.place(left.doubles), Samples.place(right.doubles), $0))
    }
    var first: [Float]?
    for threads in 1...3 {
      let result = GuardedFloats(before.values)
      product(left.pointer, right.pointer, result.pointer).run(threads: threads)
      result.expectClose(to: expected, depth: geometry.rows)
      result.expectSame(as: first ?? result.values)
      first = result.values
    }
  }

  @Test func reluPassesNotANumberAndInfinity() {
    let left = GuardedFloats([.nan, .infinity, -.infinity, -1, 2])
    let layout = PackLayout.matrix(inner: 1, columns: 1)
    let panels = GuardedFloats(unwritten: layout.words)
    Kernels.Pack(Samples.place([Float(1)]), as: layout, into: panels.pointer).run(threads: 1)
    let result = GuardedFloats(unwritten: 5)
    Kernels.Matmul(
      left: left.pointer, panels: panels.pointer, activation: .relu, into: result.pointer,
      geometry: MatmulGeometry(rows: 5, inner: 1, columns: 1)
    ).run(threads: 1)
    #expect(result.values[0].isNaN)
    #expect(Array(result.values[1...]) == [.infinity, 0, 0, 2])
  }
}

extension RunnableOperation {
  /// Runs it on a pool of its own.
  func run(threads: Int) {
    let pool = ThreadPool(threads: threads)
    run(on: Kernels.Machine(pool))
  }
}
