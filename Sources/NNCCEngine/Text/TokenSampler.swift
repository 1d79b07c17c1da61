import Foundation
import NNCCRuntime

/// Draws one of a model's classes: by temperature, among the likeliest alone where asked.
///
/// A draw is a function of the seed and its position, not of the draws before.
package struct TokenSampler: Sendable {
  /// How bold draws are.
  package struct Settings: Sendable, Hashable {
    /// What logits are divided by; 0 always takes the likeliest.
    package var temperature = 1.0
    /// How many of the likeliest are drawn from; nil for all.
    package var topK: Int?
    /// The likeliest whose probabilities reach this sum are drawn from (Holtzman et al. 2020); nil for all.
    package var topP: Double?
    package var seed: UInt64 = 0

    package init(temperature: Double = 1, topK: Int? = nil, topP: Double? = nil, seed: UInt64 = 0) {
      self.temperature = temperature
      self.topK = topK
      self.topP = topP
      self.seed = seed
    }
  }

  private let settings: Settings
  private let areLogits: Bool
  private let key: RandomKey
  /// Of each class, its logit over the temperature and then its weight.
  private var weights: [Double]
  private var order: [Int]

  /// - Parameter areLogits: whether scores are what a softmax would make probabilities of, rather than these.
  package init(_ settings: Settings, classes: Int, areLogits: Bool) {
    self.settings = settings
    self.areLogits = areLogits
    key = RandomKey(seed: settings.seed, purpose: .sampling)
    weights = Array(repeating: 0, count: classes)
    order = Array(0..<classes)
  }

  /// The class drawn from a row of scores. One that is not a number is never drawn.
  ///
  /// - Parameters:
  ///   - position: the draw's own, so that each is independent.
  ///   - stream: of several texts under one seed, which.
  package mutating func draw(
    _ scores: UnsafeMutableBufferPointer<Float>, position: Int, stream: Int = 0
  ) -> Int {
    var likeliest = 0
    for index in weights.indices {
      let score = Double(scores[index])
      let logit = areLogits ? score : log(score)
      weights[index] = logit.isNaN ? -.infinity : logit
      if weights[index] > weights[likeliest] { likeliest = index }
    }
    let greatest = weights[likeliest]
    guard settings.temperature > 0, greatest.isFinite else { return likeliest }
    var sum = 0.0
    for index in weights.indices {
      weights[index] = exp((weights[index] - greatest) / settings.temperature)
      sum += weights[index]
    }
    let kept = keepLikeliest(&sum)
    var left = uniform(position, stream) * sum
    var last = likeliest
    for index in order[..<kept] where weights[index] > 0 {
      last = index
      left -= weights[index]
      if left < 0 { break }
    }
    return last
  }

  /// Puts the likeliest first, where not all are drawn from.
  ///
  /// - Parameter sum: of the weights of all, and then of those kept.
  /// - Returns: how many are kept.
  private mutating func keepLikeliest(_ sum: inout Double) -> Int {
    guard settings.topK != nil || settings.topP != nil else { return order.count }
    let weights = weights
    order.sort { weights[$0] == weights[$1] ? $0 < $1 : weights[$0] > weights[$1] }
    var kept = min(settings.topK ?? order.count, order.count)
    sum = order[..<kept].reduce(0) { $0 + weights[$1] }
    guard let topP = settings.topP else { return kept }
    let enough = topP * sum
    var reached = 0.0
    for (index, choice) in order[..<kept].enumerated() {
      reached += weights[choice]
      if reached >= enough {
        kept = index + 1
        sum = reached
        break
      }
    }
    return kept
  }

  /// In [0, 1), in steps of 2⁻⁵³.
  private func uniform(_ position: Int, _ stream: Int) -> Double {
    let high = UInt64(key.word(at: 2 * position, step: stream))
    let low = UInt64(key.word(at: 2 * position + 1, step: stream))
    return Double((high << 32 | low) >> 11) * 0x1p-53
  }
}
