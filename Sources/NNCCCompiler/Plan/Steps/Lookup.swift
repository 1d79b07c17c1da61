import NNCCRuntime

package typealias Gather = Kernels.Gather<BufferID>
package typealias GatherGradient = Kernels.GatherGradient<BufferID>
package typealias OneHot = Kernels.OneHot<BufferID>

extension Gather: Step {
  package var details: String { "\(count) rows of \(words)×\(width)" }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: rows) else { return }
    program.contribute(to: table) {
      GatherGradient(gradient, indices: indices, count: count, into: $0, words: words, width: width)
    }
  }
}

extension GatherGradient: Step, BackwardStep {
  package var details: String { "\(count) rows of \(words)×\(width)" }
}

extension OneHot: Step {
  package var details: String { "\(count)×\(depth)" }

  /// Whole numbers come from outside: nothing is differentiated by them.
  package func appendGradient(to program: inout GradientBuilder) {}
}
