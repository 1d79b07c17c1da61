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
}

extension Kernels {
  // @_noAllocation
  /// y = activation(x), element by element, on the calling thread. x and y may be the same array.
  ///
  /// Errors against the exact function, for every Float: exp and log 2 ulp; tanh, sigmoid, softplus and
  /// erf 4 ulp. NaN gives NaN, and ±∞ the function's limit.
  public static func activate(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, activation: Activation
  ) {
    let code = activation.code
    nncc_activate(x, y, count, code.kind, code.a, code.b, code.c)
  }

  // @_noAllocation
  /// y = activation(x), element by element. x and y may be the same array.
  public static func activate(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, activation: Activation,
    pool: borrowing ThreadPool
  ) {
    pool.crew.run(ActivateCall(x: x, y: y, code: activation.code), count: count)
  }

  // @_noAllocation
  /// dx = dy · f′, computed from the activation's output y; dx may be dy or y.
  ///
  /// For activations with `hasGradientFromOutput` alone.
  public static func activationGradient(
    fromOutput y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    count: Int, activation: Activation, pool: borrowing ThreadPool
  ) {
    pool.crew.run(OutputGradientCall(y: y, dy: dy, dx: dx, code: activation.code), count: count)
  }

  // @_noAllocation
  /// dx = dy · f′, computed from the activation's input x; dx may be dy or x.
  public static func activationGradient(
    fromInput x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    count: Int, activation: Activation, pool: borrowing ThreadPool
  ) {
    pool.crew.run(InputGradientCall(x: x, dy: dy, dx: dx, code: activation.code), count: count)
  }

  // @_noAllocation
  /// y = x < 0 ? alpha · x : x over [examples, size]; alpha is [size], one example's shape.
  public static func prelu(
    _ x: UnsafePointer<Float>, alpha: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    examples: Int, size: Int, pool: borrowing ThreadPool
  ) {
    pool.crew.run(PreluCall(x: x, alpha: alpha, y: y, size: size), count: examples, cost: size)
  }

  // @_noAllocation
  /// dx = dy · (x > 0 ? 1 : alpha) over [examples, size], and dalpha [size] += Σ dy · min(x, 0) over the
  /// examples, ascending. dx may be dy.
  public static func preluGradient(
    _ x: UnsafePointer<Float>, alpha: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>, addingToAlpha dalpha: UnsafeMutablePointer<Float>,
    examples: Int, size: Int, pool: borrowing ThreadPool
  ) {
    // Each slice is a part of the example's shape: all examples add to it in one order.
    let call = PreluGradientCall(
      x: x, alpha: alpha, dy: dy, dx: dx, dalpha: dalpha, examples: examples, size: size)
    pool.crew.run(call, count: size, cost: examples)
  }
}

private struct ActivateCall: SlicedCall {
  let x: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let code: Activation.Code

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_activate(x + first, y + first, slice.count, code.kind, code.a, code.b, code.c)
  }
}

private struct OutputGradientCall: SlicedCall {
  let y: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let code: Activation.Code

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_activation_gradient_from_output(
      y + first, dy + first, dx + first, slice.count, code.kind, code.a)
  }
}

private struct InputGradientCall: SlicedCall {
  let x: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let code: Activation.Code

  func run(_ slice: Range<Int>) {
    let first = slice.lowerBound
    nncc_activation_gradient_from_input(
      x + first, dy + first, dx + first, slice.count, code.kind, code.a, code.b, code.c)
  }
}

private struct PreluCall: SlicedCall {
  let x: UnsafePointer<Float>
  let alpha: UnsafePointer<Float>
  let y: UnsafeMutablePointer<Float>
  let size: Int

  func run(_ slice: Range<Int>) {
    for example in slice { nncc_prelu(x + example * size, alpha, y + example * size, size) }
  }
}

private struct PreluGradientCall: SlicedCall {
  let x: UnsafePointer<Float>
  let alpha: UnsafePointer<Float>
  let dy: UnsafePointer<Float>
  let dx: UnsafeMutablePointer<Float>
  let dalpha: UnsafeMutablePointer<Float>
  let examples: Int
  let size: Int

  func run(_ slice: Range<Int>) {
    for example in 0..<examples {
      let first = example * size + slice.lowerBound
      nncc_prelu_gradient(
        x + first, alpha + slice.lowerBound, dy + first, dx + first, dalpha + slice.lowerBound,
        slice.count)
    }
  }
}
