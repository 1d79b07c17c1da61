import NNCCRuntime

package typealias Reduce = Kernels.Reduce<BufferID>
package typealias ReduceGradient = Kernels.ReduceGradient<BufferID>

extension Reduce: Step {
  package var details: String { "\(reduction) of \(outer)×[\(middle)]×\(inner)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    let isMaximum = reduction == .maximum
    program.contribute(to: input) {
      ReduceGradient(
        reduction, input: isMaximum ? input : nil, output: isMaximum ? output : nil, gradient, $0, outer: outer,
        middle: middle, inner: inner)
    }
  }
}

extension ReduceGradient: Step, BackwardStep {
  package var details: String { "\(reduction) of \(outer)×[\(middle)]×\(inner)" }
}
