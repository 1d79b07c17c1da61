import CMicrokernels

extension Kernels {
  /// The most multiply-adds that the instruction set in use can do: billions of floating-point operations a
  /// second, on `threads` threads at once.
  ///
  /// The best of several runs of some 30 ms: a core may need the first to reach its full clock.
  public static func measurePeak(threads: Int) -> Double {
    let pool = ThreadPool(threads: threads)
    var rounds = 1 << 12
    while seconds(rounds, on: pool) < 0.03 { rounds *= 2 }
    let best = (0..<7).map { _ in seconds(rounds, on: pool) }.min() ?? .infinity
    return nncc_matrix_loops().pointee.peak(rounds) * Double(pool.threads) / best * 1e-9
  }

  private static func seconds(_ rounds: Int, on pool: borrowing ThreadPool) -> Double {
    var rounds = rounds
    let start = monotonicNanoseconds()
    pool.crew.run(parts: pool.threads, &rounds) { context, _ in
      _ = nncc_matrix_loops().pointee.peak(context.load(as: Int.self))
    }
    return Double(monotonicNanoseconds() - start) * 1e-9
  }
}
