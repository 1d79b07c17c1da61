import CMicrokernels

/// A rule that updates parameters from gradients, with the names, formulas and defaults of Keras 3.
///
/// `adamw` is `adam` with a weight decay. Options are Double, since Keras takes 1 - beta in double precision
/// before it rounds.
public enum Optimizer: Sendable, Hashable {
  /// w -= rate · g; with momentum v = momentum · v − rate · g, and then w += v, or with nesterov
  /// w += momentum · v − rate · g. Slot: v.
  case sgd(momentum: Double, nesterov: Bool)
  /// Kingma and Ba 2014. Slots: momentum, velocity, and with amsgrad the largest velocity.
  case adam(beta1: Double, beta2: Double, epsilon: Double, amsgrad: Bool)
  /// Adam by the infinity norm. Slots: momentum, norm.
  case adamax(beta1: Double, beta2: Double, epsilon: Double)
  /// Adam with Nesterov momentum (Dozat 2016). Slots: momentum, velocity.
  case nadam(beta1: Double, beta2: Double, epsilon: Double)
  /// Slots: velocity, if centered the mean gradient, with momentum the step.
  case rmsprop(rho: Double, momentum: Double, epsilon: Double, centered: Bool)
  /// Slot: the sum of squares, which starts at `initialAccumulator`.
  case adagrad(initialAccumulator: Double, epsilon: Double)
  /// Slots: the mean squares of gradients and of steps.
  case adadelta(rho: Double, epsilon: Double)
  /// McMahan et al. 2013. Slots: the sum of squares, which starts at `initialAccumulator`; the linear term.
  case ftrl(
    learningRatePower: Double, initialAccumulator: Double, l1: Double, l2: Double, l2Shrinkage: Double,
    beta: Double)

  /// How many arrays like the parameter the rule keeps.
  public var slotCount: Int {
    switch self {
    case .sgd(let momentum, _): momentum == 0 ? 0 : 1
    case .adam(_, _, _, let amsgrad): amsgrad ? 3 : 2
    case .adamax, .nadam, .adadelta, .ftrl: 2
    case .rmsprop(_, let momentum, _, let centered): 1 + (centered ? 1 : 0) + (momentum > 0 ? 1 : 0)
    case .adagrad: 1
    }
  }

  /// The slots' names, as Keras has them.
  public var slotNames: [String] {
    switch self {
    case .sgd(let momentum, _): momentum == 0 ? [] : ["momentum"]
    case .adam(_, _, _, let amsgrad):
      amsgrad ? ["momentum", "velocity", "velocity_hat"] : ["momentum", "velocity"]
    case .adamax: ["momentum", "norm"]
    case .nadam: ["momentum", "velocity"]
    case .rmsprop(_, let momentum, _, let centered):
      ["velocity"] + (centered ? ["average_gradient"] : []) + (momentum > 0 ? ["momentum"] : [])
    case .adagrad: ["accumulator"]
    case .adadelta: ["accumulated_grad", "accumulated_delta_var"]
    case .ftrl: ["accumulator", "linear"]
    }
  }

  /// The value that every element of a slot starts with.
  public func initialValue(ofSlot slot: Int) -> Float {
    switch self {
    case .adagrad(let initialAccumulator, _): Float(initialAccumulator)
    case .ftrl(_, let initialAccumulator, _, _, _, _): slot == 0 ? Float(initialAccumulator) : 0
    default: 0
    }
  }
}

