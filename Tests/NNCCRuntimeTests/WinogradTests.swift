import NNCCReference
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
      let layout = PackLayout.kernel(geometry, form)
      panels = GuardedFloats(unwritten: layout.words)
      Kernels.Pack(kernel.pointer, as: layout, into: panels.pointer).run(threads: 2)
    }

    /// - Parameter image: computed alone, or nil for all.
    func run(activation: Activation = .linear, image: Int? = nil, threads: Int) -> GuardedFloats {
      var g = geometry
      if image != nil { g.images = 1 }
      let output = GuardedFloats(unwritten: ConvolutionTests.outputWords(g))
      let scratch = GuardedFloats(unwritten: Kernels.winogradScratchWords(g, form: form))
      Kernels.Convolution(
        input: input.pointer + (image ?? 0) * ConvolutionTests.inputWords(g) / g.images,
        packedKernel: panels.pointer, bias: bias.pointer, activation: activation, into: output.pointer,
        scratch: scratch.pointer, geometry: g, form: form
      ).run(threads: threads)
      #expect(scratch.guardsAreWhole && panels.guardsAreWhole)
      return output
    }
  }

  /// Expects errors below `tolerance`, relative to the largest result: plans are held to 1e-5.
  private func expectAccurate(
    _ result: GuardedFloats, _ expected: [Double], largest: Double? = nil, tolerance: Double = 5e-6,
    _ comment: Comment? = nil
  ) {
    let largest = largest ?? expected.map(abs).max() ?? 0
    let worst = zip(result.doubles, expected).map { abs($0 - $1) }.max { !($1 <= $0) } ?? 0
    #expect(worst <= tolerance * max(largest, 1), comment)
    #expect(result.guardsAreWhole, comment)
  }

  /// In Double, by the direct convolution.
  private func reference(
    _ input: GuardedFloats, _ kernel: GuardedFloats, as layout: PackLayout, bias: GuardedFloats? = nil,
    activation: Activation = .linear, _ g: ConvolutionGeometry
  ) -> [Double] {
    let machine = ReferenceMachine<Double>()
    let panels = Samples.output(layout.words, of: Double.self) {
      machine.visit(Kernels.Pack(Samples.place(kernel.doubles), as: layout, into: $0))
    }
    return Samples.output(ConvolutionTests.outputWords(g), of: Double.self) {
      machine.visit(
        Kernels.Convolution(
          input: Samples.place(input.doubles), packedKernel: Samples.place(panels),
          bias: bias.map { Samples.place($0.doubles) }, activation: activation, into: $0, geometry: g))
    }
  }

  @Test(arguments: cases)
  func agreesWithTheReference(_ example: Case) {
    let operands = Operands(example)
    let g = example.geometry
    var largest: Double?  // before activations that squeeze it
    for activation in [Activation.linear, .relu, .softsign] {
      let expected = reference(
        operands.input, operands.kernel, as: .kernel(g), bias: operands.bias, activation: activation, g)
      largest = largest ?? expected.map(abs).max()
      expectAccurate(operands.run(activation: activation, threads: 2), expected, largest: largest, "\(activation)")
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
    let expected = Samples.output(ConvolutionTests.kernelWords(g), of: Double.self) {
      ReferenceMachine<Double>().visit(
        Kernels.ConvolutionKernelGradient(
          input: Samples.place(input.doubles), outputGradient: Samples.place(gradient.doubles), into: $0, geometry: g))
    }
    var first: [Float]?
    for threads in 1...3 {
      let result = GuardedFloats(unwritten: expected.count)
      let scratch = GuardedFloats(
        unwritten: Kernels.winogradKernelGradientScratchWords(g, form: example.form))
      Kernels.ConvolutionKernelGradient(
        input: input.pointer, outputGradient: gradient.pointer, into: result.pointer, scratch: scratch.pointer,
        geometry: g, form: example.form
      ).run(threads: threads)
      expectAccurate(result, expected, tolerance: 1e-5)
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
    let expected = reference(input, kernel, as: .turnedKernel(g), back)

    let layout = PackLayout.turnedKernel(g, form)
    let turned = GuardedFloats(unwritten: layout.words)
    Kernels.Pack(kernel.pointer, as: layout, into: turned.pointer).run(threads: 2)
    let output = GuardedFloats(unwritten: expected.count)
    let scratch = GuardedFloats(unwritten: Kernels.winogradScratchWords(back, form: form))
    Kernels.Convolution(
      input: input.pointer, packedKernel: turned.pointer, into: output.pointer, scratch: scratch.pointer,
      geometry: back, form: form
    ).run(threads: 2)
    expectAccurate(output, expected)
    #expect(turned.guardsAreWhole && scratch.guardsAreWhole)
  }

  /// Generated code runs batches of several sizes in one workspace.
  @Test func aWorkspaceServesSmallerBatchesToo() {
    for form in WinogradForm.allCases {
      var before = (0, 0)
      for images in 1...70 {
        let g = ConvolutionTests.make(images, 10, 9, 32, 70, form.taps, form.taps)
        let words = (
          Kernels.winogradScratchWords(g, form: form), Kernels.winogradKernelGradientScratchWords(g, form: form)
        )
        #expect(words.0 >= before.0 && words.1 >= before.1)
        before = words
      }
    }
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
