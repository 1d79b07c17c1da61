import NNCCRuntime
import Testing

@Suite struct ReductionTests {
  @Test(arguments: [SumKind.values, .absolutes, .squares]) func sumsAgreeWithTheReference(_ kind: SumKind) {
    for count in Samples.oddSizes + [4095, 4096, 40_000, 200_001] {
      let x = Samples.uniform(count)
      let exact = ReferenceKernels.sum(kind, x.doubles, count: count)
      #expect(abs(Kernels.sum(kind, x, count: count, pool: serial) - exact) < 1e-6 * Double(count + 1))
    }
  }

  @Test func findsEveryNumberThatIsNotFinite() {
    for count in Samples.oddSizes where count > 0 {
      var x = Samples.uniform(count)
      #expect(Kernels.allFinite(x, count: count))
      for (place, bad) in [(0, Float.nan), (count - 1, .infinity), (count / 2, -.infinity)] {
        let good = x[place]
        x[place] = bad
        #expect(!Kernels.allFinite(x, count: count))
        x[place] = good
      }
    }
  }

  static let matrices = [
    (1, 1), (3, 5), (10, 16), (7, 33), (257, 10), (300, 64), (1000, 3), (20_000, 67), (2, 200),
  ]

  @Test(arguments: matrices) func columnSumsAgreeWithTheReference(rows: Int, columns: Int) {
    let x = Samples.uniform(rows * columns)
    var scratch = [Float](
      repeating: .nan, count: Kernels.columnSumsScratchWords(rows: rows, columns: columns) + 1)
    for accumulate in [false, true] {
      var exact = [Double](repeating: 2, count: columns)
      let sums = Samples.output(columns) {
        for c in 0..<columns { $0[c] = 2 }
        Kernels.columnSums(
          x, $0, rows: rows, columns: columns, accumulate: accumulate, scratch: &scratch, pool: serial)
      }
      ReferenceKernels.columnSums(x.doubles, &exact, rows: rows, columns: columns, accumulate: accumulate)
      #expect(distance(sums, exact) < 2e-5)
    }
    #expect(scratch.last?.isNaN == true)
  }