extension Optimizer {
  /// The numbers of a step that are the same for all elements, in the order that the C loop takes them.
  func coefficients(at context: RunContext) -> SIMD8<Float> {
    let rate = Double(context.learningRate)
    let t = Double(context.iteration) + 1
    // Keras raises the rounded beta to the power t.
    func power(_ beta: Double) -> Double { nncc_power(Double(Float(beta)), t) }

    switch self {
    case .sgd(let momentum, _):
      return packed(rate, momentum)
    case .adam(let beta1, let beta2, let epsilon, _):
      let alpha = rate * nncc_square_root(1 - power(beta2)) / (1 - power(beta1))
      return packed(alpha, 1 - beta1, 1 - beta2, epsilon)
    case .adamax(let beta1, let beta2, let epsilon):
      return packed(rate / (1 - power(beta1)), 1 - beta1, beta2, epsilon)
    case .nadam(let beta1, let beta2, let epsilon):
      let (now, next, product) = nadamMomenta(beta1: beta1, iteration: context.iteration)
      return packed(
        rate, 1 - beta1, 1 - beta2, epsilon,
        next / (1 - product * next), (1 - now) / (1 - product), 1 / (1 - power(beta2)))
    case .rmsprop(let rho, let momentum, let epsilon, _):
      return packed(rate, rho, 1 - rho, epsilon, momentum)
    case .adagrad(_, let epsilon):
      return packed(rate, epsilon)
    case .adadelta(let rho, let epsilon):
      return packed(rate, rho, 1 - rho, epsilon)
    case .ftrl(let learningRatePower, _, let l1, let l2, let l2Shrinkage, let beta):
      return packed(1 / rate, -learningRatePower, l1, 2 * (l2 + beta / (2 * rate)), 2 * l2Shrinkage)
    }
  }

  private func packed(
    _ a: Double, _ b: Double = 0, _ c: Double = 0, _ d: Double = 0, _ e: Double = 0, _ f: Double = 0,
    _ g: Double = 0
  ) -> SIMD8<Float> {
    SIMD8<Float>(SIMD8(a, b, c, d, e, f, g, 0))
  }

  /// Nadam's momentum at this step and the next, and the product of all up to this one.
  private func nadamMomenta(beta1: Double, iteration: Int) -> (now: Double, next: Double, product: Double) {
    func momentum(at t: Int) -> Double { beta1 * (1 - 0.5 * nncc_power(0.96, Double(t))) }
    // After this many steps 0.96ᵗ no longer shows beside 1.
    let settled = 1000
    var product = 1.0
    for t in 1...min(iteration + 1, settled) { product *= momentum(at: t) }
    product *= nncc_power(beta1, Double(max(0, iteration + 1 - settled)))
    return (momentum(at: iteration + 1), momentum(at: iteration + 2), product)
  }
}

extension Optimizer: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .sgd(let momentum, let nesterov): .call(".sgd", .init("momentum", momentum), .init("nesterov", nesterov))
    case .adam(let beta1, let beta2, let epsilon, let amsgrad):
      .call(
        ".adam", .init("beta1", beta1), .init("beta2", beta2), .init("epsilon", epsilon), .init("amsgrad", amsgrad))
    case .adamax(let beta1, let beta2, let epsilon):
      .call(".adamax", .init("beta1", beta1), .init("beta2", beta2), .init("epsilon", epsilon))
    case .nadam(let beta1, let beta2, let epsilon):
      .call(".nadam", .init("beta1", beta1), .init("beta2", beta2), .init("epsilon", epsilon))
    case .rmsprop(let rho, let momentum, let epsilon, let centered):
      .call(
        ".rmsprop", .init("rho", rho), .init("momentum", momentum), .init("epsilon", epsilon),
        .init("centered", centered))
    case .adagrad(let initialAccumulator, let epsilon):
      .call(".adagrad", .init("initialAccumulator", initialAccumulator), .init("epsilon", epsilon))
    case .adadelta(let rho, let epsilon): .call(".adadelta", .init("rho", rho), .init("epsilon", epsilon))
    case .ftrl(let learningRatePower, let initialAccumulator, let l1, let l2, let l2Shrinkage, let beta):
      .call(
        ".ftrl", .init("learningRatePower", learningRatePower), .init("initialAccumulator", initialAccumulator),
        .init("l1", l1), .init("l2", l2), .init("l2Shrinkage", l2Shrinkage), .init("beta", beta))
    }
  }
}
