import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.SequenceMask<Place>) {
    let source = call.source
    for example in 0..<call.examples {
      for step in 0..<call.time {
        let place = example * call.time + step
        let counts =
          switch call.rule {
          case .differs(let value): (0..<call.width).contains { source[place * call.width + $0] != Scalar(value) }
          case .nonzero: source[place] != 0
          case .length: Scalar(step) < source[example]
          }
        call.mask[place] = counts ? 1 : 0
      }
    }
  }

  package func visit(_ call: Kernels.MaskWeights<Place>) {
    let group = call.purpose.group(of: call.steps)
    for step in 0..<call.steps {
      let first = step / group * group
      let kept = (first..<first + group).reduce(Scalar(0)) { $0 + call.mask[$1] }
      let weight = call.mask[step] * call.purpose.factor(kept: kept, of: Scalar(call.steps))
      for element in 0..<call.inner { call.weights[step * call.inner + element] = weight }
    }
  }
}
