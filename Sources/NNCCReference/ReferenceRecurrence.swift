import NNCCRuntime

extension ReferenceMachine {
  /// Example by example and step by step.
  @_specialize(where Scalar == Double)
  package func visit(_ call: Kernels.RecurrentSequence<Place>) {
    let (g, weights, units) = (call.geometry, call.weights, call.geometry.units)
    let hasDropout = call.dropout != nil
    for example in 0..<g.examples {
      var h = row(call.initialState, example, g.stateWords)
      var c = row(call.initialCell, example, units)
      let dropout = row(call.dropout, example, g.droppedWords)
      var output = Array(repeating: Scalar(0), count: g.stateWords)
      for step in 0..<g.time {
        let place = example * g.time + g.time(ofStep: step)
        let before = h
        /// h as a gate reads it.
        func read(_ gate: Int) -> [Scalar] {
          hasDropout ? zip(before, dropout[gate * g.stateWords..<(gate + 1) * g.stateWords]).map(*) : before
        }
        write(h, to: call.record?.states, place)
        write((0..<g.cell.gates).flatMap(read), to: call.record?.dropped, place)
        guard call.mask.map({ $0[place] != 0 }) ?? true else {
          write(c, to: call.record?.cells, place)
          write(Array(repeating: 0, count: units), to: call.record?.hidden, place)
          if g.maskedOutput == .state { output = h }
          let masked = g.maskedOutput == .zeros ? Array(repeating: 0, count: g.stateWords) : output
          write(masked, to: call.sequence, place)
          continue
        }
        let x = row(call.inputs, place, g.gateWords)
        let bias = row(weights.bias, 0, g.firstGateWords)
        let step = Kernels.panelWords(inner: g.stateWords, columns: units)
        let product = added(
          bias,
          hasDropout
            ? (0..<g.firstGates).flatMap { times(read($0), weights.recurrent + $0 * step, columns: units) }
            : times(h, weights.recurrent, columns: g.firstGateWords))
        var sums = added(Array(x.prefix(product.count)), product)
        var gates = sums
        func gate(_ index: Int) -> [Scalar] { Array(gates[index * units..<(index + 1) * units]) }
        func activate(_ index: Int, _ activation: RecurrentActivation) {
          let own = index * units..<(index + 1) * units
          gates.replaceSubrange(own, with: activated(Array(sums[own]), activation))
        }
        switch g.cell {
        case .simple:
          activate(0, g.activation)
          h = gates
        case .lstm:
          let peepholes = weights.peepholes.map { row($0, 0, 3 * units) }
          for i in 0..<units {
            sums[i] += (peepholes?[i] ?? 0) * c[i]
            sums[units + i] += (peepholes?[units + i] ?? 0) * c[i]
          }
          activate(0, g.recurrentActivation)
          activate(1, g.recurrentActivation)
          activate(2, g.activation)
          for i in 0..<units {
            c[i] = gate(1)[i] * c[i] + gate(0)[i] * gate(2)[i]
            c[i] = clamp(c[i], -Scalar(g.cellClip), Scalar(g.cellClip))
            sums[3 * units + i] += (peepholes?[2 * units + i] ?? 0) * c[i]
          }
          activate(3, g.recurrentActivation)
          let hidden = zip(gate(3), activated(c, g.activation)).map(*)
          write(c, to: call.record?.cells, place)
          write(hidden, to: call.record?.hidden, place)
          h = weights.projection.map { times(hidden, $0, columns: g.stateWords) } ?? hidden
        case .gru(let resetsAfter):
          activate(0, g.recurrentActivation)
          activate(1, g.recurrentActivation)
          let candidate: [Scalar]
          if resetsAfter {
            write(Array(product[(2 * units)...]), to: call.record?.hidden, place)
            candidate = (0..<units).map { gate(1)[$0] * product[2 * units + $0] }
          } else {
            let reset = (0..<units).map { gate(1)[$0] * read(2)[$0] }
            write(reset, to: call.record?.hidden, place)
            candidate = weights.candidate.map { times(reset, $0, columns: units) } ?? []
            sums += candidate
            gates += candidate
          }
          for i in 0..<units { sums[2 * units + i] = x[2 * units + i] + candidate[i] }
          activate(2, g.activation)
          for i in 0..<units { h[i] = gate(0)[i] * h[i] + (1 - gate(0)[i]) * gate(2)[i] }
        }
        write(sums, to: call.record?.sums, place)
        write(gates, to: call.record?.gates, place)
        output = h
        write(output, to: call.sequence, place)
      }
      write(h, to: call.finalState, example)
      write(c, to: call.finalCell, example)
    }
  }

  // MARK: Activations

  func activated(_ x: [Scalar], _ activation: RecurrentActivation) -> [Scalar] {
    switch activation {
    case .elementwise(let activation): return x.map { activate($0, activation) }
    case .softmax, .logSoftmax:
      let largest = x.max() ?? 0
      let sum = x.reduce(0) { $0 + Scalar.exp($1 - largest) }
      return x.map { activation == .softmax ? Scalar.exp($0 - largest) / sum : $0 - largest - Scalar.log(sum) }
    }
  }

  /// The gradient of `input` from that of `output` = activation(`input`).
  func throughActivation(
    _ d: [Scalar], _ activation: RecurrentActivation, output: [Scalar], input: [Scalar]
  ) -> [Scalar] {
    switch activation {
    case .elementwise(let activation):
      return d.indices.map {
        d[$0]
          * (activation.hasGradientFromOutput
            ? slope(fromOutput: output[$0], activation) : slope(input[$0], activation))
      }
    case .softmax:
      let sum = zip(d, output).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(d, output).map { $1 * ($0 - sum) }
    case .logSoftmax:
      let sum = d.reduce(0, +)
      return zip(d, output).map { $0 - Scalar.exp($1) * sum }
    }
  }

  // MARK: Rows

  func row(_ rows: Place?, _ index: Int, _ words: Int) -> [Scalar] {
    guard let rows else { return Array(repeating: 0, count: words) }
    return (0..<words).map { rows[index * words + $0] }
  }

  func write(_ values: [Scalar], to rows: Place?, _ index: Int) {
    guard let rows else { return }
    for (i, value) in values.enumerated() { rows[index * values.count + i] = value }
  }

  func added(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] { zip(a, b).map(+) }

  /// A row times a matrix in panels.
  func times(_ row: [Scalar], _ panels: Place, columns: Int) -> [Scalar] {
    (0..<columns).map { column in
      row.indices.reduce(0) {
        $0 + row[$1] * panels[panelPlace($1, column, inner: row.count, columns: columns)]
      }
    }
  }
}
