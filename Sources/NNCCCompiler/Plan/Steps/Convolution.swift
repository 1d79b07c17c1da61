import NNCCRuntime

/// output = activation(bias + input ∗ kernel), over an input that carries its border.
package struct Convolution: Step {
  package var input: BufferID
  /// How `input` was made, where it was: the gradient then goes to what the border surrounds, so that
  /// none is computed for the border itself.
  package var border: Border?
  /// The weight, which the gradient rule packs anew.
  package var kernel: BufferID
  /// The weight's panels, which the convolution reads.
  package var panels: BufferID
  package var bias: BufferID?
  package var activation: Activation
  package var output: BufferID
  package var geometry: ConvolutionGeometry
  /// The fast algorithm, where the layer has one.
  package var winograd: Winograd?

  /// A fast algorithm and its workspace.
  package struct Winograd: Sendable, Hashable {
    package var form: WinogradForm
    package var scratch: BufferID
  }

  package var name: String { "convolution" }
  package var reads: [BufferID] { [input, panels] + (bias.map { [$0] } ?? []) }
  package var writes: [BufferID] { [output] + (winograd.map { [$0.scratch] } ?? []) }

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
    return text + (winograd.map { ", Winograd \($0.form.name)" } ?? "")
  }

  package func appendGradient(to program: inout GradientBuilder) {
    let g = geometry
    guard
      let gradient = program.gradientBeforeActivation(
        of: output, activation: activation, bias: bias,
        rows: g.images * g.outputHeight * g.outputWidth, columns: g.filters)
    else { return }
    if program.needs(kernel) {
      let form = g.winogradForm
      let fast = form.map {
        Winograd(
          form: $0,
          scratch: program.scratch(
            for: kernel, words: Kernels.winogradKernelGradientScratchWords(g, form: $0)))
      }
      program.contribute(to: kernel) {
        ConvolutionKernelGradient(
          input: input, outputGradient: gradient, kernelGradient: $0, geometry: g, winograd: fast)
      }
    }
    appendInputGradient(from: gradient, to: &program)
  }

  /// The gradient of the input is the output's gradient, spread out by the strides and bordered so that
  /// every window fits, convolved with the turned kernel.
  private func appendInputGradient(from gradient: BufferID, to program: inout GradientBuilder) {
    let g = geometry
    let source = border?.input ?? input
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
    program.append(Border(input: gradient, frame: framed, geometry: spread))
    let back = ConvolutionGeometry(
      images: g.images, inputHeight: spread.frameHeight, inputWidth: spread.frameWidth, channels: g.filters,
      outputHeight: height, outputWidth: width, filters: g.channels,
      kernelHeight: g.kernelHeight, kernelWidth: g.kernelWidth,
      dilationHeight: g.dilationHeight, dilationWidth: g.dilationWidth, groups: g.groups)
    let form = back.winogradForm
    let turned = program.packed(kernel, .turnedKernel(g, form))
    let fast = form.map {
      Winograd(form: $0, scratch: program.scratch(for: source, words: Kernels.winogradScratchWords(back, form: $0)))
    }
    program.contribute(to: source) {
      Convolution(
        input: framed, border: nil, kernel: kernel, panels: turned, bias: nil, activation: .linear,
        output: $0, geometry: back, winograd: fast)
    }
  }

  package func run(on machine: Machine) {
    if let winograd {
      Kernels.winogradConvolution(
        input: machine[input], packedKernel: machine[panels], bias: machine[optional: bias], activation: activation,
        into: machine[output], scratch: machine[winograd.scratch], geometry: geometry, form: winograd.form,
        pool: machine.threads.pool)
    } else {
      Kernels.convolution(
        input: machine[input], packedKernel: machine[panels], bias: machine[optional: bias], activation: activation,
        into: machine[output], geometry: geometry, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    if let winograd {
      """
      Kernels.winogradConvolution(input: \(input), packedKernel: \(panels)\(", bias: ", bias)\
      \(", activation: ", activation.unlessLinear), into: \(output), scratch: \(winograd.scratch), \
      geometry: \(geometry), form: \(winograd.form), pool: pool)
      """
    } else {
      """
      Kernels.convolution(input: \(input), packedKernel: \(panels)\(", bias: ", bias)\
      \(", activation: ", activation.unlessLinear), into: \(output), geometry: \(geometry), pool: pool)
      """
    }
  }

  /// The direct convolution, whatever the algorithm: see `Pack.runReference`.
  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.convolution(
      input: machine[input], packedKernel: machine[panels], bias: machine[optional: bias],
      activation: activation, into: machine[output], geometry: geometry)
  }
}

