import NNCCRuntime

extension ReferenceMachine {
  /// Example by example and step by step backward.
  @_specialize(where Scalar == Double)
  package func visit(_ call: Kernels.RecurrentSequenceGradient<Place>) {
    let (g, weights, record, units) = (call.geometry, call.weights, call.record, call.geometry.units)
    let hasDropout = call.dropout != nil
    for example in 0..<g.examples {
      var dh = row(call.finalState, example, g.stateWords)
      var dc = row(call.finalCell, example, units)
      let dropout = row(call.dropout, example, g.droppedWords)
      /// What a gate's reading of h is multiplied by.
      func mask(_ gate: Int) -> [Scalar] { Array(dropout[gate * g.stateWords..<(gate + 1) * g.stateWords]) }
      var repeated = Array(repeating: Scalar(0), count: g.stateWords)
      for step in (0..<g.time).reversed() {
        let place = example * g.time + g.time(ofStep: step)
        let counts = call.mask.map { $0[place] != 0 } ?? true
        if call.sequence != nil, counts || g.maskedOutput != .zeros {
          repeated = added(repeated, row(call.sequence, place, g.stateWords))
        }
        guard counts else {
          let nothing = Array(repeating: Scalar(0), count: g.gateWords)
          write(nothing, to: call.inputs, place)
          write(nothing, to: call.recurrent, place)
          write(Array(repeating: 0, count: 3 * units), to: call.peepholes, place)
          write(Array(repeating: 0, count: g.stateWords), to: call.projected, place)
          continue
        }
        dh = added(dh, repeated)
        repeated = Array(repeating: 0, count: g.stateWords)
        /// The gradient of h through its product.
        func throughProduct(_ d: [Scalar]) -> [Scalar] {
          guard hasDropout else { return times(d, weights.recurrent, columns: g.stateWords) }
          let step = Kernels.panelWords(inner: units, columns: g.stateWords)
          return (0..<g.firstGates).reduce(Array(repeating: 0, count: g.stateWords)) { sum, gate in
            let own = Array(d[gate * units..<(gate + 1) * units])
            let product = times(own, weights.recurrent + gate * step, columns: g.stateWords)
            return added(sum, zip(product, mask(gate)).map(*))
          }
        }
        write(dh, to: call.projected, place)
        let gates = row(record.gates, place, g.gateWords)
        let sums = row(record.sums ?? record.gates, place, g.gateWords)
        let before = row(record.states, place, g.stateWords)
        // As a candidate reads it.
        let read =
          hasDropout ? Array(row(record.dropped, place, g.droppedWords).suffix(g.stateWords)) : before
        let hidden = row(record.hidden, place, units)
        var d = [Scalar](repeating: 0, count: g.gateWords)
        func gate(_ index: Int) -> [Scalar] { Array(gates[index * units..<(index + 1) * units]) }
        func throughActivation(_ index: Int, _ activation: RecurrentActivation) {
          let own = index * units..<(index + 1) * units
          d.replaceSubrange(
            own,
            with: self.throughActivation(
              Array(d[own]), activation, output: Array(gates[own]), input: Array(sums[own])))
        }
        switch g.cell {
        case .simple:
          d = dh
          throughActivation(0, g.activation)
          write(d, to: call.inputs, place)
          dh = throughProduct(d)
        case .lstm:
          let c = row(record.cells, place, units)
          let cBefore =
            step == 0
            ? row(call.initialCell, example, units)
            : row(record.cells, example * g.time + g.time(ofStep: step - 1), units)
          let peepholes = row(weights.peepholes, 0, 3 * units)
          let dOutput = weights.projection.map { times(dh, $0, columns: units) } ?? dh
          let cRead = activated(c, g.activation)
          for i in 0..<units { d[3 * units + i] = dOutput[i] * cRead[i] }
          throughActivation(3, g.recurrentActivation)
          let dRead = self.throughActivation(zip(dOutput, gate(3)).map(*), g.activation, output: cRead, input: c)
          for i in 0..<units {
            dc[i] += dRead[i] + d[3 * units + i] * peepholes[2 * units + i]
            if abs(c[i]) >= Scalar(g.cellClip) { dc[i] = 0 }
            d[i] = dc[i] * gate(2)[i]
            d[units + i] = dc[i] * cBefore[i]
            d[2 * units + i] = dc[i] * gate(0)[i]
          }
          throughActivation(0, g.recurrentActivation)
          throughActivation(1, g.recurrentActivation)
          throughActivation(2, g.activation)
          for i in 0..<units {
            dc[i] = dc[i] * gate(1)[i] + d[i] * peepholes[i] + d[units + i] * peepholes[units + i]
          }
          let products =
            (0..<units).map { d[$0] * cBefore[$0] }
            + (0..<units).map { d[units + $0] * cBefore[$0] } + (0..<units).map { d[3 * units + $0] * c[$0] }
          write(products, to: call.peepholes, place)
          write(d, to: call.inputs, place)
          dh = throughProduct(d)
        case .gru(let resetsAfter):
          for i in 0..<units {
            d[i] = dh[i] * (before[i] - gate(2)[i])
            d[2 * units + i] = dh[i] * (1 - gate(0)[i])
            dh[i] *= gate(0)[i]
          }
          throughActivation(0, g.recurrentActivation)
          throughActivation(2, g.activation)
          var product = d
          if resetsAfter {
            for i in 0..<units {
              d[units + i] = d[2 * units + i] * hidden[i]
              product[2 * units + i] = d[2 * units + i] * gate(1)[i]
            }
          } else {
            let candidate = Array(d[(2 * units)...])
            let dReset = weights.candidate.map { times(candidate, $0, columns: units) } ?? []
            for i in 0..<units {
              d[units + i] = dReset[i] * read[i]
              dh[i] += dReset[i] * gate(1)[i] * (hasDropout ? mask(2)[i] : 1)
            }
          }
          throughActivation(1, g.recurrentActivation)
          product.replaceSubrange(units..<2 * units, with: d[units..<2 * units])
          write(d, to: call.inputs, place)
          write(product, to: call.recurrent, place)
          dh = added(dh, throughProduct(Array(product.prefix(g.firstGateWords))))
        }
      }
      write(dh, to: call.initialStateGradient, example)
      write(dc, to: call.initialCellGradient, example)
    }
  }
}
