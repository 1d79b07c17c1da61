import NNCCRuntime

package typealias LocalResponseNormalization = Kernels.LocalResponseNormalization<BufferID>
package typealias LocalResponseNormalizationGradient = Kernels.LocalResponseNormalizationGradient<BufferID>

extension LocalResponseNormalization: Step {
  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    let scratch = program.scratch(
      for: input, words: Kernels.localResponseScratchWords(rows: rows, channels: channels, window))
    program.contribute(to: input) {
      LocalResponseNormalizationGradient(
        input: input, gradient, $0, rows: rows, channels: channels, window: window, scratch: scratch)
    }
  }
}

extension LocalResponseNormalizationGradient: Step, BackwardStep {}
