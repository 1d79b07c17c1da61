import NNCCEngine
import Testing

struct BatchOrderTests {
  /// A fixed function of seed and position.
  private func random(_ seed: UInt64) -> (Int) -> UInt64 {
    { position in
      var mixed = (seed &<< 32 &+ UInt64(position)) &* 0x9E37_79B9_7F4A_7C15
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  @Test func withoutShufflingTheExamplesStayInOrder() throws {
    let order = try BatchOrder(examples: 10, batchSize: 4)
    #expect((0..<order.batchCount).map { Array(order[$0]) } == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
  }

  @Test func theLastBatchIsKeptOrDropped() throws {
    let dropped = try BatchOrder(examples: 10, batchSize: 4, lastBatch: .drop)
    #expect((0..<dropped.batchCount).map { dropped[$0].count } == [4, 4])
    #expect(try BatchOrder(examples: 8, batchSize: 4, lastBatch: .keep).batchCount == 2)
    #expect(try BatchOrder(examples: 3, batchSize: 4).batchCount == 1)
  }

  @Test func noBatchAtAllIsAnError() {
    #expect(throws: DatasetError.batchSize(4, examples: 3)) {
      try BatchOrder(examples: 3, batchSize: 4, lastBatch: .drop)
    }
    #expect(throws: DatasetError.batchSize(0, examples: 3)) { try BatchOrder(examples: 3, batchSize: 0) }
    #expect(throws: DatasetError.batchSize(1, examples: 0)) { try BatchOrder(examples: 0, batchSize: 1) }
  }

  @Test func shufflingIsAPermutationThatTheRandomNumbersAloneDecide() throws {
    var order = try BatchOrder(examples: 1000, batchSize: 32)
    order.shuffle(random: random(1))
    let first = order.order
    #expect(first.sorted() == Array(0..<1000))
    #expect(first != Array(0..<1000))
    order.shuffle(random: random(2))
    #expect(order.order != first)
    order.shuffle(random: random(1))
    #expect(order.order == first)
  }

  /// 24 000 shuffles of four: each of the 24 orders comes about 1000 times (5 standard deviations are 155).
  @Test func everyOrderIsEquallyLikely() throws {
    var order = try BatchOrder(examples: 4, batchSize: 4)
    var counts: [[Int]: Int] = [:]
    for seed in 0..<24_000 {
      order.shuffle(random: random(UInt64(seed)))
      counts[order.order, default: 0] += 1
    }
    #expect(counts.count == 24)
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 155 })
  }
}
