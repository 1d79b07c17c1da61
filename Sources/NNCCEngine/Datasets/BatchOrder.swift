/// Which examples make up which batch of an epoch.
package struct BatchOrder: Sendable, Hashable {
  /// What becomes of the examples left over after the last full batch.
  package enum LastBatch: String, Sendable, Hashable, CaseIterable {
    /// They make a smaller batch.
    case keep
    /// They are left out.
    case drop
  }

  /// The examples in a full batch.
  package let batchSize: Int
  /// The batches of an epoch.
  package let batchCount: Int
  /// All examples, in the order of the epoch.
  package private(set) var order: [Int]
  /// Examples that no batch of an epoch holds.
  package let leftOut: Int

  /// Batches of the examples in their own order.
  ///
  /// - Throws: `DatasetError.batchSize` where there would be none.
  package init(examples count: Int, batchSize: Int, lastBatch: LastBatch = .keep) throws {
    guard batchSize > 0, count > 0, lastBatch == .keep || count >= batchSize else {
      throw DatasetError.batchSize(batchSize, examples: count)
    }
    self.batchSize = batchSize
    let leftOver = count % batchSize
    batchCount = count / batchSize + (lastBatch == .keep && leftOver > 0 ? 1 : 0)
    order = Array(0..<count)
    self.leftOut = lastBatch == .keep ? 0 : leftOver
  }

  /// Batches for a state that is carried from each to the next: consecutive examples are cut into as many streams of
  /// equal length, and the wth batch is the wth example of each. What is left over is left out.
  ///
  /// - Throws: `DatasetError.streams` where there are fewer examples than streams.
  package init(examples count: Int, streams: Int) throws {
    guard streams > 0, count >= streams else { throw DatasetError.streams(streams, examples: count) }
    let length = count / streams
    batchSize = streams
    batchCount = length
    leftOut = count % streams
    order = (0..<length).flatMap { batch in (0..<streams).map { $0 * length + batch } }
  }

  /// Puts the examples in random order by the Fisher–Yates shuffle.
  ///
  /// The result depends on `random` alone, not on the order before, so that an epoch's order can be had without
  /// those before it. Allocates nothing.
  ///
  /// - Parameter random: the 64 random bits of a position, as a counter-based generator keyed by seed and epoch
  ///   gives them.
  package mutating func shuffle(random: (_ position: Int) -> UInt64) {
    for position in order.indices { order[position] = position }
    for position in order.indices.dropFirst().reversed() {
      // The high word of a product maps 2⁶⁴ values to 0 ... position with a bias below position / 2⁶⁴.
      let choice = Int(random(position).multipliedFullWidth(by: UInt64(position + 1)).high)
      order.swapAt(position, choice)
    }
  }

  /// The examples of a batch, `batchSize` of them but for a kept last batch.
  ///
  /// - Precondition: the batch is in 0 ..< batchCount.
  package subscript(batch: Int) -> ArraySlice<Int> {
    order[(batch * batchSize)..<min((batch + 1) * batchSize, order.count)]
  }
}
