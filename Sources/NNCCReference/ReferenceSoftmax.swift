import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.Softmax<Place>) {
    let (x, y) = (call.input, call.output)
    for row in 0..<call.rows {
      let cells = row * call.columns..<(row + 1) * call.columns
      let top = cells.reduce(-Scalar.infinity) { Scalar.maximum($0, x[$1]) }
      let logSum = Scalar.log(cells.reduce(0) { $0 + Scalar.exp(x[$1] - top) })
      for i in cells {
        let logarithm = x[i] - top - logSum
        y[i] = call.isLogarithmic ? logarithm : Scalar.exp(logarithm)
      }
    }
  }

  package func visit(_ call: Kernels.SoftmaxGradient<Place>) {
    let (y, dy, dx) = (call.output, call.outputGradient, call.inputGradient)
    for row in 0..<call.rows {
      let cells = row * call.columns..<(row + 1) * call.columns
      if call.isLogarithmic {
        let sum = cells.reduce(0) { $0 + dy[$1] }
        for i in cells { dx[i] = dy[i] - Scalar.exp(y[i]) * sum }
      } else {
        let dot = cells.reduce(0) { $0 + dy[$1] * y[$1] }
        for i in cells { dx[i] = y[i] * (dy[i] - dot) }
      }
    }
  }
}
