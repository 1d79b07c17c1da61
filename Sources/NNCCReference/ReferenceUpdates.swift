import NNCCRuntime

extension ReferenceMachine {
  package func visit(_ call: Kernels.Update<Place>) {
    // Options are Floats, and so is the factor.
    let scale = Scalar(Float(call.factor?[0] ?? 1))
    let clip = Scalar(call.clipValue ?? .infinity)
    let decay = Scalar(call.weightDecay ?? 0)
    let slots = [call.slots.first, call.slots.second, call.slots.third].compactMap { $0 }
    for i in 0..<call.count {
      let g = clamp(call.gradient[i] * scale, -clip, clip)
      let w = call.parameter[i] - call.parameter[i] * decay * Scalar(context.learningRate)
      var state = slots.map { $0[i] }
      call.parameter[i] = updated(call.optimizer, w, g, &state)
      for (slot, value) in zip(slots, state) { slot[i] = value }
    }
  }

  /// One weight after one step, as Keras's `update_step` has it.
  private func updated(_ optimizer: Optimizer, _ w: Scalar, _ g: Scalar, _ slots: inout [Scalar]) -> Scalar {
    let rate = Scalar(context.learningRate)
    let t = Scalar(context.iteration + 1)
    func power(_ beta: Double, _ exponent: Scalar) -> Scalar { Scalar.pow(Scalar(Float(beta)), exponent) }
    /// The running mean with this weight for what it was.
    func mix(_ slot: Int, _ beta: Double, _ value: Scalar) {
      slots[slot] += (value - slots[slot]) * Scalar(1 - beta)
    }

    switch optimizer {
    case .sgd(let momentum, let nesterov):
      guard momentum != 0 else { return w - rate * g }
      slots[0] = Scalar(momentum) * slots[0] - rate * g
      return nesterov ? w + Scalar(momentum) * slots[0] - rate * g : w + slots[0]
    case .adam(let beta1, let beta2, let epsilon, let amsgrad):
      let alpha = rate * (1 - power(beta2, t)).squareRoot() / (1 - power(beta1, t))
      mix(0, beta1, g)
      mix(1, beta2, g * g)
      if amsgrad { slots[2] = max(slots[2], slots[1]) }
      return w - slots[0] * alpha / (slots[amsgrad ? 2 : 1].squareRoot() + Scalar(epsilon))
    case .adamax(let beta1, let beta2, let epsilon):
      mix(0, beta1, g)
      slots[1] = max(Scalar(beta2) * slots[1], abs(g))
      return w - rate * slots[0] / ((1 - power(beta1, t)) * (slots[1] + Scalar(epsilon)))
    case .nadam(let beta1, let beta2, let epsilon):
      func momentum(_ t: Int) -> Scalar {
        Scalar(beta1) * (1 - Scalar.pow(Scalar(0.96), Scalar(t)) / 2)
      }
      let product = (1...context.iteration + 1).reduce(1) { $0 * momentum($1) }
      let (now, next) = (momentum(context.iteration + 1), momentum(context.iteration + 2))
      mix(0, beta1, g)
      mix(1, beta2, g * g)
      let m = next * slots[0] / (1 - product * next) + (1 - now) * g / (1 - product)
      return w - rate * m / ((slots[1] / (1 - power(beta2, t))).squareRoot() + Scalar(epsilon))
    case .rmsprop(let rho, let momentum, let epsilon, let centered):
      mix(0, rho, g * g)
      if centered { mix(1, rho, g) }
      let mean = centered ? slots[1] : 0
      let increment = rate * g / (slots[0] - mean * mean + Scalar(epsilon)).squareRoot()
      guard momentum > 0 else { return w - increment }
      let last = slots.count - 1
      slots[last] = Scalar(momentum) * slots[last] + increment
      return w - slots[last]
    case .adagrad(_, let epsilon):
      slots[0] += g * g
      return w - rate * g / (slots[0] + Scalar(epsilon)).squareRoot()
    case .adadelta(let rho, let epsilon):
      mix(0, rho, g * g)
      let delta = -(slots[1] + Scalar(epsilon)).squareRoot() * g / (slots[0] + Scalar(epsilon)).squareRoot()
      mix(1, rho, delta * delta)
      return w + rate * delta
    case .ftrl(let learningRatePower, _, let l1, let l2, let l2Shrinkage, let beta):
      let exponent = Scalar(-learningRatePower)
      let before = Scalar.pow(slots[0], exponent)
      slots[0] += g * g
      let after = Scalar.pow(slots[0], exponent)
      slots[1] += g + 2 * Scalar(l2Shrinkage) * w - (after - before) / rate * w
      let quadratic = after / rate + 2 * (Scalar(l2) + Scalar(beta) / (2 * rate))
      return (clamp(slots[1], -Scalar(l1), Scalar(l1)) - slots[1]) / quadratic
    }
  }

