import NNCCRuntime

extension PoolingGeometry {
  /// The input pixels under the window of an output pixel, in row-major order, as offsets of their first
  /// channels.
  fileprivate func pixels(image: Int, row: Int, column: Int) -> [Int] {
    var pixels: [Int] = []
    for y in row * strideHeight - paddingTop..<row * strideHeight - paddingTop + windowHeight
    where 0 <= y && y < inputHeight {
      for x in column * strideWidth - paddingLeft..<column * strideWidth - paddingLeft + windowWidth
      where 0 <= x && x < inputWidth {
        pixels.append(((image * inputHeight + y) * inputWidth + x) * channels)
      }
    }
    return pixels
  }

  /// Calls `body` with each output element's offset, its image and the input elements under its window.
  fileprivate func forEachWindow(_ body: (_ output: Int, _ image: Int, _ inputs: [Int]) -> Void) {
    for image in 0..<images {
      for row in 0..<outputHeight {
        for column in 0..<outputWidth {
          let pixels = pixels(image: image, row: row, column: column)
          let output = ((image * outputHeight + row) * outputWidth + column) * channels
          for channel in 0..<channels { body(output + channel, image, pixels.map { $0 + channel }) }
        }
      }
    }
  }

  /// The elements of one image of the input.
  fileprivate var inputImage: Int { inputHeight * inputWidth * channels }
}

extension ReferenceMachine {
  package func visit(_ call: Kernels.MaxPool<Place>) {
    let (x, geometry) = (call.input, call.geometry)
    geometry.forEachWindow { output, image, inputs in
      let winner = inputs.reduce(inputs.first) { best, candidate in
        guard let best else { return candidate }
        return x[candidate] > x[best] || (x[candidate].isNaN && !x[best].isNaN) ? candidate : best
      }
      call.output[output] = winner.map { x[$0] } ?? 0
      let position = winner.map { ($0 - image * geometry.inputImage) / geometry.channels }
      call.positions?[output] = Scalar(position ?? -1)
    }
  }

  package func visit(_ call: Kernels.MaxPoolGradient<Place>) {
    let (positions, dx, geometry) = (call.positions, call.inputGradient, call.geometry)
    for i in 0..<geometry.images * geometry.inputImage { dx[i] = 0 }
    geometry.forEachWindow { output, image, _ in
      guard positions[output] >= 0 else { return }
      let pixel = Int(positions[output]) * geometry.channels + output % geometry.channels
      dx[image * geometry.inputImage + pixel] += call.outputGradient[output]
    }
  }

  package func visit(_ call: Kernels.AveragePool<Place>) {
    call.geometry.forEachWindow { output, _, inputs in
      let sum = inputs.reduce(0) { $0 + call.input[$1] }
      call.output[output] = inputs.isEmpty ? 0 : sum / Scalar(inputs.count)
    }
  }

  package func visit(_ call: Kernels.AveragePoolGradient<Place>) {
    let (dx, geometry) = (call.inputGradient, call.geometry)
    for i in 0..<geometry.images * geometry.inputImage { dx[i] = 0 }
    geometry.forEachWindow { output, _, inputs in
      for input in inputs { dx[input] += call.outputGradient[output] / Scalar(inputs.count) }
    }
  }
}
