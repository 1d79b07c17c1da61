import NNCCCompiler

/// What a benchmark runs.
package enum BenchmarkMode: String, Sendable, CaseIterable {
  /// Inference on a batch.
  case infer
  /// A whole step of training on a batch: forward, backward, update.
  case train
  /// One time step of a sequence, with carried state.
  case step
}

/// What a benchmark measured.
package struct BenchmarkResult: Sendable {
  /// The network's.
  package var name: String
  /// What was run.
  package var mode: BenchmarkMode
  /// Examples a run.
  package var batch: Int
  /// That computed.
  package var threads: Int
  /// Microseconds a run.
  package var time: TimeDistribution
  /// Of one run, as `Plan.floatingPointOperations` counts them.
  package var floatingPointOperations: Int
  /// What the machine can do on as many threads, measured in the same process: 10⁹ operations a second.
  package var peakGigaflops: Double
  /// Of the plan's arena.
  package var arenaBytes: Int
  /// The most memory that the process held at a time.
  package var peakResidentBytes: Int
  /// From the start of the process to the end of the first run.
  package var startupMilliseconds: Double
  /// Where the time of a run goes, step by step; empty unless asked for.
  package var profile: [StepProfile]

  /// 10⁹ operations a second, by the median time.
  package var gigaflops: Double { Double(floatingPointOperations) / time.median * 1e-3 }

  /// The share of the measured peak.
  package var efficiency: Double { gigaflops / peakGigaflops }
}

/// How the times of many runs are distributed, in microseconds.
package struct TimeDistribution: Sendable, Hashable {
  /// Half of the runs are faster.
  package var median: Double
  /// One run in ten is faster.
  package var p10: Double
  /// One run in ten is slower.
  package var p90: Double
  /// How many runs were measured.
  package var runs: Int

  /// - Parameter nanoseconds: of each run; not empty.
  init(nanoseconds: [UInt64]) {
    let sorted = nanoseconds.sorted()
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let low = Int(position)
      let high = min(low + 1, sorted.count - 1)
      let fraction = position - Double(low)
      return (Double(sorted[low]) * (1 - fraction) + Double(sorted[high]) * fraction) * 1e-3
    }
    median = quantile(0.5)
    p10 = quantile(0.1)
    p90 = quantile(0.9)
    runs = sorted.count
  }
}

/// A step of a plan, and the time that it takes.
package struct StepProfile: Sendable {
  /// The kernel.
  package var step: String
  /// Its sizes and options.
  package var details: String
  /// What it computes.
  package var result: String
  /// The mean over the measured runs.
  package var microseconds: Double
  /// Of the time of all steps.
  package var share: Double
  /// 10⁹ operations a second, of a product or a convolution.
  package var gigaflops: Double?
}