  @Test(arguments: matrices) func theFusedGradientHasTheBitsOfTheTwoSteps(rows: Int, columns: Int) {
    let count = rows * columns
    let (y, dy) = (Samples.uniform(count, -0.9, 0.9), Samples.uniform(count, seed: 2))
    var scratch = [Float](
      repeating: 0, count: Kernels.columnSumsScratchWords(rows: rows, columns: columns) + 1)
    var (dx, sums) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: columns))
    Kernels.activationGradientAndColumnSums(
      fromOutput: y, dy, &dx, &sums, rows: rows, columns: columns, activation: .tanh, scratch: &scratch,
      pool: serial)
    let dx2 = Samples.output(count) {
      Kernels.activationGradient(fromOutput: y, dy, $0, count: count, activation: .tanh, pool: serial)
    }
    let sums2 = Samples.output(columns) {
      Kernels.columnSums(dx2, $0, rows: rows, columns: columns, scratch: &scratch, pool: serial)
    }
    #expect(dx.bits == dx2.bits)
    #expect(sums.bits == sums2.bits)
  }

  static let reduced = [
    (1, 1, 1), (2, 5, 1), (3, 49, 10), (2, 7, 16), (4, 100, 33), (1, 3000, 1), (2, 1, 40),
  ]

  @Test(arguments: [Reduction.sum, .mean, .maximum], reduced)
  func reducesLikeTheReference(_ reduction: Reduction, _ shape: (Int, Int, Int)) {
    let (outer, middle, inner) = shape
    // Few distinct values, so that maxima tie.
    let x = Samples.uniform(outer * middle * inner, -3, 3).map { $0.rounded() }
    let dy = Samples.uniform(outer * inner, seed: 2)
    let y = Samples.output(outer * inner) {
      Kernels.reduce(reduction, x, $0, outer: outer, middle: middle, inner: inner, pool: serial)
    }
    let exact = Samples.output(outer * inner, of: Double.self) {
      ReferenceKernels.reduce(reduction, x.doubles, $0, outer: outer, middle: middle, inner: inner)
    }
    #expect(distance(y, exact) < 1e-6)
    let dx = Samples.output(x.count) {
      if reduction == .maximum {
        Kernels.maximumGradient(x, y, dy, $0, outer: outer, middle: middle, inner: inner, pool: serial)
      } else {
        Kernels.reduceGradient(reduction, dy, $0, outer: outer, middle: middle, inner: inner, pool: serial)
      }
    }
    let exactGradient = Samples.output(x.count, of: Double.self) {
      if reduction == .maximum {
        ReferenceKernels.maximumGradient(
          x.doubles, exact, dy.doubles, $0, outer: outer, middle: middle, inner: inner)
      } else {
        ReferenceKernels.reduceGradient(reduction, dy.doubles, $0, outer: outer, middle: middle, inner: inner)
      }
    }
    #expect(distance(dx, exactGradient) < 1e-6)
  }

  @Test(arguments: [1, 3, 16, 20]) func aMaximumIsNaNWhereAValueIs(inner: Int) {
    for place in [0, 3, 17, 39] {
      var x = Samples.uniform(40 * inner)
      x[place * inner] = .nan
      let y = Samples.output(inner) {
        Kernels.reduce(.maximum, x, $0, outer: 1, middle: 40, inner: inner, pool: serial)
      }
      #expect(y[0].isNaN)
      #expect(y.dropFirst().allSatisfy { !$0.isNaN })
    }
  }

  @Test func equalMaximaShareTheGradient() {
    let dx = Samples.output(4) {
      Kernels.maximumGradient([1, 5, 5, 2], [5], [3], $0, outer: 1, middle: 4, inner: 1, pool: serial)
    }
    #expect(dx == [0, 1.5, 1.5, 0])
  }
}

@Suite struct PoolingTests {
  static func geometry(
    _ images: Int, _ size: (Int, Int), _ channels: Int, window: (Int, Int), stride: (Int, Int),
    padding: (Int, Int) = (0, 0), output: (Int, Int)
  ) -> PoolingGeometry {
    PoolingGeometry(
      images: images, inputHeight: size.0, inputWidth: size.1, channels: channels, outputHeight: output.0,
      outputWidth: output.1, windowHeight: window.0, windowWidth: window.1, strideHeight: stride.0,
      strideWidth: stride.1, paddingTop: padding.0, paddingLeft: padding.1)
  }

  static let geometries = [
    geometry(2, (8, 8), 32, window: (2, 2), stride: (2, 2), output: (4, 4)),
    geometry(1, (5, 7), 3, window: (3, 3), stride: (2, 2), padding: (1, 1), output: (3, 4)),
    geometry(3, (6, 5), 17, window: (3, 2), stride: (1, 1), output: (4, 4)),
    geometry(2, (1, 11), 1, window: (1, 3), stride: (1, 2), padding: (0, 1), output: (1, 6)),
    geometry(1, (4, 4), 20, window: (3, 3), stride: (2, 2), output: (1, 1)),
    geometry(1, (2, 2), 5, window: (1, 1), stride: (1, 1), padding: (1, 1), output: (4, 4)),
    geometry(5, (13, 13), 70, window: (3, 3), stride: (2, 2), output: (6, 6)),
  ]

