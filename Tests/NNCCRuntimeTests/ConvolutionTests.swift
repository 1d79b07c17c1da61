import NNCCReference
import NNCCRuntime
import Testing

@Suite struct ConvolutionTests {
  /// Odd sizes, one and three channels, strides of 1 to 4, dilation, groups, one dimension, one pixel, and
  /// inputs whose last rows and columns no window reads.
  static let geometries: [ConvolutionGeometry] = [
    make(1, 1, 1, 1, 1, 1, 1), make(2, 8, 9, 1, 32, 5, 5), make(3, 7, 7, 3, 64, 3, 3),
    make(1, 13, 11, 16, 10, 3, 3), make(2, 6, 5, 33, 31, 3, 2), make(1, 10, 10, 8, 48, 3, 3, stride: 2),
    make(2, 15, 17, 5, 17, 4, 3, stride: 3), make(1, 31, 31, 3, 96, 11, 11, stride: 4),
    make(2, 12, 12, 6, 20, 3, 3, dilation: 2), make(1, 14, 9, 4, 9, 2, 3, stride: 2, dilation: 3),
    make(2, 9, 9, 12, 18, 3, 3, groups: 3), make(1, 9, 9, 8, 8, 3, 3, groups: 8),
    make(2, 8, 8, 6, 12, 3, 3, stride: 2, groups: 6), make(1, 11, 11, 10, 4, 2, 2, dilation: 2, groups: 2),
    make(4, 1, 37, 5, 7, 1, 3), make(3, 1, 40, 2, 34, 1, 5, stride: 2, dilation: 2),
    make(5, 4, 4, 16, 40, 4, 4), make(2, 5, 5, 19, 65, 1, 1), make(1, 8, 8, 1000, 3, 2, 2),
    make(8, 16, 16, 16, 70, 3, 3), make(20, 5, 6, 2, 100, 3, 3),
  ]

  static func make(
    _ images: Int, _ height: Int, _ width: Int, _ channels: Int, _ filters: Int, _ kernelHeight: Int,
    _ kernelWidth: Int, stride: Int = 1, dilation: Int = 1, groups: Int = 1
  ) -> ConvolutionGeometry {
    ConvolutionGeometry(
      images: images, inputHeight: height, inputWidth: width, channels: channels,
      outputHeight: (height - (kernelHeight - 1) * dilation - 1) / stride + 1,
      outputWidth: (width - (kernelWidth - 1) * dilation - 1) / stride + 1,
      filters: filters, kernelHeight: kernelHeight, kernelWidth: kernelWidth,
      strideHeight: stride, strideWidth: stride, dilationHeight: dilation, dilationWidth: dilation,
      groups: groups)
  }

  static func inputWords(_ g: ConvolutionGeometry) -> Int {
    g.images * g.inputHeight * g.inputWidth * g.channels
  }
  static func outputWords(_ g: ConvolutionGeometry) -> Int {
    g.images * g.outputHeight * g.outputWidth * g.filters
  }
  static func kernelWords(_ g: ConvolutionGeometry) -> Int {
    g.kernelHeight * g.kernelWidth * g.channels / g.groups * g.filters
  }

  private struct Operands {
    let geometry: ConvolutionGeometry
    let input: GuardedFloats
    let bias: GuardedFloats
    let panels: GuardedFloats

    init(_ geometry: ConvolutionGeometry) {
      self.geometry = geometry
      input = GuardedFloats(random: inputWords(geometry), seed: 1)
      bias = GuardedFloats(random: geometry.filters, seed: 2)
      panels = GuardedFloats(unwritten: PackLayout.kernel(geometry).words)
      let kernel = GuardedFloats(random: kernelWords(geometry), seed: 3)
      Kernels.Pack(kernel.pointer, as: .kernel(geometry), into: panels.pointer).run(threads: 1)
    }

    func run(activation: Activation = .linear, threads: Int) -> GuardedFloats {
      let output = GuardedFloats(unwritten: outputWords(geometry))
      Kernels.Convolution(
        input: input.pointer, packedKernel: panels.pointer, bias: bias.pointer, activation: activation,
        into: output.pointer, geometry: geometry
      ).run(threads: threads)
      return output
    }
  }

  private static func depth(_ g: ConvolutionGeometry) -> Int {
    g.kernelHeight * g.kernelWidth * g.channels / g.groups
  }

  @Test(arguments: geometries)
  func agreesWithTheReference(_ geometry: ConvolutionGeometry) {
    let operands = Operands(geometry)
    for activation in [Activation.linear, .relu, .softsign] {
      let expected = Samples.output(Self.outputWords(geometry), of: Double.self) {
        ReferenceMachine<Double>().visit(
          Kernels.Convolution(
            input: Samples.place(operands.input.doubles), packedKernel: Samples.place(operands.panels.doubles),
            bias: Samples.place(operands.bias.doubles), activation: activation, into: $0, geometry: geometry))
      }
      operands.run(activation: activation, threads: 2)
        .expectClose(to: expected, depth: Self.depth(geometry), "\(activation)")
    }
  }

