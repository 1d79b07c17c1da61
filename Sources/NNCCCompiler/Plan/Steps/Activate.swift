import NNCCRuntime

package typealias Activate = Kernels.Activate<BufferID>
package typealias ActivationGradient = Kernels.ActivationGradient<BufferID>
package typealias ActivationAndBiasGradient = Kernels.ActivationAndBiasGradient<BufferID>
package typealias ColumnSums = Kernels.ColumnSums<BufferID>

extension Activate: Step {
  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    let fromOutput = activation.hasGradientFromOutput
    program.contribute(to: input) {
      ActivationGradient(
        fromInput: fromOutput ? nil : input, fromOutput: fromOutput ? output : nil, gradient, $0, count: count,
        activation: activation)
    }
  }
}

extension ActivationGradient: Step, BackwardStep {}
extension ActivationAndBiasGradient: Step, BackwardStep {}
extension ColumnSums: Step, BackwardStep {}

extension GradientBuilder {
  /// The part that products and convolutions share: from the gradient of act(product + bias), appends the
  /// gradient of the bias and returns that of the product.
  mutating func gradientBeforeActivation(
    of result: BufferID, activation: Activation, bias: BufferID?, rows: Int, columns: Int
  ) -> BufferID? {
    guard let gradient = gradient(of: result) else { return nil }
    let bias = bias.flatMap { needs($0) ? $0 : nil }
    let scratchWords = Kernels.columnSumsScratchWords(rows: rows, columns: columns)
    if activation == .linear {
      if let bias {
        let scratch = scratch(for: bias, words: scratchWords)
        contribute(to: bias) { ColumnSums(gradient, $0, rows: rows, columns: columns, scratch: scratch) }
      }
      return gradient
    }
    let before = temporary(buffer(result).name + ".gradient_before_activation", like: result)
    if let bias {
      let scratch = scratch(for: bias, words: scratchWords)
      contribute(to: bias) {
        ActivationAndBiasGradient(
          fromOutput: result, gradient, before, $0, rows: rows, columns: columns, activation: activation,
          scratch: scratch)
      }
    } else {
      append(
        ActivationGradient(fromOutput: result, gradient, before, count: rows * columns, activation: activation))
    }
    return before
  }
}
