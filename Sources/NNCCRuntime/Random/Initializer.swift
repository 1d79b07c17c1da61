import CMicrokernels

/// The first values of a parameter, with the names, formulas and defaults of Keras 3.
public enum Initializer: Sendable, Hashable {
  /// 0, 1 or any other number throughout
  case constant(Float)
  /// Normal
  case randomNormal(mean: Float, standardDeviation: Float)
  /// Normal, within two standard deviations
  case truncatedNormal(mean: Float, standardDeviation: Float)
  /// Uniform in [minimum, maximum)
  case randomUniform(minimum: Float, maximum: Float)
  /// Of variance scale / fan
  case varianceScaling(scale: Float, mode: FanMode, distribution: Distribution)
  /// gain times a random matrix with orthonormal columns, or rows if it has fewer, all axes but the last
  /// seen as one (Saxe et al. 2014)
  case orthogonal(gain: Float)
  /// gain times the identity matrix
  case identity(gain: Float)
  /// An LSTM's bias [4 · units]: as the other, but 1 for the forget gate (Jozefowicz et al. 2015)
  indirect case unitForgetBias(Initializer)

  /// What a variance is divided by.
  public enum FanMode: Sendable, Hashable {
    /// The number of inputs of a unit
    case fanIn
    /// The number of units that an input feeds
    case fanOut
    /// The mean of both
    case fanAverage
  }

  /// What numbers of a given variance are drawn from.
  public enum Distribution: Sendable, Hashable {
    /// Normal within two deviations, widened to keep the variance
    case truncatedNormal
    /// Normal
    case untruncatedNormal
    /// Uniform
    case uniform
  }

  /// 0
  public static let zeros = constant(0)
  /// 1
  public static let ones = constant(1)
  /// Glorot and Bengio 2010
  public static let glorotNormal = varianceScaling(
    scale: 1, mode: .fanAverage, distribution: .truncatedNormal)
  /// Glorot and Bengio 2010
  public static let glorotUniform = varianceScaling(scale: 1, mode: .fanAverage, distribution: .uniform)
  /// He et al. 2015
  public static let heNormal = varianceScaling(scale: 2, mode: .fanIn, distribution: .truncatedNormal)
  /// He et al. 2015
  public static let heUniform = varianceScaling(scale: 2, mode: .fanIn, distribution: .uniform)
  /// LeCun et al. 1998
  public static let lecunNormal = varianceScaling(scale: 1, mode: .fanIn, distribution: .truncatedNormal)
  /// LeCun et al. 1998
  public static let lecunUniform = varianceScaling(scale: 1, mode: .fanIn, distribution: .uniform)

  /// Whether a parameter of this shape can be filled: `orthogonal` takes at least two axes, `identity`
  /// exactly two.
  public func accepts(shape: [Int]) -> Bool {
    switch self {
    case .orthogonal: shape.count >= 2
    case .identity: shape.count == 2
    case .unitForgetBias(let others): others.accepts(shape: shape)
    default: true
    }
  }

  /// Fills a parameter, by the key and the shape alone; with zeros if the shape is not accepted.
  public func fill(_ values: UnsafeMutablePointer<Float>, shape: [Int], key: RandomKey) {
    let count = shape.reduce(1, *)
    let random = key.at(step: 0)
    guard accepts(shape: shape), count > 0 else { return nncc_fill(values, max(0, count), 0) }
    switch self {
    case .constant(let value):
      nncc_fill(values, count, value)
    case .randomNormal(let mean, let standardDeviation):
      nncc_random_normal(random, 0, count, mean, standardDeviation, 0, values)
    case .truncatedNormal(let mean, let standardDeviation):
      nncc_random_normal(random, 0, count, mean, standardDeviation, shareBeyondTwoDeviations, values)
    case .randomUniform(let minimum, let maximum):
      nncc_random_uniform(random, 0, count, minimum, maximum, values)
    case .varianceScaling(let scale, let mode, let distribution):
      let variance = scale / max(1, fan(mode, shape))
      let deviation = variance.squareRoot()
      switch distribution {
      case .truncatedNormal:
        nncc_random_normal(
          random, 0, count, 0, deviation / truncatedDeviation, shareBeyondTwoDeviations, values)
      case .untruncatedNormal:
        nncc_random_normal(random, 0, count, 0, deviation, 0, values)
      case .uniform:
        let limit = (3 * variance).squareRoot()
        nncc_random_uniform(random, 0, count, -limit, limit, values)
      }
    case .orthogonal(let gain):
      fillOrthogonal(values, rows: count / (shape.last ?? 1), columns: shape.last ?? 1, gain, random)
    case .identity(let gain):
      nncc_fill(values, count, 0)
      for i in 0..<min(shape[0], shape[1]) { values[i * shape[1] + i] = gain }
    case .unitForgetBias(let others):
      others.fill(values, shape: shape, key: key)
      nncc_fill(values + count / 4, count / 4, 1)
    }
  }

