extension ModelState {
  /// How far a model is. It has an address, so that reading it counts no references.
  public struct Progress {
    /// Updates made.
    public var iteration = 0
    /// What dropout draws from.
    public var seed: UInt64
    /// Whether the weights are packed as they are now.
    public var isPrepared = false
    /// Whether the weights are those that were loaded.
    var hasLoadedWeights = false
    let schedule: UnsafeMutablePointer<LearningRate>

    /// The learning rate of the next update.
    ///
    /// Not looked into for allocations: there are none, but lists and the C library's functions do not say so.
    @_semantics("no_performance_analysis")
    func scheduledLearningRate() -> Float { schedule.pointee.value(at: iteration) }

    // @_noAllocation
    /// Counts an update that was made.
    public mutating func finishUpdate() {
      iteration += 1
      weightsChanged()
    }

    // @_noAllocation
    mutating func weightsChanged() {
      isPrepared = false
      hasLoadedWeights = false
    }
  }
}
