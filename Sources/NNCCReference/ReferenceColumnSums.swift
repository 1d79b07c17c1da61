import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.ColumnSums<Place>) {
    for column in 0..<call.columns {
      call.sums[column] = 0
      for row in 0..<call.rows { call.sums[column] += call.matrix[row * call.columns + column] }
    }
  }

  package func visit(_ call: Kernels.ActivationAndBiasGradient<Place>) {
    visit(
      Kernels.ActivationGradient(
        fromOutput: call.output, call.outputGradient, call.inputGradient, count: call.rows * call.columns,
        activation: call.activation))
    visit(
      Kernels.ColumnSums(
        call.inputGradient, call.sums, rows: call.rows, columns: call.columns, scratch: call.scratch))
  }
}
