extension Kernels {
  /// What kernels run on: the threads of a pool, for as long as the pool is there; where training stands, and which
  /// part of a batch is computed.
  public struct Machine: Sendable {
    let crew: Crew
    package var context: RunContext

    // @_noAllocation
    /// For what does not depend on where training stands: all but dropout and updates.
    public init(_ pool: borrowing ThreadPool) { self.init(pool, RunContext()) }

    // @_noAllocation
    /// For the step of training that a model makes next.
    public init(_ pool: borrowing ThreadPool, at progress: ModelState.Progress) {
      self.init(
        pool,
        RunContext(
          iteration: progress.iteration, learningRate: progress.scheduledLearningRate(), seed: progress.seed))
    }

    // @_noAllocation
    package init(_ pool: borrowing ThreadPool, _ context: RunContext) {
      crew = pool.crew
      self.context = context
    }
  }
}

/// What changes from run to run, though the plan stays.
package struct RunContext: Sendable {
  /// Steps of training done before this one.
  package var iteration: Int
  /// The learning rate of this step, by its schedule.
  package var learningRate: Float
  /// `train.seed`.
  package var seed: UInt64
  /// The number, in the whole batch, of the first example that a plan computes: above 0 where several plans share a
  /// batch out, each a part of it. What is drawn for an example is then the same as in one plan of all.
  package var firstExample: Int

  // @_noAllocation
  package init(iteration: Int = 0, learningRate: Float = 0, seed: UInt64 = 0, firstExample: Int = 0) {
    self.iteration = iteration
    self.learningRate = learningRate
    self.seed = seed
    self.firstExample = firstExample
  }
}
