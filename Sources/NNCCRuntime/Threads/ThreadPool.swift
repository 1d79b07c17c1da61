/// A small pool of threads that share out the parts of one kernel call.
///
/// Workers spin briefly for the next call and then park. A call allocates nothing. The pool has one owner, from whom
/// kernels borrow it: so they count no references.
public struct ThreadPool: ~Copyable, Sendable {
  /// What kernels work with while they borrow the pool.
  let crew: Crew
  private let workers: [Worker]

  /// The most threads a pool has, whatever is asked for.
  public static let mostThreads = 256

  /// How many threads work on a call, the caller's among them.
  public var threads: Int { crew.threads }

  /// Starts `threads` − 1 workers, or fewer if the system has no more threads to give.
  public init(threads: Int) {
    let desk = UnsafeMutablePointer<WorkDesk>.allocate(capacity: 1)
    desk.initialize(to: WorkDesk())
    var workers: [Worker] = []
    while workers.count + 1 < min(threads, Self.mostThreads), let worker = Worker(at: desk) {
      workers.append(worker)
    }
    self.workers = workers
    crew = Crew(desk: desk, threads: workers.count + 1)
  }

  // @_noAllocation
  /// Runs `body(context, part)` once for every part in 0 ..< parts, on any thread in any order, and
  /// returns when all are done. The result must not depend on which thread ran what.
  ///
  /// A call from within another, or while another thread's is under way, runs on the calling thread alone.
  public func run(
    parts: Int, _ context: UnsafeMutableRawPointer,
    _ body: @convention(c) (UnsafeMutableRawPointer, Int) -> Void
  ) {
    crew.run(parts: parts, context, body)
  }

  deinit {
    crew.desk.pointee.close()
    for worker in workers { worker.join() }
    crew.desk.deinitialize(count: 1)
    crew.desk.deallocate()
  }
}
