import NNCCRuntime
import Testing

@Suite struct WinogradTests {
  /// A form, and a convolution for it.
  struct Case: Sendable, CustomTestStringConvertible {
    var form: WinogradForm
    var geometry: ConvolutionGeometry

    var testDescription: String {
      let g = geometry
      return "\(form), \(g.images)×\(g.inputHeight)×\(g.inputWidth)×\(g.channels)→\(g.filters)"
    }
  }

  /// Outputs of one to three pixels and of sizes that no tile divides; one channel, and channels and filters that
  /// neither a vector nor a panel divides; more tiles than a block.
  static let cases: [Case] = WinogradForm.allCases.flatMap { form in
    [
      (1, 1, 1, 1, 1), (2, 2, 3, 1, 3), (1, 3, 1, 20, 33), (3, 7, 9, 5, 17), (1, 4, 4, 16, 16), (2, 11, 8, 33, 31),
      (1, 10, 10, 64, 40), (5, 6, 7, 24, 65), (1, 1, 18, 40, 32), (8, 19, 18, 19, 35), (20, 8, 8, 48, 48),
      (2, 5, 5, 300, 20),
    ].map { (images, height, width, channels, filters) in
      let taps = form.taps
      return Case(
        form: form,
        geometry: ConvolutionTests.make(
          images, height + taps - 1, width + taps - 1, channels, filters, taps, taps))
    }
  }

  private struct Operands {
    let form: WinogradForm
    let geometry: ConvolutionGeometry
    let input: GuardedFloats
    let kernel: GuardedFloats
    let bias: GuardedFloats
    let panels: GuardedFloats

    init(_ example: Case) {
      (form, geometry) = (example.form, example.geometry)
      input = GuardedFloats(random: ConvolutionTests.inputWords(geometry), seed: 1)
      bias = GuardedFloats(random: geometry.filters, seed: 2)
      kernel = GuardedFloats(random: ConvolutionTests.kernelWords(geometry), seed: 3)
      panels = GuardedFloats(
        unwritten: Kernels.packedWinogradKernelWords(geometry, form: form, turned: false))
      Kernels.packWinogradKernel(
        kernel.pointer, geometry: geometry, form: form, turned: false, into: panels.pointer,
        pool: ThreadPool(threads: 2))
    }

    /// - Parameter image: computed alone, or nil for all.
    func run(activation: Activation = .linear, image: Int? = nil, threads: Int) -> GuardedFloats {
      var g = geometry
      if image != nil { g.images = 1 }
      let output = GuardedFloats(unwritten: ConvolutionTests.outputWords(g))
      let scratch = GuardedFloats(unwritten: Kernels.winogradScratchWords(g, form: form))
      Kernels.winogradConvolution(
        input: input.pointer + (image ?? 0) * ConvolutionTests.inputWords(g) / g.images,
        packedKernel: panels.pointer, bias: bias.pointer, activation: activation, into: output.pointer,
        scratch: scratch.pointer, geometry: g, form: form, pool: ThreadPool(threads: threads))
      #expect(scratch.guardsAreWhole && panels.guardsAreWhole)
      return output
    }
  }

  private static func depth(_ g: ConvolutionGeometry) -> Int { g.kernelHeight * g.kernelWidth * g.channels }

