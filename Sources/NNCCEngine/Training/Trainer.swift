import NNCCCompiler
import NNCCRuntime

/// Makes the updates of a network, one after the other, in an order that depends on the seed alone.
///
/// The plans for a full batch and for a short last one work on one arena, in which parameters and slots have
/// the same places. A step allocates nothing.
package final class Trainer {
  package let training: Training
  package let examples: ExampleSet
  package let scorer: Scorer
  package private(set) var progress: TrainingProgress
  /// Sums over the last step's batch alone.
  package private(set) var batchSums: ScoreSums

  private let executors: BatchExecutors
  private var order: BatchOrder
  private let shuffleKey: RandomKey
  /// The epoch that `order` is of.
  private var orderedEpoch = -1

  /// - Parameters:
  ///   - plans: for each of `BatchExecutors.sizes`.
  ///   - preprocessing: what the examples went through.
  /// - Throws: `Arena.OutOfMemory`, `DatasetError`, `InternalError`.
  package init(
    _ training: Training, graph: Graph, plans: [Plan], examples: ExampleSet,
    preprocessing: Preprocessing = Preprocessing(nil), pool: SharedThreadPool
  ) throws {
    self.training = training
    self.examples = examples
    scorer = Scorer(training, graph: graph, preprocessing: preprocessing)
    order =
      try plans.first?.carriesState == true && examples.isContiguous
      ? BatchOrder(examples: examples.count, streams: training.batchSize)
      : BatchOrder(
        examples: examples.count, batchSize: training.batchSize, lastBatch: training.keepsLastBatch ? .keep : .drop)
    try Self.checkSharedLayout(of: plans)
    let arena = try Arena(words: plans.map(Executor.words).max() ?? 0)
    executors = BatchExecutors(
      all: try plans.map { BatchExecutor(try Executor($0, pool: pool, arena: arena)) })
    shuffleKey = RandomKey(seed: training.seed, purpose: .shuffle)
    progress = TrainingProgress(sums: scorer.emptySums)
    batchSums = scorer.emptySums
    arrangeEpoch()
  }

  /// What lives between steps must lie at the same offsets in every plan, or they could not share an arena.
  private static func checkSharedLayout(of plans: [Plan]) throws {
    func places(_ plan: Plan) -> [String: Int] {
      var places: [String: Int] = [:]
      for parameter in plan.parameters { places[parameter.name] = plan.offsets[parameter.buffer.index] }
      for slot in plan.slots { places[slot.name] = plan.offsets[slot.buffer.index] }
      return places
    }
    guard let first = plans.first else { throw InternalError("there is no plan to train with") }
    for other in plans.dropFirst()
    where places(other) != places(first) || other.memory.persistentBytes != first.memory.persistentBytes {
      throw InternalError(
        "the plans for batches of \(first.batch) and \(other.batch) keep parameters in different places")
    }
  }

  // MARK: Where training stands

  /// An executor whose arena holds the parameters and slots.
  package var executor: Executor { executors.all[0].executor }

  /// Batches in an epoch.
  package var batchesPerEpoch: Int { order.batchCount }

  /// Examples that no batch of an epoch holds.
  package var leftOut: Int { order.leftOut }

  package var isEpochOver: Bool { progress.batch == order.batchCount }

  /// Goes to a point of training whose parameters and slots are in the arena.
  package func resume(at progress: TrainingProgress) {
    self.progress = progress
    arrangeEpoch()
  }

  /// Begins the next epoch.
  package func advanceEpoch() {
    progress.epoch += 1
    progress.batch = 0
    progress.sums.reset()
    arrangeEpoch()
  }

  private func arrangeEpoch() {
    guard training.shuffles, orderedEpoch != progress.epoch else { return }
    let (key, epoch) = (shuffleKey, progress.epoch)
    order.shuffle { position in
      UInt64(key.word(at: 2 * position, step: epoch)) << 32
        | UInt64(key.word(at: 2 * position + 1, step: epoch))
    }
    orderedEpoch = progress.epoch
  }

  // MARK: Steps

  /// The examples of the batch that comes next.
  package var nextBatch: ArraySlice<Int> { order[progress.batch] }

  /// What the next step runs with.
  package var nextContext: RunContext {
    RunContext(
      iteration: progress.iteration, learningRate: training.learningRate.value(at: progress.iteration),
      seed: training.seed)
  }

  /// Copies the next batch to the plan of its size, and returns what runs it.
  package func loadNextBatch() -> Executor {
    let batch = nextBatch
    let batchExecutor = executors[batch.count]
    batchExecutor.load(examples, batch)
    return batchExecutor.executor
  }

  /// Makes one update. States are carried from the one before, but not into an epoch.
  ///
  /// - Returns: the batch's loss before the update. Unless it is finite, no more is counted: neither sums nor
  ///   progress change.
  package func step() -> Float {
    let executor = loadNextBatch()
    if progress.batch == 0 { executor.zeroStates() }
    executor.run(nextContext)
    let loss = executor.loss
    guard loss.isFinite else { return loss }
    let batch = nextBatch
    batchSums.reset()
    batchSums.add(loss: loss, examples: batch.count)
    scorer.addMetrics(of: executor, examples, batch: batch, to: &batchSums)
    progress.sums += batchSums
    progress.iteration += 1
    progress.batch += 1
    return loss
  }
}

/// How far training has come.
package struct TrainingProgress: Sendable, Hashable {
  /// Updates made.
  package var iteration = 0
  /// Epochs that ended.
  package var epoch = 0
  /// Batches of the epoch under way that were trained on.
  package var batch = 0
  /// Sums over those batches.
  package var sums: ScoreSums
}
