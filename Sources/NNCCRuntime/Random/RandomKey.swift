import CMicrokernels

/// What random numbers are for: each use draws from a stream of its own.
public enum RandomPurpose: UInt32, Sendable, Hashable {
  /// A parameter's first value; the index is the parameter's
  case initializer = 1
  /// A dropout mask; the index is the layer's, the step the training step
  case dropout = 2
  /// Additive or multiplicative noise of a layer
  case noise = 3
  /// The order of the examples; the step is the epoch
  case shuffle = 4
  /// Changes to the examples
  case augmentation = 5
  /// Tokens drawn by a text model
  case sampling = 6
  /// Made-up data
  case data = 7
}

/// A stream of random numbers, by what it is for and never by what was drawn before: Philox's key.
///
/// Element e at step s is a function of key, s and e alone, so it can be drawn again, in any order and on
/// any thread.
public struct RandomKey: Sendable, Hashable {
  /// Philox's key, first word.
  public let low: UInt32
  /// Philox's key, second word.
  public let high: UInt32

  // @_noAllocation
  /// The stream of one purpose and one layer or parameter under a user's seed.
  ///
  /// Seed, purpose and index are mixed by a block of Philox, so that near ones give unrelated streams.
  public init(seed: UInt64, purpose: RandomPurpose, index: Int = 0) {
    let index = UInt64(truncatingIfNeeded: index)
    let mixed = Philox.block(
      counter: (
        UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32),
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32)
      ), key: (purpose.rawValue, 0))
    self.init(low: mixed.0, high: mixed.1)
  }

  /// The stream of a parameter, by its name, so that adding a layer does not change what the others draw.
  package init(seed: UInt64, purpose: RandomPurpose, parameter name: String) {
    self.init(seed: seed, purpose: purpose, index: Int(truncatingIfNeeded: fingerprint(name.utf8)))
  }

  init(low: UInt32, high: UInt32) {
    self.low = low
    self.high = high
  }

  func at(step: Int) -> nncc_random {
    nncc_random(key: (low, high), step: UInt64(truncatingIfNeeded: step))
  }
}
