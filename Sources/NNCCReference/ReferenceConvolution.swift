import NNCCRuntime

extension ReferenceMachine {
  /// The direct convolution, whatever the form: see `Pack`.
  @_specialize(where Scalar == Double)
  package func visit(_ call: Kernels.Convolution<Place>) {
    let g = call.geometry
    let filters = g.filters / g.groups
    let depth = g.kernelHeight * g.kernelWidth * (g.channels / g.groups)
    let groupWords = Kernels.panelWords(inner: depth, columns: filters)
    g.forEachOutput { n, y, x, f in
      let (group, column) = f.quotientAndRemainder(dividingBy: filters)
      var sum = call.bias?[f] ?? 0
      for k in 0..<depth {
        sum +=
          call.input[g.inputPlace(n, y, x, k, group: group)]
          * call.packedKernel[group * groupWords + panelPlace(k, column, inner: depth, columns: filters)]
      }
      call.output[g.outputPlace(n, y, x, f)] = activate(sum, call.activation)
    }
  }

  @_specialize(where Scalar == Double)
  package func visit(_ call: Kernels.ConvolutionKernelGradient<Place>) {
    let g = call.geometry
    let depth = g.kernelHeight * g.kernelWidth * (g.channels / g.groups)
    call.kernelGradient.update(repeating: 0, count: depth * g.filters)
    g.forEachOutput { n, y, x, f in
      let gradient = call.outputGradient[g.outputPlace(n, y, x, f)]
      for k in 0..<depth {
        call.kernelGradient[k * g.filters + f] +=
          call.input[g.inputPlace(n, y, x, k, group: f / (g.filters / g.groups))] * gradient
      }
    }
  }

  package func visit(_ call: Kernels.Border<Place>) {
    let g = call.geometry
    call.frame.update(repeating: 0, count: g.images * g.frameHeight * g.frameWidth * g.channels)
    for n in 0..<g.images {
      for y in 0..<g.height {
        for x in 0..<g.width {
          let row = g.top + y * g.spacingHeight
          let column = g.left + x * g.spacingWidth
          guard 0..<g.frameHeight ~= row, 0..<g.frameWidth ~= column else { continue }
          for c in 0..<g.channels {
            call.frame[((n * g.frameHeight + row) * g.frameWidth + column) * g.channels + c] =
              call.source[((n * g.height + y) * g.width + x) * g.channels + c]
          }
        }
      }
    }
  }
}

extension ConvolutionGeometry {
  fileprivate func forEachOutput(_ body: (_ n: Int, _ y: Int, _ x: Int, _ f: Int) -> Void) {
    for n in 0..<images {
      for y in 0..<outputHeight {
        for x in 0..<outputWidth {
          for f in 0..<filters { body(n, y, x, f) }
        }
      }
    }
  }

  fileprivate func outputPlace(_ n: Int, _ y: Int, _ x: Int, _ f: Int) -> Int {
    ((n * outputHeight + y) * outputWidth + x) * filters + f
  }

  /// Where value k = (kh, kw, c) of the window of output (n, y, x) is in the input.
  fileprivate func inputPlace(_ n: Int, _ y: Int, _ x: Int, _ k: Int, group: Int) -> Int {
    let groupChannels = channels / groups
    let kh = k / groupChannels / kernelWidth
    let kw = k / groupChannels % kernelWidth
    let row = y * strideHeight + kh * dilationHeight
    let column = x * strideWidth + kw * dilationWidth
    return ((n * inputHeight + row) * inputWidth + column) * channels + group * groupChannels + k % groupChannels
  }
}
