import Foundation
import NNCCEngine
import Testing

@Suite struct TokenSamplerTests {
  /// How often each class is drawn.
  private func counts(
    _ scores: [Float], _ settings: TokenSampler.Settings = .init(), areLogits: Bool = true, draws: Int = 20_000
  ) -> [Int] {
    var scores = scores
    var sampler = TokenSampler(settings, classes: scores.count, areLogits: areLogits)
    var counts = Array(repeating: 0, count: scores.count)
    scores.withUnsafeMutableBufferPointer { scores in
      for position in 0..<draws { counts[sampler.draw(scores, position: position)] += 1 }
    }
    return counts
  }

  /// Within four standard deviations of a binomial distribution; seeds are fixed, so that this never fails by chance.
  private func expect(_ counts: [Int], toFollow probabilities: [Double]) {
    let draws = Double(counts.reduce(0, +))
    for (count, probability) in zip(counts, probabilities) {
      let deviation = (draws * probability * (1 - probability)).squareRoot()
      #expect(abs(Double(count) - draws * probability) <= 4 * deviation, "\(counts) for \(probabilities)")
    }
  }

  @Test func drawsFollowTheSoftmaxOfLogits() {
    let logits: [Float] = [0, 2, -1, 1]
    let sum = logits.reduce(0) { $0 + exp(Double($1)) }
    expect(counts(logits), toFollow: logits.map { exp(Double($0)) / sum })
  }

  @Test func drawsFollowProbabilities() {
    expect(counts([0.5, 0, 0.2, 0.3], areLogits: false), toFollow: [0.5, 0, 0.2, 0.3])
  }

  @Test func temperatureDividesLogits() {
    expect(counts([0, 1], .init(temperature: 0.5)), toFollow: [1 / (1 + exp(2)), exp(2) / (1 + exp(2))])
  }

  @Test func atTemperatureZeroTheFirstOfTheLikeliestIsTaken() {
    #expect(counts([1, 3, 3, 2], .init(temperature: 0), draws: 10) == [0, 10, 0, 0])
  }

  @Test func topKKeepsTheLikeliest() {
    expect(counts([0.1, 0.4, 0.2, 0.3], .init(topK: 2), areLogits: false), toFollow: [0, 4.0 / 7, 0, 3.0 / 7])
    #expect(counts([0, 0, 0], .init(topK: 1), draws: 10) == [10, 0, 0])
  }

  @Test func topPKeepsTheFewestThatReachIt() {
    expect(counts([0.1, 0.4, 0.2, 0.3], .init(topP: 0.65), areLogits: false), toFollow: [0, 4.0 / 7, 0, 3.0 / 7])
    expect(counts([0.1, 0.4, 0.2, 0.3], .init(topP: 1), areLogits: false), toFollow: [0.1, 0.4, 0.2, 0.3])
    // Of the two that topK leaves, the first has 4/7.
    #expect(counts([0.1, 0.4, 0.2, 0.3], .init(topK: 2, topP: 0.5), areLogits: false, draws: 10) == [0, 10, 0, 0])
  }

  @Test func whatIsNoNumberIsNeverDrawn() {
    #expect(counts([.nan, 0, -.infinity, 0], draws: 1_000).enumerated().allSatisfy { $0 % 2 == 1 || $1 == 0 })
    #expect(counts([.nan, .nan], draws: 10) == [10, 0])
    #expect(counts([0, .infinity], draws: 10) == [0, 10])
  }

  @Test func seedsGiveOtherDraws() {
    let logits: [Float] = [0, 0, 0, 0]
    #expect(counts(logits, draws: 100) == counts(logits, draws: 100))
    #expect(counts(logits, draws: 100) != counts(logits, .init(seed: 1), draws: 100))
  }
}
