import NNCCRuntime

package typealias Merge = Kernels.Merge<BufferID>
package typealias MergeGradient = Kernels.MergeGradient<BufferID>
package typealias Scale = Kernels.Scale<BufferID>

extension Merge: Step {
  package var details: String { "\(operation), \(count)" + (broadcast == nil ? "" : ", stretched") }

  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    let readsOperands = operation.gradientReadsOperands
    for (side, buffer) in [(MergeSide.left, left), (.right, right)] where program.needs(buffer) {
      func step(_ result: BufferID) -> MergeGradient {
        MergeGradient(
          operation, by: side, left: readsOperands ? left : nil, right: readsOperands ? right : nil, gradient, result,
          count: count, broadcast: broadcast)
      }
      if broadcast == nil {
        program.contribute(to: buffer) { step($0) }
      } else if let sum = program.gradientToAddTo(buffer) {
        program.append(step(sum))
      }
    }
  }
}

extension MergeGradient: Step, BackwardStep {
  package var details: String { "\(operation), \(side), \(count)" + (broadcast == nil ? "" : ", stretched") }
}

extension Scale: Step {
  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradient(of: output) else { return }
    program.contribute(to: input) { Scale(gradient, $0, count: count, factor: factor) }
  }
}
