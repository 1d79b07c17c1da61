/// What local response normalization divides a channel by: (bias + alpha · Σ x²)^beta, over the channels at most
/// `radius` away.
public struct NormalizationWindow: Sendable, Hashable {
  /// How far the window reaches on either side.
  public var radius: Int
  /// Keeps what is raised from 0.
  public var bias: Float
  /// The factor on the sum of squares.
  public var alpha: Float
  /// The power.
  public var beta: Float

  // @_noAllocation
  /// Memberwise.
  public init(radius: Int, bias: Float, alpha: Float, beta: Float) {
    self.radius = radius
    self.bias = bias
    self.alpha = alpha
    self.beta = beta
  }

  /// The channels in the window around one of them.
  package func range(around channel: Int, of channels: Int) -> Range<Int> {
    max(0, channel - radius)..<min(channels, channel + radius + 1)
  }
}

extension NormalizationWindow: LiteralConvertible {
  package var literal: Literal {
    .call(".init", .init("radius", radius), .init("bias", bias), .init("alpha", alpha), .init("beta", beta))
  }
}