  @Test(arguments: cases)
  func agreesWithTheReference(_ example: Case) {
    let operands = Operands(example)
    let g = example.geometry
    var panels = [Double](repeating: .nan, count: Kernels.packedKernelWords(g))
    ReferenceKernels.packKernel(operands.kernel.doubles, geometry: g, into: &panels)
    for activation in [Activation.linear, .relu, .softsign] {
      var expected = [Double](repeating: .nan, count: ConvolutionTests.outputWords(g))
      ReferenceKernels.convolution(
        input: operands.input.doubles, packedKernel: panels, bias: operands.bias.doubles,
        activation: activation, into: &expected, geometry: g)
      let output = operands.run(activation: activation, threads: 2)
      output.expectClose(to: expected, depth: Self.depth(g), "\(activation)")
      // The accuracy that plans are held to: relative to the largest result.
      let largest = expected.map(abs).max() ?? 0
      let worst = zip(output.doubles, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(worst <= 5e-6 * max(largest, 1), "\(activation)")
    }
  }

  @Test(arguments: cases)
  func hasTheSameBitsForAnyThreads(_ example: Case) {
    let operands = Operands(example)
    let expected = operands.run(activation: .softsign, threads: 1).values
    operands.run(activation: .softsign, threads: 2).expectSame(as: expected)
    operands.run(activation: .softsign, threads: 3).expectSame(as: expected)
  }

  @Test(arguments: cases)
  func givesAnImageTheSameBitsAloneAndInABatch(_ example: Case) {
    let operands = Operands(example)
    let all = operands.run(threads: 1).values
    let count = all.count / example.geometry.images
    for image in 0..<example.geometry.images {
      operands.run(image: image, threads: 2)
        .expectSame(as: Array(all[image * count..<(image + 1) * count]))
    }
  }

  @Test(arguments: cases)
  func kernelGradientAgreesWithTheReference(_ example: Case) {
    let g = example.geometry
    let input = GuardedFloats(random: ConvolutionTests.inputWords(g), seed: 4)
    let gradient = GuardedFloats(random: ConvolutionTests.outputWords(g), seed: 5)
    var expected = [Double](repeating: .nan, count: ConvolutionTests.kernelWords(g))
    ReferenceKernels.convolutionKernelGradient(
      input: input.doubles, outputGradient: gradient.doubles, into: &expected, geometry: g)
    var first: [Float]?
    for threads in 1...3 {
      let result = GuardedFloats(unwritten: expected.count)
      let scratch = GuardedFloats(
        unwritten: Kernels.winogradKernelGradientScratchWords(g, form: example.form))
      Kernels.winogradKernelGradient(
        input: input.pointer, outputGradient: gradient.pointer, into: result.pointer, scratch: scratch.pointer,
        geometry: g, form: example.form, pool: ThreadPool(threads: threads))
      result.expectClose(to: expected, depth: g.images * g.outputHeight * g.outputWidth)
      result.expectSame(as: first ?? result.values)
      #expect(scratch.guardsAreWhole)
      first = result.values
    }
  }

  /// The turned kernel's panels, transformed, give what the direct convolution with the turned kernel gives.
  @Test(arguments: cases)
  func turnedKernelAgreesWithTheReference(_ example: Case) {
    let (form, g) = (example.form, example.geometry)
    let kernel = GuardedFloats(random: ConvolutionTests.kernelWords(g), seed: 6)
    var back = g
    (back.channels, back.filters) = (g.filters, g.channels)
    let input = GuardedFloats(random: ConvolutionTests.inputWords(back), seed: 7)
    var panels = [Double](repeating: .nan, count: Kernels.packedTurnedKernelWords(g))
    ReferenceKernels.packTurnedKernel(kernel.doubles, geometry: g, into: &panels)
    var expected = [Double](repeating: .nan, count: ConvolutionTests.outputWords(back))
    ReferenceKernels.convolution(
      input: input.doubles, packedKernel: panels, into: &expected, geometry: back)

    let turned = GuardedFloats(
      unwritten: Kernels.packedWinogradKernelWords(g, form: form, turned: true))
    let pool = ThreadPool(threads: 2)
    Kernels.packWinogradKernel(
      kernel.pointer, geometry: g, form: form, turned: true, into: turned.pointer, pool: pool)
    let output = GuardedFloats(unwritten: expected.count)
    let scratch = GuardedFloats(unwritten: Kernels.winogradScratchWords(back, form: form))
    Kernels.winogradConvolution(
      input: input.pointer, packedKernel: turned.pointer, into: output.pointer, scratch: scratch.pointer,
      geometry: back, form: form, pool: pool)
    output.expectClose(to: expected, depth: Self.depth(back))
    #expect(turned.guardsAreWhole && scratch.guardsAreWhole)
  }

  /// What chooses the algorithm is the layer, so that an example has the same bits in any batch.
  @Test func theChoiceDependsOnTheLayerAlone() {
    let wide = ConvolutionTests.make(1, 10, 10, 64, 64, 3, 3)
    #expect(wide.winogradForm?.taps == 3)
    #expect(ConvolutionTests.make(32, 10, 10, 64, 64, 3, 3).winogradForm == wide.winogradForm)
    #expect(ConvolutionTests.make(1, 12, 12, 64, 64, 5, 5).winogradForm == .twoByFive)
    for direct in [
      ConvolutionTests.make(1, 10, 10, 3, 64, 3, 3), ConvolutionTests.make(1, 10, 10, 64, 64, 3, 2),
      ConvolutionTests.make(1, 10, 10, 64, 64, 1, 1), ConvolutionTests.make(1, 11, 11, 64, 64, 3, 3, stride: 2),
      ConvolutionTests.make(1, 10, 10, 64, 64, 3, 3, dilation: 2),
      ConvolutionTests.make(1, 10, 10, 64, 64, 3, 3, groups: 2),
    ] {
      #expect(direct.winogradForm == nil)
    }
  }
}
