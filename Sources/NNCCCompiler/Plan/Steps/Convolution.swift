import NNCCRuntime

package typealias Convolution = Kernels.Convolution<BufferID>
package typealias ConvolutionKernelGradient = Kernels.ConvolutionKernelGradient<BufferID>
package typealias Border = Kernels.Border<BufferID>

extension Convolution: Step {
  package var details: String {
    let g = geometry
    var text =
      "\(g.images)×\(g.inputHeight)×\(g.inputWidth)×\(g.channels) ∗ \(g.kernelHeight)×\(g.kernelWidth)→\(g.filters)"
    if g.strideHeight != 1 || g.strideWidth != 1 { text += ", strides \(g.strideHeight)×\(g.strideWidth)" }
    if g.dilationHeight != 1 || g.dilationWidth != 1 {
      text += ", dilation \(g.dilationHeight)×\(g.dilationWidth)"
    }
    if g.groups != 1 { text += ", \(g.groups) groups" }
    text += (bias == nil ? "" : " + bias") + (activation == .linear ? "" : ", \(activation)")
    return text + (form.map { ", Winograd \($0.name)" } ?? "")
  }

  package func appendGradient(to program: inout GradientBuilder) {
    let g = geometry
    guard
      let gradient = program.gradientBeforeActivation(
        of: output, activation: activation, bias: bias,
        rows: g.images * g.outputHeight * g.outputWidth, columns: g.filters)
    else { return }
    let kernel = program.source(of: packedKernel)
    if program.needs(kernel) {
      let form = g.winogradForm
      let scratch = form.map {
        program.scratch(for: kernel, words: Kernels.winogradKernelGradientScratchWords(g, form: $0))
      }
      program.contribute(to: kernel) {
        ConvolutionKernelGradient(
          input: input, outputGradient: gradient, into: $0, scratch: scratch, geometry: g, form: form)
      }
    }
    appendInputGradient(from: gradient, kernel, to: &program)
  }

  /// The gradient of the input is the output's gradient, spread out by the strides and bordered so that
  /// every window fits, convolved with the turned kernel. It goes to what the input's border surrounds, if it has one,
  /// so that none is computed for the border itself.
  private func appendInputGradient(
    from gradient: BufferID, _ kernel: BufferID, to program: inout GradientBuilder
  ) {
    let g = geometry
    let border = program.producer(of: input, as: Border.self)
    let source = border?.source ?? input
    guard program.needs(source) else { return }
    let height = border?.geometry.height ?? g.inputHeight
    let width = border?.geometry.width ?? g.inputWidth
    let reachHeight = (g.kernelHeight - 1) * g.dilationHeight
    let reachWidth = (g.kernelWidth - 1) * g.dilationWidth
    let spread = BorderGeometry(
      images: g.images, height: g.outputHeight, width: g.outputWidth, channels: g.filters,
      top: reachHeight - (border?.geometry.top ?? 0), left: reachWidth - (border?.geometry.left ?? 0),
      frameHeight: height + reachHeight, frameWidth: width + reachWidth,
      spacingHeight: g.strideHeight, spacingWidth: g.strideWidth)
    let framed = program.temporary(
      program.buffer(output).name + ".gradient_bordered", like: output,
      shape: [g.images, spread.frameHeight, spread.frameWidth, g.filters])
    program.append(Border(gradient, into: framed, geometry: spread))
    let back = ConvolutionGeometry(
      images: g.images, inputHeight: spread.frameHeight, inputWidth: spread.frameWidth, channels: g.filters,
      outputHeight: height, outputWidth: width, filters: g.channels,
      kernelHeight: g.kernelHeight, kernelWidth: g.kernelWidth,
      dilationHeight: g.dilationHeight, dilationWidth: g.dilationWidth, groups: g.groups)
    let form = back.winogradForm
    let turned = program.packed(kernel, .turnedKernel(g, form))
    let scratch = form.map {
      program.scratch(for: source, words: Kernels.winogradScratchWords(back, form: $0))
    }
    program.contribute(to: source) {
      Convolution(input: framed, packedKernel: turned, into: $0, scratch: scratch, geometry: back, form: form)
    }
  }
}

extension ConvolutionKernelGradient: Step, BackwardStep {
  package var details: String {
    let g = geometry
    return
      "\(g.kernelHeight)×\(g.kernelWidth)×\(g.channels / g.groups)→\(g.filters) over \(g.images)×\(g.outputHeight)×\(g.outputWidth)"
      + (form.map { ", Winograd \($0.name)" } ?? "")
  }
}

extension Border: Step {
  package var details: String {
    let g = geometry
    return "\(g.images)×\(g.height)×\(g.width)×\(g.channels) into \(g.frameHeight)×\(g.frameWidth)"
  }

  /// The convolution that reads the frame gives what it surrounds its gradient.
  package func appendGradient(to program: inout GradientBuilder) {}
}
