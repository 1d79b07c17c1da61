import Foundation
import NNCCCompiler
import NNCCRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures how fast a network runs, on made-up examples that are in memory.
///
/// Runs are timed from examples in the plan's inputs to results in its outputs: examples are put in place
/// outside of the time, as a caller who fills the inputs directly would have it.
///
/// - Parameters:
///   - compilation: valid; with `train:` where the mode is `train`.
///   - batch: nil for 1 in inference, for the spec's batch size in training.
///   - isProfiled: whether to time each step too, in runs of their own.
///   - startup: the milliseconds since the process started.
/// - Throws: `RunError` where the spec does not allow the mode, or takes too much memory; `InternalError`.
package func benchmark(
  _ compilation: Compilation, mode: BenchmarkMode, batch: Int?, isProfiled: Bool, options: RunOptions,
  startup: () -> Double
) throws -> BenchmarkResult {
  let compilation = mode == .step ? try compilation.requireSingleStep() : compilation
  let graph = try compilation.requireGraph()
  if mode == .train, compilation.training == nil {
    throw RunError("no-training", "'--mode train' needs a 'train:' section in the spec")
  }
  let size = batch ?? (mode == .train ? compilation.training?.batchSize : nil) ?? 1
  let plan = try compilation.requirePlan(
    batch: size, purpose: mode == .train ? .training : .inference, options: options)
  let losses = mode == .train ? compilation.training?.losses ?? [] : []
  let threads = options.threads ?? ProcessInfo.processInfo.activeProcessorCount
  var bench = try reportingFaults("benchmark") {
    try Benchmark(plan, graph: graph, losses: losses, training: compilation.training, threads: threads)
  }
  bench.run()
  let startupMilliseconds = startup()
  let time = bench.measure()
  let profile = isProfiled ? bench.profile() : []
  return BenchmarkResult(
    name: graph.name, mode: mode, batch: size, threads: bench.threads, time: time,
    floatingPointOperations: plan.floatingPointOperations,
    peakGigaflops: Kernels.measurePeak(threads: bench.threads), arenaBytes: plan.memory.bytes,
    peakResidentBytes: peakResidentBytes(), startupMilliseconds: startupMilliseconds, profile: profile)
}

/// A plan with the examples that it is run on.
private struct Benchmark {
  /// Different batches that training goes through in turn, so that it is not on one that it knows.
  private static let trainingBatches = 4
  private static let warmUpRuns = 3
  private static let fewestRuns = 20
  private static let shortestNanoseconds: UInt64 = 2_000_000_000
  private static let longestNanoseconds: UInt64 = 15_000_000_000

  private let executor: Executor
  private let batchExecutor: BatchExecutor
  private let examples: ExampleSet
  private let order: [Int]
  private let training: Training?
  package let threads: Int
  private var iteration = 0

  package init(
    _ plan: Plan, graph: Graph, losses: [Training.OutputLoss], training: Training?, threads: Int
  ) throws {
    let pool = SharedThreadPool(threads: threads)
    self.threads = pool.pool.threads
    self.training = plan.purpose == .training ? training : nil
    executor = try Executor(plan, pool: pool)
    batchExecutor = BatchExecutor(executor)
    let batches = plan.purpose == .training ? Self.trainingBatches : 1
    examples = try ExampleSet(madeUpFor: graph, losses: losses, count: batches * plan.batch)
    order = Array(0..<examples.count)
    executor.initializeParameters(seed: training?.seed ?? 0)
    executor.initializeSlots()
    executor.prepare()
  }

  /// Puts the next batch in place. Steps may have written over the one before.
  private mutating func load() -> RunContext {
    let first = iteration % (examples.count / batchExecutor.batch) * batchExecutor.batch
    batchExecutor.load(examples, order[first..<(first + batchExecutor.batch)])
    defer { iteration += 1 }
    return RunContext(
      iteration: iteration, learningRate: training?.learningRate.value(at: iteration) ?? 0,
      seed: training?.seed ?? 0)
  }

  /// Runs the plan once on the next batch.
  package mutating func run() { executor.run(load()) }

  package mutating func measure() -> TimeDistribution {
    for _ in 0..<Self.warmUpRuns { run() }
    var times: [UInt64] = []
    var total: UInt64 = 0
    while total < Self.longestNanoseconds,
      total < Self.shortestNanoseconds || times.count < Self.fewestRuns
    {
      let context = load()
      let start = Clock.nanoseconds()
      executor.run(context)
      let time = Clock.nanoseconds() - start
      times.append(time)
      total += max(1, time)
    }
    return TimeDistribution(nanoseconds: times)
  }

  /// The mean time of each step, over some 0.5 s of runs.
  package mutating func profile() -> [StepProfile] {
    let plan = executor.plan
    var nanoseconds = Array(repeating: UInt64(0), count: plan.steps.count)
    var runs = 0
    while runs < 3 || nanoseconds.reduce(0, +) < 500_000_000 {
      executor.run(load(), timing: &nanoseconds)
      runs += 1
    }
    let total = Double(max(1, nanoseconds.reduce(0, +)))
    return zip(plan.steps, nanoseconds).map { step, time in
      let seconds = Double(max(1, time)) / Double(runs) * 1e-9
      return StepProfile(
        step: step.name, details: step.details,
        result: step.operands.results.first.map { plan.buffers[$0.index].name } ?? "",
        microseconds: seconds * 1e6, share: Double(time) / total,
        gigaflops: (step as? any MultiplyAdding).map { 2 * Double($0.multiplyAdds) / seconds * 1e-9 })
    }
  }
}

/// The most memory that this process has held at a time, in bytes.
private func peakResidentBytes() -> Int {
  var usage = rusage()
  #if canImport(Glibc)
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
  #else
    getrusage(RUSAGE_SELF, &usage)
  #endif
  #if canImport(Darwin)
    return usage.ru_maxrss
  #else
    return 1024 * usage.ru_maxrss
  #endif
}
