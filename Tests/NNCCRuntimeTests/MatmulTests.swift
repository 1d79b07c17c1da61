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

  /// The operands of one product, each with more room between rows than it needs.
  struct Operands {
    let geometry: MatmulGeometry
    let left: GuardedFloats
    let right: GuardedFloats
    let bias: GuardedFloats
    let panels: GuardedFloats
    let leftStride: Int
    let rightStride: Int
    let resultStride: Int

    init(_ geometry: MatmulGeometry) {
      self.geometry = geometry
      leftStride = geometry.inner + 3
      rightStride = geometry.columns + 5
      resultStride = geometry.columns + 1
      left = GuardedFloats(random: geometry.rows * leftStride, seed: 1)
      right = GuardedFloats(random: geometry.inner * rightStride, seed: 2)
      bias = GuardedFloats(random: geometry.columns, seed: 3)
      panels = GuardedFloats(
        unwritten: Kernels.panelWords(inner: geometry.inner, columns: geometry.columns))
      Kernels.pack(
        matrix: right.pointer, rowStride: rightStride, inner: geometry.inner, columns: geometry.columns,
        into: panels.pointer, pool: ThreadPool(threads: 1))
    }

    var resultCount: Int { geometry.rows * resultStride }

    /// In Double, from what `result` holds if it accumulates.
    func reference(activation: Activation, accumulate: Bool, from start: [Double]) -> [Double] {
      var result = start
      ReferenceKernels.matmul(
        left: left.doubles, leftRowStride: leftStride, right: right.doubles, rightRowStride: rightStride,
        bias: accumulate ? nil : bias.doubles, activation: activation, accumulate: accumulate,
        into: &result, resultRowStride: resultStride, geometry: geometry)
      return result
    }

    func run(
      activation: Activation = .linear, accumulate: Bool = false, packed: Bool = true,
      into result: GuardedFloats, threads: Int
    ) {
      let bias = accumulate ? nil : UnsafePointer(bias.pointer)
      let pool = ThreadPool(threads: threads)
      if packed {
        Kernels.matmul(
          left: left.pointer, leftRowStride: leftStride, panels: panels.pointer, bias: bias,
          activation: activation, accumulate: accumulate, into: result.pointer,
          resultRowStride: resultStride, geometry: geometry, pool: pool)
      } else {
        Kernels.matmul(
          left: left.pointer, leftRowStride: leftStride, right: right.pointer, rightRowStride: rightStride,
          bias: bias, activation: activation, accumulate: accumulate, into: result.pointer,
          resultRowStride: resultStride, geometry: geometry, pool: pool)
      }
    }
  }

  @Test(arguments: geometries, [false, true])
  func agreesWithTheReferenceAndWritesNothingElse(_ geometry: MatmulGeometry, accumulate: Bool) {
    let operands = Operands(geometry)
    let before = GuardedFloats(random: operands.resultCount, seed: 4)
    for activation in [Activation.linear, .relu, .softsign] {
      let expected = operands.reference(
        activation: activation, accumulate: accumulate, from: before.doubles)
      for packed in [true, false] {
        let result = GuardedFloats(before.values)
        operands.run(
          activation: activation, accumulate: accumulate, packed: packed, into: result, threads: 2)
        result.expectClose(to: expected, depth: geometry.inner, "\(activation), packed: \(packed)")
      }
    }
  }

  @Test(arguments: geometries)
  func hasTheSameBitsForAnyThreadsAndEitherLayout(_ geometry: MatmulGeometry) {
    let operands = Operands(geometry)
    var first: [Float]?
    for threads in 1...3 {
      for packed in [true, false] {
        let result = GuardedFloats(Array(repeating: 0, count: operands.resultCount))
        operands.run(activation: .softsign, packed: packed, into: result, threads: threads)
        result.expectSame(as: first ?? result.values)
        first = result.values
      }
    }
  }

  @Test(arguments: geometries)
  func givesARowTheSameBitsAloneAndAmongOthers(_ geometry: MatmulGeometry) {
    let operands = Operands(geometry)
    let pool = ThreadPool(threads: 1)
    let all = GuardedFloats(unwritten: operands.resultCount)
    operands.run(activation: .relu, into: all, threads: 1)
    for row in Set([0, geometry.rows / 2, geometry.rows - 1]) {
      let alone = GuardedFloats(unwritten: geometry.columns)
      Kernels.matmul(
        left: operands.left.pointer + row * operands.leftStride, leftRowStride: operands.leftStride,
        panels: operands.panels.pointer, bias: operands.bias.pointer, activation: .relu,
        into: alone.pointer, resultRowStride: geometry.columns,
        geometry: MatmulGeometry(rows: 1, inner: geometry.inner, columns: geometry.columns), pool: pool)
      let start = row * operands.resultStride
      alone.expectSame(as: Array(all.values[start..<start + geometry.columns]))
    }
  }

  @Test(arguments: geometries, [false, true])
  func transposedLeftAgreesWithTheReference(_ geometry: MatmulGeometry, accumulate: Bool) {
    // leftᵀ · right: left [rows, inner], right [rows, columns], result [inner, columns].
    let leftStride = geometry.inner + 2
    let rightStride = geometry.columns + 3
    let resultStride = geometry.columns + 1
    let left = GuardedFloats(random: geometry.rows * leftStride, seed: 5)
    let right = GuardedFloats(random: geometry.rows * rightStride, seed: 6)
    let before = GuardedFloats(random: geometry.inner * resultStride, seed: 7)
    var expected = before.doubles
    ReferenceKernels.matmulTransposedLeft(
      left: left.doubles, leftRowStride: leftStride, right: right.doubles, rightRowStride: rightStride,
      accumulate: accumulate, into: &expected, resultRowStride: resultStride, geometry: geometry)
    var first: [Float]?
    for threads in 1...3 {
      let result = GuardedFloats(before.values)
      Kernels.matmulTransposedLeft(
        left: left.pointer, leftRowStride: leftStride, right: right.pointer, rightRowStride: rightStride,
        accumulate: accumulate, into: result.pointer, resultRowStride: resultStride,
        geometry: geometry, pool: ThreadPool(threads: threads))
      result.expectClose(to: expected, depth: geometry.rows)
      result.expectSame(as: first ?? result.values)
      first = result.values
    }
  }

  @Test func reluPassesNotANumberAndInfinity() {
    let left: [Float] = [.nan, .infinity, -.infinity, -1, 2]
    let panels = GuardedFloats(unwritten: Kernels.panelWords(inner: 1, columns: 1))
    let pool = ThreadPool(threads: 1)
    Kernels.pack(matrix: [1], rowStride: 1, inner: 1, columns: 1, into: panels.pointer, pool: pool)
    let result = GuardedFloats(unwritten: 5)
    Kernels.matmul(
      left: left, leftRowStride: 1, panels: panels.pointer, activation: .relu, into: result.pointer,
      resultRowStride: 1, geometry: MatmulGeometry(rows: 5, inner: 1, columns: 1), pool: pool)
    #expect(result.values[0].isNaN)
    #expect(Array(result.values[1...]) == [.infinity, 0, 0, 2])
  }
}