  @Test(arguments: geometries)
  func hasTheSameBitsForAnyThreads(_ geometry: ConvolutionGeometry) {
    let operands = Operands(geometry)
    let expected = operands.run(threads: 1).values
    operands.run(threads: 2).expectSame(as: expected)
    operands.run(threads: 3).expectSame(as: expected)
  }

  @Test(arguments: geometries)
  func givesAnImageTheSameBitsAloneAndInABatch(_ geometry: ConvolutionGeometry) {
    let operands = Operands(geometry)
    let all = operands.run(threads: 1).values
    var single = geometry
    single.images = 1
    let last = geometry.images - 1
    let alone = GuardedFloats(unwritten: Self.outputWords(single))
    Kernels.Convolution(
      input: operands.input.pointer + last * Self.inputWords(single),
      packedKernel: operands.panels.pointer, bias: operands.bias.pointer,
      into: alone.pointer, geometry: single
    ).run(threads: 2)
    alone.expectSame(as: Array(all[(last * Self.outputWords(single))...]))
  }

  @Test(arguments: geometries)
  func kernelGradientAgreesWithTheReference(_ geometry: ConvolutionGeometry) {
    let input = GuardedFloats(random: Self.inputWords(geometry), seed: 4)
    let gradient = GuardedFloats(random: Self.outputWords(geometry), seed: 5)
    let expected = Samples.output(Self.kernelWords(geometry), of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.ConvolutionKernelGradient(
          input: Samples.place(input.doubles), outputGradient: Samples.place(gradient.doubles), into: $0,
          geometry: geometry))
    }
    var first: [Float]?
    for threads in 1...3 {
      let result = GuardedFloats(unwritten: expected.count)
      Kernels.ConvolutionKernelGradient(
        input: input.pointer, outputGradient: gradient.pointer, into: result.pointer, geometry: geometry
      ).run(threads: threads)
      result.expectClose(to: expected, depth: geometry.images * geometry.outputHeight * geometry.outputWidth)
      result.expectSame(as: first ?? result.values)
      first = result.values
    }
  }

  /// The gradient of the input is a convolution of the output's gradient, spread out and bordered, with the
  /// turned kernel. Convolution is linear: ⟨conv(x), g⟩ = ⟨x, gradient(g)⟩ for every x and g.
  @Test(arguments: geometries)
  func inputGradientIsTheAdjoint(_ g: ConvolutionGeometry) {
    let kernel = GuardedFloats(random: Self.kernelWords(g), seed: 7)
    let input = GuardedFloats(random: Self.inputWords(g), seed: 8)
    let gradient = GuardedFloats(random: Self.outputWords(g), seed: 9)

    let panels = GuardedFloats(unwritten: PackLayout.kernel(g).words)
    Kernels.Pack(kernel.pointer, as: .kernel(g), into: panels.pointer).run(threads: 2)
    let output = GuardedFloats(unwritten: Self.outputWords(g))
    Kernels.Convolution(input: input.pointer, packedKernel: panels.pointer, into: output.pointer, geometry: g)
      .run(threads: 2)

    let reachHeight = (g.kernelHeight - 1) * g.dilationHeight
    let reachWidth = (g.kernelWidth - 1) * g.dilationWidth
    let border = BorderGeometry(
      images: g.images, height: g.outputHeight, width: g.outputWidth, channels: g.filters,
      top: reachHeight, left: reachWidth, frameHeight: g.inputHeight + reachHeight,
      frameWidth: g.inputWidth + reachWidth, spacingHeight: g.strideHeight, spacingWidth: g.strideWidth)
    let frame = GuardedFloats(
      unwritten: g.images * border.frameHeight * border.frameWidth * g.filters)
    Kernels.Border(gradient.pointer, into: frame.pointer, geometry: border).run(threads: 2)
    let turned = GuardedFloats(unwritten: PackLayout.turnedKernel(g).words)
    Kernels.Pack(kernel.pointer, as: .turnedKernel(g), into: turned.pointer).run(threads: 2)
    let inputGradient = GuardedFloats(unwritten: Self.inputWords(g))
    Kernels.Convolution(
      input: frame.pointer, packedKernel: turned.pointer, into: inputGradient.pointer,
      geometry: ConvolutionGeometry(
        images: g.images, inputHeight: border.frameHeight, inputWidth: border.frameWidth,
        channels: g.filters, outputHeight: g.inputHeight, outputWidth: g.inputWidth, filters: g.channels,
        kernelHeight: g.kernelHeight, kernelWidth: g.kernelWidth,
        dilationHeight: g.dilationHeight, dilationWidth: g.dilationWidth, groups: g.groups)
    ).run(threads: 2)

    let here = zip(output.doubles, gradient.doubles).map(*).reduce(0, +)
    let there = zip(input.doubles, inputGradient.doubles).map(*).reduce(0, +)
    let size = zip(output.doubles, gradient.doubles).map { abs($0 * $1) }.reduce(0, +)
    #expect(abs(here - there) <= 1e-5 * (1 + size))
    #expect(frame.guardsAreWhole && inputGradient.guardsAreWhole)
  }
}