  /// A `Scalar` in the first of the two words.
  package func visit(_ call: Kernels.SquaredNorm<Place>) {
    let sum = (0..<call.count).reduce(Scalar(0)) { $0 + call.gradient[$1] * call.gradient[$1] }
    call.squares[0] = call.adding ? call.squares[0] + sum : sum
  }

  package func visit(_ call: Kernels.NormLimit<Place>) {
    let norm = call.squares[0].squareRoot()
    call.factor[0] = norm > Scalar(call.limit) ? Scalar(call.limit) / norm : 1
  }

  package func visit(_ call: Kernels.Penalty<Place>) {
    call.amount[0] = penalty(call.regularizer, of: call.tensor, addingTo: nil, count: call.count, columns: call.columns)
  }

  package func visit(_ call: Kernels.PenaltyGradient<Place>) {
    _ = penalty(
      call.regularizer, of: call.tensor, addingTo: call.gradient, count: call.count, columns: call.columns)
  }

  /// The penalty, and its gradient, added
  private func penalty(
    _ regularizer: Regularizer, of tensor: Place, addingTo gradient: Place?, count: Int, columns: Int
  ) -> Scalar {
    switch regularizer {
    case .l1l2(let l1, let l2):
      var penalty: Scalar = 0
      for i in 0..<count {
        let w = tensor[i]
        penalty += Scalar(l1) * abs(w) + Scalar(l2) * w * w
        gradient?[i] += Scalar(l1) * (w > 0 ? 1 : w < 0 ? -1 : 0) + 2 * Scalar(l2) * w
      }
      return penalty
    case .orthogonal(let factor, let mode):
      let rows = count / columns
      func place(_ v: Int, _ i: Int) -> Int { mode == .rows ? v * columns + i : i * columns + v }
      let (vectors, length) = mode == .rows ? (rows, columns) : (columns, rows)
      guard vectors > 1 else { return 0 }
      let norms = (0..<vectors).map { v in
        (0..<length).reduce(Scalar(0)) { $0 + tensor[place(v, $1)] * tensor[place(v, $1)] }.squareRoot()
      }
      let pairs = Scalar(vectors * (vectors - 1) / 2)
      var sum: Scalar = 0
      for a in 0..<vectors {
        for b in 0..<vectors where a < b {
          let cosine =
            (0..<length).reduce(Scalar(0)) { $0 + tensor[place(a, $1)] * tensor[place(b, $1)] }
            / (norms[a] * norms[b])
          sum += abs(cosine)
          let share = Scalar(factor) / pairs * (cosine > 0 ? 1 : -1)
          for i in 0..<length {
            let (x, y) = (tensor[place(a, i)] / norms[a], tensor[place(b, i)] / norms[b])
            gradient?[place(a, i)] += share * (y - cosine * x) / norms[a]
            gradient?[place(b, i)] += share * (x - cosine * y) / norms[b]
          }
        }
      }
      return Scalar(factor) * sum / pairs
    }
  }

  package func visit(_ call: Kernels.Constrain<Place>) {
    let (parameter, constraint, shape) = (call.parameter, call.constraint, call.shape)
    // Elements with the same index on the kept axes share a norm.
    let strides = shape.indices.map { shape.dropFirst($0 + 1).reduce(1, *) }
    let reduced = shape.indices.map { axis in
      constraint.axes.contains { $0 == axis || $0 + shape.count == axis }
    }
    func group(_ index: Int) -> [Int] {
      shape.indices.map { reduced[$0] ? 0 : index / strides[$0] % shape[$0] }
    }
    var squares: [[Int]: Scalar] = [:]
    for i in 0..<shape.product { squares[group(i), default: 0] += parameter[i] * parameter[i] }
    for i in 0..<shape.product {
      let norm = (squares[group(i)] ?? 0).squareRoot()
      let epsilon = Scalar(Float(1e-7))
      switch constraint {
      case .maxNorm(let maximum, _): parameter[i] *= min(norm, Scalar(maximum)) / (epsilon + norm)
      case .nonNegative: parameter[i] = max(parameter[i], 0)
      case .unitNorm: parameter[i] /= epsilon + norm
      case .minMaxNorm(let minimum, let maximum, let rate, _):
        let held = clamp(norm, Scalar(minimum), Scalar(maximum))
        parameter[i] *= (Scalar(rate) * held + (1 - Scalar(rate)) * norm) / (epsilon + norm)
      }
    }
  }
}
