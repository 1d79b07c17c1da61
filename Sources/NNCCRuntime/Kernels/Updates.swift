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
  // @_noAllocation
  /// Updates a parameter and its slots in place, in one pass.
  ///
  /// - Parameters:
  ///   - parameter: [count]
  ///   - gradient: [count], not changed
  ///   - slots: [slotCount, count], each slot `slotStride` floats after the one before; nil if there is none
  public static func update(
    _ optimizer: Optimizer, parameter: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    slots: UnsafeMutablePointer<Float>? = nil, slotStride: Int = 0, count: Int, step: UpdateStep,
    pool: borrowing ThreadPool
  ) {
    let coefficients = optimizer.coefficients(at: step)
    let update = nncc_update_options(
      gradient_scale: step.gradientScale, clip: step.clipValue,
      decay: step.weightDecay * step.learningRate,
      coefficients: (
        coefficients[0], coefficients[1], coefficients[2], coefficients[3],
        coefficients[4], coefficients[5], coefficients[6], coefficients[7]
      ))
    let call = UpdateCall(
      code: optimizer.code, update: update, gradient: gradient, parameter: parameter, slots: slots,
      slotStride: slotStride, slotCount: slots == nil ? 0 : optimizer.slotCount)
    pool.crew.run(call, count: count)
  }
}

private struct UpdateCall: SlicedCall {
  let code: nncc_optimizer
  let update: nncc_update_options
  let gradient: UnsafePointer<Float>
  let parameter: UnsafeMutablePointer<Float>
  let slots: UnsafeMutablePointer<Float>?
  let slotStride: Int
  let slotCount: Int

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    var update = update
    nncc_update(
      code, &update, gradient + first, parameter + first, slot(0, first), slot(1, first), slot(2, first),
      slice.count)
  }

  private func slot(_ index: Int, _ first: Int) -> UnsafeMutablePointer<Float>? {
    index < slotCount ? slots.map { $0 + index * slotStride + first } : nil
  }
}