  @Test(arguments: geometries) func equalsTheReference(_ g: PoolingGeometry) {
    let inputs = g.images * g.inputHeight * g.inputWidth * g.channels
    let outputs = g.images * g.outputHeight * g.outputWidth * g.channels
    // Few distinct values, so that the first of equal maxima shows.
    let x = Samples.uniform(inputs, -4, 4).map { $0.rounded() }
    let dy = Samples.uniform(outputs, seed: 2)
    var (positions, expectedPositions) = (
      [Int32](repeating: 0, count: outputs), [Double](repeating: 0, count: outputs)
    )
    let y = Samples.output(outputs) {
      Kernels.maxPooling(x, $0, positions: &positions, geometry: g, pool: serial)
    }
    let expected = Samples.output(outputs, of: Double.self) {
      ReferenceKernels.maxPooling(x.doubles, $0, positions: &expectedPositions, geometry: g)
    }
    #expect(y.doubles == expected)
    #expect(positions.map(Double.init) == expectedPositions)
    #expect(y == Samples.output(outputs) { Kernels.maxPooling(x, $0, geometry: g, pool: serial) })
    let dx = Samples.output(inputs) {
      Kernels.maxPoolingGradient(dy, positions: positions, $0, geometry: g, pool: serial)
    }
    let expectedGradient = Samples.output(inputs, of: Double.self) {
      ReferenceKernels.maxPoolingGradient(dy.doubles, positions: expectedPositions, $0, geometry: g)
    }
    #expect(distance(dx, expectedGradient) < 1e-6)

    let mean = Samples.output(outputs) { Kernels.averagePooling(x, $0, geometry: g, pool: serial) }
    let expectedMean = Samples.output(outputs, of: Double.self) {
      ReferenceKernels.averagePooling(x.doubles, $0, geometry: g)
    }
    #expect(distance(mean, expectedMean) < 1e-6)
    let meanGradient = Samples.output(inputs) {
      Kernels.averagePoolingGradient(dy, $0, geometry: g, pool: serial)
    }
    let expectedMeanGradient = Samples.output(inputs, of: Double.self) {
      ReferenceKernels.averagePoolingGradient(dy.doubles, $0, geometry: g)
    }
    #expect(distance(meanGradient, expectedMeanGradient) < 1e-6)
  }

  @Test(arguments: geometries.prefix(4)) func referenceGradientsAreTheDerivative(_ g: PoolingGeometry) {
    let inputs = g.images * g.inputHeight * g.inputWidth * g.channels
    let outputs = g.images * g.outputHeight * g.outputWidth * g.channels
    let x = Samples.uniform(inputs, -4, 4).doubles
    let dy = Samples.uniform(outputs, seed: 2).doubles
    var positions = [Double](repeating: 0, count: outputs)
    _ = Samples.output(outputs, of: Double.self) {
      ReferenceKernels.maxPooling(x, $0, positions: &positions, geometry: g)
    }
    let gradients = [
      Samples.output(inputs, of: Double.self) {
        ReferenceKernels.maxPoolingGradient(dy, positions: positions, $0, geometry: g)
      },
      Samples.output(inputs, of: Double.self) {
        ReferenceKernels.averagePoolingGradient(dy, $0, geometry: g)
      },
    ]
    for (maximum, gradient) in zip([true, false], gradients) {
      let numeric = centralDifferences(x) { x in
        let y = Samples.output(outputs, of: Double.self) {
          if maximum {
            ReferenceKernels.maxPooling(x, $0, geometry: g)
          } else {
            ReferenceKernels.averagePooling(x, $0, geometry: g)
          }
        }
        return zip(y, dy).reduce(0) { $0 + $1.0 * $1.1 }
      }
      #expect(zip(gradient, numeric).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func notANumberWinsAWindow() {
    let g = Self.geometry(1, (2, 2), 1, window: (2, 2), stride: (2, 2), output: (1, 1))
    for place in 0..<4 {
      var x: [Float] = [4, 3, 2, 1]
      x[place] = .nan
      var positions: [Int32] = [9]
      #expect(
        Samples.output(1) { Kernels.maxPooling(x, $0, positions: &positions, geometry: g, pool: serial) }[0]
          .isNaN)
      #expect(positions == [Int32(place)])
    }
  }
}
