import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.Gather<Place>) {
    for row in 0..<call.count {
      let word = call.indices[row]
      let isKnown = word >= 0 && word < Scalar(call.words)
      for column in 0..<call.width {
        call.rows[row * call.width + column] = isKnown ? call.table[Int(word) * call.width + column] : 0
      }
    }
  }

  package func visit(_ call: Kernels.GatherGradient<Place>) {
    for word in 0..<call.words {
      for column in 0..<call.width {
        var sum: Scalar = 0
        for row in 0..<call.count where call.indices[row] == Scalar(word) {
          sum += call.rowsGradient[row * call.width + column]
        }
        call.tableGradient[word * call.width + column] = sum
      }
    }
  }

  package func visit(_ call: Kernels.OneHot<Place>) {
    for row in 0..<call.count {
      for column in 0..<call.depth {
        call.rows[row * call.depth + column] = call.indices[row] == Scalar(column) ? 1 : 0
      }
    }
  }
}
