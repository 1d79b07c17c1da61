extension ReferenceKernels {
  /// Updates a parameter and its slots in place
  public static func update<Scalar: ReferenceScalar>(
    _ optimizer: Optimizer, parameter: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    slots: UnsafeMutablePointer<Scalar>?, slotStride: Int, count: Int, step: UpdateStep
  ) {
    for i in 0..<count {
      let clip = Scalar(step.clipValue)
      let g = clamp(gradient[i] * Scalar(step.gradientScale), -clip, clip)
      let w = parameter[i] - parameter[i] * Scalar(step.weightDecay) * Scalar(step.learningRate)
      var state = (0..<optimizer.slotCount).map { slots?[$0 * slotStride + i] ?? 0 }
      parameter[i] = updated(optimizer, w, g, &state, step)
      for (slot, value) in state.enumerated() { slots?[slot * slotStride + i] = value }
    }
  }

  /// One weight after one step, as Keras's `update_step` has it.
  private static func updated<Scalar: ReferenceScalar>(
    _ optimizer: Optimizer, _ w: Scalar, _ g: Scalar, _ slots: inout [Scalar], _ step: UpdateStep
  ) -> Scalar {
    let rate = Scalar(step.learningRate)
    let t = Scalar(step.iteration + 1)
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
      let product = (1...step.iteration + 1).reduce(1) { $0 * momentum($1) }
      let (now, next) = (momentum(step.iteration + 1), momentum(step.iteration + 2))
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

  /// The penalty on a parameter [count / columns, columns] and its gradient, added
  @discardableResult
  public static func regularize<Scalar: ReferenceScalar>(
    _ regularizer: Regularizer, parameter: UnsafePointer<Scalar>,
    addingTo gradient: UnsafeMutablePointer<Scalar>?, count: Int, columns: Int
  ) -> Scalar {
    switch regularizer {
    case .l1l2(let l1, let l2):
      var penalty: Scalar = 0
      for i in 0..<count {
        let w = parameter[i]
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
        (0..<length).reduce(Scalar(0)) { $0 + parameter[place(v, $1)] * parameter[place(v, $1)] }.squareRoot()
      }
      let pairs = Scalar(vectors * (vectors - 1) / 2)
      var sum: Scalar = 0
      for a in 0..<vectors {
        for b in 0..<vectors where a < b {
          let cosine =
            (0..<length).reduce(Scalar(0)) { $0 + parameter[place(a, $1)] * parameter[place(b, $1)] }
            / (norms[a] * norms[b])
          sum += abs(cosine)
          let share = Scalar(factor) / pairs * (cosine > 0 ? 1 : -1)
          for i in 0..<length {
            let (x, y) = (parameter[place(a, i)] / norms[a], parameter[place(b, i)] / norms[b])
            gradient?[place(a, i)] += share * (y - cosine * x) / norms[a]
            gradient?[place(b, i)] += share * (x - cosine * y) / norms[b]
          }
        }
      }
      return Scalar(factor) * sum / pairs
    }
  }

  /// Projects a parameter of this shape in place
  public static func constrain<Scalar: ReferenceScalar>(
    _ constraint: Constraint, parameter: UnsafeMutablePointer<Scalar>, shape: Axes
  ) {
    // Elements with the same index on the kept axes share a norm.
    let strides = shape.contiguousStrides
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
