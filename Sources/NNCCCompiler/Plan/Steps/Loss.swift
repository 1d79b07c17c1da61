import NNCCRuntime

package typealias RowLosses = Kernels.RowLosses<BufferID>
package typealias Penalty = Kernels.Penalty<BufferID>
package typealias PenaltyGradient = Kernels.PenaltyGradient<BufferID>

extension RowLosses: Step {
  package func appendGradient(to program: inout GradientBuilder) {
    if let gradient { program.adopt(gradient, as: prediction) }
  }
}

extension Penalty: Step {
  package func appendGradient(to program: inout GradientBuilder) {
    guard let gradient = program.gradientToAddTo(tensor) else { return }
    let scratch = program.scratch(
      for: tensor, words: Kernels.regularizerScratchWords(regularizer, count: count, columns: columns))
    program.append(
      PenaltyGradient(
        regularizer, of: tensor, addingTo: gradient, count: count, columns: columns, scratch: scratch))
  }
}

extension PenaltyGradient: Step, BackwardStep {}