  /// Keras's compute_fans: the last two axes are inputs and outputs, those before a receptive field.
  private func fan(_ mode: FanMode, _ shape: [Int]) -> Float {
    let receptive = Float(shape.dropLast(2).reduce(1, *))
    let inputs = Float(shape.dropLast().last ?? shape.last ?? 1) * receptive
    let outputs = Float(shape.last ?? 1) * receptive
    return switch mode {
    case .fanIn: inputs
    case .fanOut: outputs
    case .fanAverage: (inputs + outputs) / 2
    }
  }
}

/// By the name that it has in the literature where it has one.
extension Initializer: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .zeros: .token(".zeros")
    case .ones: .token(".ones")
    case .glorotNormal: .token(".glorotNormal")
    case .glorotUniform: .token(".glorotUniform")
    case .heNormal: .token(".heNormal")
    case .heUniform: .token(".heUniform")
    case .lecunNormal: .token(".lecunNormal")
    case .lecunUniform: .token(".lecunUniform")
    case .constant(let value): .call(".constant", .init(nil, value))
    case .randomNormal(let mean, let standardDeviation):
      .call(".randomNormal", .init("mean", mean), .init("standardDeviation", standardDeviation))
    case .truncatedNormal(let mean, let standardDeviation):
      .call(".truncatedNormal", .init("mean", mean), .init("standardDeviation", standardDeviation))
    case .randomUniform(let minimum, let maximum):
      .call(".randomUniform", .init("minimum", minimum), .init("maximum", maximum))
    case .varianceScaling(let scale, let mode, let distribution):
      .call(".varianceScaling", .init("scale", scale), .init("mode", mode), .init("distribution", distribution))
    case .orthogonal(let gain): .call(".orthogonal", .init("gain", gain))
    case .identity(let gain): .call(".identity", .init("gain", gain))
    case .unitForgetBias(let others): .call(".unitForgetBias", .init(nil, others))
    }
  }
}

extension Initializer.FanMode: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .fanIn: .token(".fanIn")
    case .fanOut: .token(".fanOut")
    case .fanAverage: .token(".fanAverage")
    }
  }
}

extension Initializer.Distribution: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .truncatedNormal: .token(".truncatedNormal")
    case .untruncatedNormal: .token(".untruncatedNormal")
    case .uniform: .token(".uniform")
    }
  }
}

/// Φ(−2)
private let shareBeyondTwoDeviations: Float = 0.022750131948179
/// The standard deviation of a normal distribution cut off at two of its own.
private let truncatedDeviation: Float = 0.87962566103423978

/// The Q of a normal matrix's QR factorisation with a positive diagonal of R, by modified Gram–Schmidt in
/// Double; the transpose if there are more columns than rows.
private func fillOrthogonal(
  _ values: UnsafeMutablePointer<Float>, rows: Int, columns: Int, _ gain: Float, _ random: nncc_random
) {
  let (length, vectors) = (max(rows, columns), min(rows, columns))
  // The random matrix is [length, vectors]; each of its columns lies contiguous here, zero-padded.
  let stride = (length + 31) / 32 * 32
  nncc_random_normal(random, 0, rows * columns, 0, 1, 0, values)
  withUnsafeTemporaryAllocation(of: Double.self, capacity: vectors * stride) { basis in
    guard let basis = basis.baseAddress else { return }
    basis.initialize(repeating: 0, count: vectors * stride)
    for v in 0..<vectors {
      for i in 0..<length { basis[v * stride + i] = Double(values[i * vectors + v]) }
    }
    for v in 0..<vectors {
      let vector = basis + v * stride
      var norm = 0.0
      for i in 0..<length { norm += vector[i] * vector[i] }
      let inverse = 1 / norm.squareRoot()
      for i in 0..<length { vector[i] *= inverse }
      for later in v + 1..<max(vectors, v + 1) { nncc_project_out(basis + later * stride, vector, stride) }
    }
    let (across, along) = rows >= columns ? (1, columns) : (columns, 1)
    for v in 0..<vectors {
      for i in 0..<length { values[v * across + i * along] = gain * Float(basis[v * stride + i]) }
    }
  }
}
