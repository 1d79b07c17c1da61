import NNCCRuntime

package typealias Softmax = Kernels.Softmax<BufferID>
package typealias SoftmaxGradient = Kernels.SoftmaxGradient<BufferID>

extension Softmax: Step {
  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      SoftmaxGradient(
        fromOutput: output, gradient, $0, rows: rows, columns: columns, isLogarithmic: isLogarithmic)
    }
  }
}

extension SoftmaxGradient: Step, BackwardStep {}
