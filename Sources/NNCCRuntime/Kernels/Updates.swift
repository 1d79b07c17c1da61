import CMicrokernels

extension Optimizer {
  fileprivate var code: nncc_optimizer {
    switch self {
    case .sgd(let momentum, let nesterov):
      momentum == 0 ? NNCC_SGD : nesterov ? NNCC_SGD_NESTEROV : NNCC_SGD_MOMENTUM
    case .adam(_, _, _, let amsgrad): amsgrad ? NNCC_ADAM_AMSGRAD : NNCC_ADAM
    case .adamax: NNCC_ADAMAX
    case .nadam: NNCC_NADAM
    case .rmsprop(_, let momentum, _, let centered):
      if centered {
        momentum > 0 ? NNCC_RMSPROP_CENTERED_MOMENTUM : NNCC_RMSPROP_CENTERED
      } else {
        momentum > 0 ? NNCC_RMSPROP_MOMENTUM : NNCC_RMSPROP
      }
    case .adagrad: NNCC_ADAGRAD
    case .adadelta: NNCC_ADADELTA
    case .ftrl(let learningRatePower, _, _, _, _, _):
      learningRatePower == -0.5 ? NNCC_FTRL : NNCC_FTRL_POWER
    }
  }
}

extension Kernels {
  /// One step of the optimizer for one parameter, in place, in one pass.
  ///
  /// The machine's context says which step it is, and its learning rate.
  public struct Update<Place>: Operation {
    /// The rule.
    public var optimizer: Optimizer
    /// What is trained.
    public var parameter: Place
    /// The gradient.
    public var gradient: Place
    /// What the optimizer keeps from step to step.
    public var slots: Slots
    /// Elements.
    public var count: Int
    /// What the gradient is multiplied by first, from a `NormLimit`.
    public var factor: Place?
    /// The highest magnitude of an element of the gradient after that.
    public var clipValue: Float?
    /// w −= w · weightDecay · learning rate comes before the update.
    public var weightDecay: Float?

    /// What the optimizer keeps for the parameter, as much as it keeps: arrays of the parameter's size.
    public struct Slots {
      /// What an optimizer keeps first.
      public var first: Place?
      /// What most optimizers keep as the second.
      public var second: Place?
      /// What some optimizers keep as the third.
      public var third: Place?

      /// Memberwise.
      @inlinable
      public init(_ first: Place? = nil, _ second: Place? = nil, _ third: Place? = nil) {
        self.first = first
        self.second = second
        self.third = third
      }

      /// As many as there are, at most three.
      package init(_ places: [Place]) {
        self.init(places.first, places.dropFirst().first, places.dropFirst(2).first)
      }
    }

    /// Memberwise.
    @inlinable
    public init(
      _ optimizer: Optimizer, _ parameter: Place, gradient: Place, slots: Slots = .init(), count: Int,
      factor: Place? = nil, clipValue: Float? = nil, weightDecay: Float? = nil
    ) {
      self.optimizer = optimizer
      self.parameter = parameter
      self.gradient = gradient
      self.slots = slots
      self.count = count
      self.factor = factor
      self.clipValue = clipValue
      self.weightDecay = weightDecay
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Update<V.Place>(
          visitor.option(optimizer), visitor.updates(parameter), gradient: visitor.reads(gradient, "gradient"),
          slots: slots.visit(with: &visitor), count: visitor.option(count, "count"),
          factor: visitor.reads(factor, "factor"), clipValue: visitor.option(clipValue, "clipValue"),
          weightDecay: visitor.option(weightDecay, "weightDecay")))
    }
  }

  /// squares[0] = Σ g², or += it: a Double, in two words.
  public struct SquaredNorm<Place>: Operation {
    /// The gradient.
    public var gradient: Place
    /// A Double, in two words.
    public var squares: Place
    /// Elements.
    public var count: Int
    /// Whether it adds to what is there.
    public var adding: Bool

    /// Memberwise.
    @inlinable
    public init(of gradient: Place, _ squares: Place, count: Int, adding: Bool = false) {
      self.gradient = gradient
      self.squares = squares
      self.count = count
      self.adding = adding
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        SquaredNorm<V.Place>(
          of: visitor.reads(gradient, "of"),
          adding ? visitor.updates(squares, nil, .float64) : visitor.writes(squares, nil, .float64),
          count: visitor.option(count, "count"), adding: visitor.option(adding, "adding", default: false)))
    }
  }

  /// factor[0] = limit / norm where the norm is higher than the limit, else 1: Keras's clipnorm and global_clipnorm.
  ///
  /// NaN if the norm is infinite or NaN, so that it shows.
  public struct NormLimit<Place>: Operation {
    /// The norm's square, from `SquaredNorm`.
    public var squares: Place
    /// The factor.
    public var factor: Place
    /// The highest norm.
    public var limit: Float

    /// Memberwise.
    @inlinable
    public init(_ squares: Place, _ factor: Place, limit: Float) {
      self.squares = squares
      self.factor = factor
      self.limit = limit
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        NormLimit<V.Place>(
          visitor.reads(squares, nil, .float64), visitor.writes(factor), limit: visitor.option(limit, "limit")))
    }
  }
}

extension Kernels.Update.Slots {
  fileprivate func visit<V: OperationVisitor>(
    with visitor: inout V
  ) -> Kernels.Update<V.Place>.Slots where V.Source == Place {
    // Every rule that keeps something keeps a first slot.
    if first == nil { return .init() }
    return visitor.group("slots") {
      .init($0.updates(first), $0.updates(second), $0.updates(third))
    }
  }
}

extension Kernels.Update: Sendable where Place: Sendable {}
extension Kernels.Update.Slots: Sendable where Place: Sendable {}
extension Kernels.SquaredNorm: Sendable where Place: Sendable {}
extension Kernels.NormLimit: Sendable where Place: Sendable {}

extension Kernels.Update: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Makes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let context = machine.context
    let coefficients = optimizer.coefficients(at: context)
    let options = nncc_update_options(
      gradient_scale: factor?[0] ?? 1, clip: clipValue ?? .infinity, decay: (weightDecay ?? 0) * context.learningRate,
      coefficients: (
        coefficients[0], coefficients[1], coefficients[2], coefficients[3],
        coefficients[4], coefficients[5], coefficients[6], coefficients[7]
      ))
    machine.crew.run(UpdateSlices(call: self, options: options), count: count)
    return parameter
  }
}

extension Kernels.SquaredNorm: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let sum = machine.crew.sum(.squares, gradient, count: count)
    squares.doubles[0] = adding ? squares.doubles[0] + sum : sum
    return squares
  }
}

extension Kernels.NormLimit: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    let norm = Float(nncc_square_root(squares.doubles[0]))
    factor[0] = !norm.isFinite ? .nan : norm > limit ? limit / norm : 1
    return factor
  }
}

extension Floats {
  /// The same place, where it holds a sum in Double.
  fileprivate var doubles: UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Double.self)
  }
}

private struct UpdateSlices: SlicedCall {
  let call: Kernels.Update<Floats>
  let options: nncc_update_options

  func run(_ slice: Range<Int>) {
    let (first, slots) = (slice.lowerBound, call.slots)
    var options = options
    nncc_update(
      call.optimizer.code, &options, call.gradient + first, call.parameter + first, slots.first.map { $0 + first },
      slots.second.map { $0 + first }, slots.third.map { $0 + first }, slice.count)
  }
}
