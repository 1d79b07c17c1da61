import NNCCRuntime

package typealias AddInto = Kernels.AddInto<BufferID>
package typealias CopyBlocks = Kernels.CopyBlocks<BufferID>
package typealias Fill = Kernels.Fill<BufferID>
package typealias ReverseTime = Kernels.ReverseTime<BufferID>
package typealias Transpose = Kernels.Transpose<BufferID>

extension Transpose: Step {
  /// Axis i of the output is axis `order[i]` of the input, whose shape has the batch.
  init(input: BufferID, output: BufferID, shape: [Int], order: [Int]) throws {
    guard let transposition = Transposition(shape: shape, permutation: order) else {
      throw InternalError("axes \(order) are no permutation of those of \(shape)")
    }
    self.init(input, output, transposition: transposition)
  }

  package var details: String { "\(transposition.source) to order \(transposition.permutation)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) { Transpose(gradient, $0, transposition: transposition.inverse) }
  }
}

extension CopyBlocks: Step {
  package var details: String {
    "\(blocks)×\(size)" + (inputStart == 0 ? "" : " from \(inputStart)")
      + (outputStart == 0 ? "" : " to \(outputStart)") + (adding ? ", added" : "")
  }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    func back(to result: BufferID, adding: Bool) -> CopyBlocks {
      CopyBlocks(
        from: gradient, fromStart: outputStart, fromStride: outputStride, to: result, toStart: inputStart,
        toStride: inputStride, blocks: blocks, size: size, adding: adding)
    }
    if blocks * size == program.buffer(input).words {
      program.contribute(to: input) { back(to: $0, adding: false) }
    } else if let sum = program.gradientToAddTo(input) {
      program.append(back(to: sum, adding: true))
    }
  }
}

extension Fill: Step {
  package func appendGradient(to program: inout GradientBuilder) {}
}

extension AddInto: Step {
  /// The sum's gradient, which the steps after this one gave, is the addend's too, and stays that of the sum before.
  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: sum) else { return }
    program.contribute(to: addend) { CopyBlocks(gradient, to: $0, count: count) }
  }
}

extension ReverseTime: Step {
  package var details: String { "\(examples)×\(time)×\(width)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) { ReverseTime(gradient, $0, examples: examples, time: time, width: width) }
  }
}
