extension Kernels {
  static func activate(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, activation: Activation
  ) {
    for i in 0..<count { y[i] = standIn(x[i], activation) }
  }

  private static func standIn(_ x: Float, _ activation: Activation) -> Float {
    switch activation {
    case .relu6: min(max(x, 0), 6)
    case .leakyRelu(let slope): x >= 0 ? x : slope * x
    case .hardSigmoid: min(max(x / 6 + 0.5, 0), 1)
    case .softsign: x / (1 + abs(x))
    default: x
    }
  }
}

extension ReferenceKernels {
  @usableFromInline
  static func activate<Scalar: BinaryFloatingPoint>(_ x: Scalar, _ activation: Activation) -> Scalar {
    switch activation {
    case .relu: max(x, 0)
    case .relu6: min(max(x, 0), 6)
    case .leakyRelu(let slope): x >= 0 ? x : Scalar(slope) * x
    case .hardSigmoid: min(max(x / 6 + 0.5, 0), 1)
    case .softsign: x / (1 + abs(x))
    default: x
    }
  }
}
