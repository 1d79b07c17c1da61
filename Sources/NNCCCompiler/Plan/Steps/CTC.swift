import NNCCRuntime

package typealias CTC = Kernels.CTC<BufferID>

extension CTC: Step {
  package var details: String {
    "\(geometry.examples)×\(geometry.time)×\(geometry.classes), \(geometry.labels) labels at most, scale \(scale)"
  }

  package func appendGradient(to program: inout GradientBuilder) {
    if let gradient { program.adopt(gradient, as: logits) }
  }
}
