import CMicrokernels

extension Activation {
  /// What the C loops take: which function, and its three options.
  struct Code {
    var kind: nncc_activation
    var a: Float = 0
    var b: Float = 0
    var c: Float = 0
  }

  var code: Code {
    switch self {
    case .linear: Code(kind: NNCC_LINEAR)
    case .relu: Code(kind: NNCC_RELU)
    case .thresholdedRelu(let negativeSlope, let maxValue, let threshold):
      Code(kind: NNCC_THRESHOLDED_RELU, a: negativeSlope, b: maxValue, c: threshold)
    case .leakyRelu(let slope): Code(kind: NNCC_LEAKY_RELU, a: slope)
    case .relu6: Code(kind: NNCC_RELU6)
    case .sigmoid: Code(kind: NNCC_SIGMOID)
    case .tanh: Code(kind: NNCC_TANH)
    case .elu(let alpha): Code(kind: NNCC_ELU, a: alpha)
    case .selu: Code(kind: NNCC_SELU)
    case .gelu: Code(kind: NNCC_GELU)
    case .geluTanh: Code(kind: NNCC_GELU_TANH)
    case .silu: Code(kind: NNCC_SILU)
    case .softplus: Code(kind: NNCC_SOFTPLUS)
    case .softsign: Code(kind: NNCC_SOFTSIGN)
    case .exponential: Code(kind: NNCC_EXPONENTIAL)
    case .hardSigmoid: Code(kind: NNCC_HARD_SIGMOID)
    }
  }

  /// What `Kernels.Activate` computes, on the calling thread.
  func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
    let code = code
    nncc_activate(x, y, count, code.kind, code.a, code.b, code.c)
  }
}

extension Kernels {
  /// y = activation(x), element by element.
  ///
  /// Errors against the exact function, for every Float: exp and log 2 ulp; tanh, sigmoid, softplus and
  /// erf 4 ulp. NaN gives NaN, and ±∞ the function's limit.
  public struct Activate<Place>: Operation {
    /// What it reads.
    public var input: Place
    /// May be the input.
    public var output: Place
    /// Elements.
    public var count: Int
    /// The function.
    public var activation: Activation

    /// Memberwise.
    @inlinable
    public init(_ input: Place, _ output: Place, count: Int, activation: Activation) {
      self.input = input
      self.output = output
      self.count = count
      self.activation = activation
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        Activate<V.Place>(
          visitor.reads(input), visitor.writes(output, inPlaceOf: input), count: visitor.option(count, "count"),
          activation: visitor.option(activation, "activation")))
    }
  }

  /// dx = dy · f′, from the activation's input x or, where it has `hasGradientFromOutput`, its output y.
  public struct ActivationGradient<Place>: Operation {
    /// Either this or the output.
    public var input: Place?
    /// The result.
    public var output: Place?
    /// The gradient of the output.
    public var outputGradient: Place
    /// May be any of the others.
    public var inputGradient: Place
    /// Elements.
    public var count: Int
    /// The function.
    public var activation: Activation

    /// Memberwise.
    @inlinable
    public init(
      fromInput input: Place? = nil, fromOutput output: Place? = nil, _ outputGradient: Place, _ inputGradient: Place,
      count: Int, activation: Activation
    ) {
      self.input = input
      self.output = output
      self.outputGradient = outputGradient
      self.inputGradient = inputGradient
      self.count = count
      self.activation = activation
    }

    package func visit<V: OperationVisitor>(with visitor: inout V) -> V.Result where V.Source == Place {
      visitor.visit(
        ActivationGradient<V.Place>(
          fromInput: visitor.reads(input, "fromInput"), fromOutput: visitor.reads(output, "fromOutput"),
          visitor.reads(outputGradient), visitor.writes(inputGradient, inPlaceOf: outputGradient),
          count: visitor.option(count, "count"), activation: visitor.option(activation, "activation")))
    }
  }
}

extension Kernels.Activate: Sendable where Place: Sendable {}
extension Kernels.ActivationGradient: Sendable where Place: Sendable {}

extension Kernels.Activate: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(ActivateSlices(call: self), count: count)
    return output
  }
}

extension Kernels.ActivationGradient: RunnableOperation where Place == Floats {
  // @_noAllocation
  /// Computes it, and gives the place of the result.
  @discardableResult
  public func run(on machine: Kernels.Machine) -> Floats {
    machine.crew.run(ActivationGradientSlices(call: self), count: count)
    return inputGradient
  }
}

private struct ActivateSlices: SlicedCall {
  let call: Kernels.Activate<Floats>

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    call.activation.apply(call.input + first, call.output + first, count: slice.count)
  }
}

private struct ActivationGradientSlices: SlicedCall {
  let call: Kernels.ActivationGradient<Floats>

  func run(_ slice: Range<Int>) {
    let (first, code) = (slice.lowerBound, call.activation.code)
    let (dy, dx) = (call.outputGradient + first, call.inputGradient + first)
    if let y = call.output {
      nncc_activation_gradient_from_output(y + first, dy, dx, slice.count, code.kind, code.a)
    } else if let x = call.input {
      nncc_activation_gradient_from_input(x + first, dy, dx, slice.count, code.kind, code.a, code.b, code.c)
    }
  }
}
