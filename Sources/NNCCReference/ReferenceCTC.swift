import NNCCRuntime

extension ReferenceMachine {
  /// Graves et al. 2006 by their section 4.1, in logarithms, over the labels with blanks around them.
  package func visit(_ call: Kernels.CTC<Place>) {
    let (geometry, scale) = (call.geometry, Scalar(call.scale))
    let classes = geometry.classes
    var total: Scalar = 0
    for example in 0..<geometry.examples {
      // The steps that count, by their place among all examples'.
      let steps = (example * geometry.time..<(example + 1) * geometry.time).filter { call.mask?[$0] != 0 }
      var logShares = [Scalar](repeating: 0, count: steps.count * classes)
      logShares.withUnsafeMutableBufferPointer { logShares in
        for (t, step) in steps.enumerated() {
          let (x, y) = (call.logits + step * classes, logShares.baseAddress! + t * classes)
          visit(Kernels.Softmax(x, y, rows: 1, columns: classes, isLogarithmic: true))
        }
      }
      let given = (0..<geometry.labels).map { call.labels[example * geometry.labels + $0] }
      let known = given.prefix { $0 != 0 }
      var (loss, occupancy) = (Scalar.nan, [Scalar]?.none)
      if known.allSatisfy({ $0 >= 0 && $0 < Scalar(classes) }) {
        (loss, occupancy) = alignments(logShares, time: steps.count, classes: classes, known.map { Int($0) })
      }
      call.exampleLosses[example] = loss
      total += loss
      guard let gradient = call.gradient else { continue }
      let words = geometry.time * classes
      for i in example * words..<(example + 1) * words { gradient[i] = occupancy == nil ? .nan : 0 }
      guard let occupancy else { continue }
      for (t, step) in steps.enumerated() {
        for name in 0..<classes {
          let place = t * classes + name
          gradient[step * classes + name] = scale * (Scalar.exp(logShares[place]) - occupancy[place])
        }
      }
    }
    call.amount[0] = scale * total
  }

  /// −log of the probability of all paths that spell the labels, and of each class at each time the share of the
  /// paths that name it then; nil where there are none.
  private func alignments(
    _ logShares: [Scalar], time: Int, classes: Int, _ labels: [Int]
  ) -> (loss: Scalar, occupancy: [Scalar]?) {
    let states = labels.reduce(into: [0]) { $0 += [$1, 0] }
    func mayEnter(_ state: Int, from before: Int) -> Bool {
      switch state - before {
      case 0, 1: true
      case 2: states[state] != 0 && states[state] != states[before]
      default: false
      }
    }
    func logSum(_ values: [Scalar]) -> Scalar {
      let top = values.reduce(-.infinity, Scalar.maximum)
      return top.isFinite ? top + Scalar.log(values.reduce(0) { $0 + Scalar.exp($1 - top) }) : top
    }
    func share(_ t: Int, _ state: Int) -> Scalar { logShares[t * classes + states[state]] }

    // forward[t][s]: all ways to be in s after step t; backward[t][s]: all ways to go on from there.
    var forward: [[Scalar]] = []
    for t in 0..<time {
      forward.append(
        states.indices.map { state in
          if t == 0 { return state < 2 ? share(0, state) : -.infinity }
          let ways = (max(0, state - 2)...state).filter { mayEnter(state, from: $0) }
          return logSum(ways.map { forward[t - 1][$0] }) + share(t, state)
        })
    }
    let ends = states.indices.suffix(2)
    var backward = [[Scalar]](repeating: states.indices.map { ends.contains($0) ? 0 : -.infinity }, count: time)
    for t in stride(from: time - 2, through: 0, by: -1) {
      for state in states.indices {
        let ways = (state..<min(state + 3, states.count)).filter { mayEnter($0, from: state) }
        backward[t][state] = logSum(ways.map { backward[t + 1][$0] + share(t + 1, $0) })
      }
    }
    // Without any step, only nothing is spelt.
    let logTotal = time == 0 ? (labels.isEmpty ? 0 : -.infinity) : logSum(ends.map { forward[time - 1][$0] })
    guard logTotal.isFinite else { return (-logTotal, nil) }
    var occupancy = [Scalar](repeating: 0, count: time * classes)
    for t in 0..<time {
      for state in states.indices {
        occupancy[t * classes + states[state]] += Scalar.exp(forward[t][state] + backward[t][state] - logTotal)
      }
    }
    return (-logTotal, occupancy)
  }
}
