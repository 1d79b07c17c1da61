/// A small pool of threads that share out the parts of one kernel call.
///
/// Workers spin briefly for the next call and then park. A call allocates nothing.
public final class ThreadPool: Sendable {
  /// How many threads work on a call, the caller's among them.
  public let threads: Int

  private let desk: WorkDesk
  private let workers: [Worker]

  /// The most threads a pool has, whatever is asked for.
  public static let mostThreads = 256

  /// Starts `threads` − 1 workers, or fewer if the system has no more threads to give.
  public init(threads: Int) {
    let desk = WorkDesk()
    var workers: [Worker] = []
    while workers.count + 1 < min(threads, Self.mostThreads), let worker = Worker(at: desk) {
      workers.append(worker)
    }
    self.desk = desk
    self.workers = workers
    self.threads = workers.count + 1
  }

  deinit {
    desk.close()
    for worker in workers { worker.join() }
  }

  /// Runs `body(context, part)` once for every part in 0 ..< parts, on any thread in any order, and
  /// returns when all are done. The result must not depend on which thread ran what.
  ///
  /// A call from within another, or while another thread's is under way, runs on the calling thread alone.
  public func run(
    parts: Int, _ context: UnsafeMutableRawPointer,
    _ body: @convention(c) (UnsafeMutableRawPointer, Int) -> Void
  ) {
    if parts > 1, !workers.isEmpty, desk.share(WorkDesk.Call(parts: parts, context: context, body: body)) {
      return
    }
    for part in 0..<max(0, parts) { body(context, part) }
  }
}
