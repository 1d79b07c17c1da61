import NNCCRuntime

package typealias Dropout = Kernels.Dropout<BufferID>

extension Dropout: Step {
  package var details: String { "\(count), rate \(rate)" + (mask == nil ? "" : ", one draw for several") }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) {
      Dropout(
        gradient, $0, count: count, rate: rate, mask: mask, drawsPerExample: drawsPerExample, layer: layer, seed: seed)
    }
  }
}