/// The gradient of a convolution's kernel.
package struct ConvolutionKernelGradient: Step {
  package var input: BufferID
  package var outputGradient: BufferID
  package var kernelGradient: BufferID
  package var geometry: ConvolutionGeometry
  package var winograd: Convolution.Winograd?

  package var name: String { "convolution_kernel_gradient" }
  package var reads: [BufferID] { [input, outputGradient] }
  package var writes: [BufferID] { [kernelGradient] + (winograd.map { [$0.scratch] } ?? []) }
  package var details: String {
    let g = geometry
    return
      "\(g.kernelHeight)×\(g.kernelWidth)×\(g.channels / g.groups)→\(g.filters) over \(g.images)×\(g.outputHeight)×\(g.outputWidth)"
      + (winograd.map { ", Winograd \($0.form.name)" } ?? "")
  }

  package func run(on machine: Machine) {
    if let winograd {
      Kernels.winogradKernelGradient(
        input: machine[input], outputGradient: machine[outputGradient], into: machine[kernelGradient],
        scratch: machine[winograd.scratch], geometry: geometry, form: winograd.form, pool: machine.threads.pool)
    } else {
      Kernels.convolutionKernelGradient(
        input: machine[input], outputGradient: machine[outputGradient], into: machine[kernelGradient],
        geometry: geometry, pool: machine.threads.pool)
    }
  }

  package var call: KernelCall {
    if let winograd {
      """
      Kernels.winogradKernelGradient(input: \(input), outputGradient: \(outputGradient), \
      into: \(kernelGradient), scratch: \(winograd.scratch), geometry: \(geometry), form: \(winograd.form), pool: pool)
      """
    } else {
      """
      Kernels.convolutionKernelGradient(input: \(input), outputGradient: \(outputGradient), \
      into: \(kernelGradient), geometry: \(geometry), pool: pool)
      """
    }
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.convolutionKernelGradient(
      input: machine[input], outputGradient: machine[outputGradient], into: machine[kernelGradient],
      geometry: geometry)
  }
}

/// Copies images into a frame of zeros.
package struct Border: Step {
  package var input: BufferID
  package var frame: BufferID
  package var geometry: BorderGeometry

  package var name: String { "border" }
  package var reads: [BufferID] { [input] }
  package var writes: [BufferID] { [frame] }
  package var details: String {
    let g = geometry
    return "\(g.images)×\(g.height)×\(g.width)×\(g.channels) into \(g.frameHeight)×\(g.frameWidth)"
  }

  /// The convolution that reads the frame gives what it surrounds its gradient.
  package func appendGradient(to program: inout GradientBuilder) {}

  package func run(on machine: Machine) {
    Kernels.border(source: machine[input], into: machine[frame], geometry: geometry, pool: machine.threads.pool)
  }

  package var call: KernelCall {
    "Kernels.border(source: \(input), into: \(frame), geometry: \(geometry), pool: pool)"
  }

  package func runReference<Scalar: ReferenceScalar>(on machine: ReferenceMachine<Scalar>) {
    ReferenceKernels.border(source: machine[input], into: machine[frame], geometry: geometry)
  }
}
