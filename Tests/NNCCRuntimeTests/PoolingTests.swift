import NNCCReference
import NNCCRuntime
import Testing

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

  /// A pooling's result and, of maxima, where they are.
  private static func maxima(_ x: [Float], _ g: PoolingGeometry) -> (values: [Float], positions: [Float]) {
    var positions: [Float] = []
    let count = g.images * g.outputHeight * g.outputWidth * g.channels
    let values = Samples.output(count) { y in
      positions = Samples.output(count) {
        Kernels.MaxPool(Samples.place(x), y, positions: $0, geometry: g).run(on: serial)
      }
    }
    return (values, positions)
  }

  private static func exactMaxima(_ x: [Double], _ g: PoolingGeometry) -> (values: [Double], positions: [Double]) {
    var positions: [Double] = []
    let count = g.images * g.outputHeight * g.outputWidth * g.channels
    let values = Samples.output(count, of: Double.self) { y in
      positions = Samples.output(count, of: Double.self) {
        ReferenceMachine<Double>().visit(Kernels.MaxPool(Samples.place(x), y, positions: $0, geometry: g))
      }
    }
    return (values, positions)
  }

  private static func exactMeans(_ x: [Double], _ g: PoolingGeometry) -> [Double] {
    Samples.output(g.images * g.outputHeight * g.outputWidth * g.channels, of: Double.self) {
      ReferenceMachine<Double>().visit(Kernels.AveragePool(Samples.place(x), $0, geometry: g))
    }
  }

  /// - Parameter positions: of maxima; nil for means
  private static func exactGradient(_ dy: [Double], positions: [Double]?, _ g: PoolingGeometry) -> [Double] {
    Samples.output(g.images * g.inputHeight * g.inputWidth * g.channels, of: Double.self) {
      let (dy, machine) = (Samples.place(dy), ReferenceMachine<Double>())
      if let positions {
        machine.visit(Kernels.MaxPoolGradient(dy, positions: Samples.place(positions), $0, geometry: g))
      } else {
        machine.visit(Kernels.AveragePoolGradient(dy, $0, geometry: g))
      }
    }
  }

  @Test(arguments: geometries) func equalsTheReference(_ g: PoolingGeometry) {
    let inputs = g.images * g.inputHeight * g.inputWidth * g.channels
    let outputs = g.images * g.outputHeight * g.outputWidth * g.channels
    // Few distinct values, so that the first of equal maxima shows.
    let x = Samples.uniform(inputs, -4, 4).map { $0.rounded() }
    let dy = Samples.uniform(outputs, seed: 2)
    let (y, positions) = Self.maxima(x, g)
    let (expected, expectedPositions) = Self.exactMaxima(x.doubles, g)
    #expect(y.doubles == expected)
    #expect(positions.map { Double(Int32(bitPattern: $0.bitPattern)) } == expectedPositions)
    #expect(y == Samples.output(outputs) { Kernels.MaxPool(Samples.place(x), $0, geometry: g).run(on: serial) })
    let dx = Samples.output(inputs) {
      Kernels.MaxPoolGradient(Samples.place(dy), positions: Samples.place(positions), $0, geometry: g).run(on: serial)
    }
    #expect(distance(dx, Self.exactGradient(dy.doubles, positions: expectedPositions, g)) < 1e-6)

    let mean = Samples.output(outputs) { Kernels.AveragePool(Samples.place(x), $0, geometry: g).run(on: serial) }
    #expect(distance(mean, Self.exactMeans(x.doubles, g)) < 1e-6)
    let meanGradient = Samples.output(inputs) {
      Kernels.AveragePoolGradient(Samples.place(dy), $0, geometry: g).run(on: serial)
    }
    #expect(distance(meanGradient, Self.exactGradient(dy.doubles, positions: nil, g)) < 1e-6)
  }

  @Test(arguments: geometries.prefix(4)) func referenceGradientsAreTheDerivative(_ g: PoolingGeometry) {
    let x = Samples.uniform(g.images * g.inputHeight * g.inputWidth * g.channels, -4, 4).doubles
    let dy = Samples.uniform(g.images * g.outputHeight * g.outputWidth * g.channels, seed: 2).doubles
    for isMaximum in [true, false] {
      let gradient = Self.exactGradient(dy, positions: isMaximum ? Self.exactMaxima(x, g).positions : nil, g)
      let numeric = centralDifferences(x) { x in
        let y = isMaximum ? Self.exactMaxima(x, g).values : Self.exactMeans(x, g)
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
      let (values, positions) = Self.maxima(x, g)
      #expect(values[0].isNaN)
      #expect(positions.bits == [UInt32(place)])
    }
  }
}
