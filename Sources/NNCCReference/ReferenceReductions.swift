import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.Reduce<Place>) {
    for o in 0..<call.outer {
      for i in 0..<call.inner {
        var result: Scalar = call.reduction == .maximum ? -.infinity : 0
        for m in 0..<call.middle {
          let value = call.input[(o * call.middle + m) * call.inner + i]
          result = call.reduction == .maximum ? MergeOperation.maximum.value(result, value) : result + value
        }
        call.output[o * call.inner + i] = call.reduction == .mean ? result / Scalar(call.middle) : result
      }
    }
  }

  package func visit(_ call: Kernels.ReduceGradient<Place>) {
    for o in 0..<call.outer {
      for i in 0..<call.inner {
        let share = call.outputGradient[o * call.inner + i]
        let places = (0..<call.middle).map { (o * call.middle + $0) * call.inner + i }
        switch call.reduction {
        case .sum: for place in places { call.inputGradient[place] = share }
        case .mean: for place in places { call.inputGradient[place] = share / Scalar(call.middle) }
        case .maximum:
          let (x, top) = (call.input!, call.output![o * call.inner + i])
          let equal = places.count { x[$0] == top }
          for place in places { call.inputGradient[place] = x[place] == top ? share / Scalar(equal) : 0 }
        }
      }
    }
  }
}
