import CMicrokernels

extension RecurrentGeometry {
  /// Whether the activations are those of nearly every LSTM, which one loop serves each way.
  var isUsualLSTM: Bool {
    cell == .lstm && activation == .elementwise(.tanh) && recurrentActivation == .elementwise(.sigmoid)
  }
}

/// An activation of a recurrent layer on rows of `units`, whose gradient comes from its output, or from its input
/// where that was kept.
struct RecurrentFunction {
  private let form: Form
  private let code: Activation.Code
  private let isFromOutput: Bool
  private let units: Int

  private enum Form { case elementwise, softmax, logSoftmax }

  init(_ activation: RecurrentActivation, units: Int) {
    self.units = units
    isFromOutput = activation.hasGradientFromOutput
    switch activation {
    case .elementwise(let activation): (form, code) = (.elementwise, activation.code)
    case .softmax: (form, code) = (.softmax, Activation.linear.code)
    case .logSoftmax: (form, code) = (.logSoftmax, Activation.linear.code)
    }
  }

  /// gates = f(sums) for whole rows, from column `first` of both.
  func apply(_ sums: UnsafePointer<Float>, _ gates: Floats, first: Int = 0, count: Int) {
    let (sums, gates) = (sums + first, gates + first)
    switch form {
    case .elementwise: nncc_activate(sums, gates, count, code.kind, code.a, code.b, code.c)
    case .softmax: nncc_softmax(sums, gates, count / units, units)
    case .logSoftmax: nncc_log_softmax(sums, gates, count / units, units)
    }
  }

  /// d = the gradient of f times d, for `output` = f(`input`); the input is read only by those that need it.
  func multiplySlope(_ d: Floats, output: UnsafePointer<Float>, input: UnsafePointer<Float>, count: Int) {
    switch form {
    case .elementwise where isFromOutput:
      nncc_activation_gradient_from_output(output, d, d, count, code.kind, code.a)
    case .elementwise:
      nncc_activation_gradient_from_input(input, d, d, count, code.kind, code.a, code.b, code.c)
    case .softmax: nncc_softmax_gradient(output, d, d, count / units, units)
    case .logSoftmax: nncc_log_softmax_gradient(output, d, d, count / units, units)
    }
  }
}
