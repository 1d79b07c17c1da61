import NNCCRuntime

package typealias SequenceMask = Kernels.SequenceMask<BufferID>
package typealias MaskWeights = Kernels.MaskWeights<BufferID>

extension SequenceMask: Step {
  package var details: String { "\(examples)×\(time), \(rule.wording)" }

  /// A mask is constant wherever it has a slope.
  package func appendGradient(to program: inout GradientBuilder) {}
}

extension MaskWeights: Step {
  package var details: String { "\(steps)×\(inner), \(purpose.wording)" }

  package func appendGradient(to program: inout GradientBuilder) {}
}
