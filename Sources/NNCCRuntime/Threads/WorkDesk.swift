import CMicrokernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a pool's threads take the parts of the call under way.
///
/// One word holds the call's number and how many parts are still to be taken. Taking a part is a compare
/// and exchange on it, so it succeeds only for the call that the taker saw. The fields of a call are read
/// after a part is taken: until that part is reported done, its call cannot end, so they cannot change.
struct WorkDesk: ~Copyable {
  struct Call {
    var parts: Int
    var context: UnsafeMutableRawPointer
    var body: @convention(c) (UnsafeMutableRawPointer, Int) -> Void
  }

  /// Bits 32 and up number the call; the low ones count the parts that nobody has taken.
  private let untaken = Atomic<UInt64>(0)
  private let done = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let closed = Atomic<Bool>(false)
  private let parked = Atomic<Int>(0)

  // Each at an address of its own, which does not change.
  private let call = UnsafeMutablePointer<Call>.allocate(capacity: 1)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// How long a thread looks for work before it parks: a few times what waking it up costs.
  private static let spinNanoseconds: UInt64 = 40_000
  private static let pausesPerLook = 16
  private static let mostParts = Int(UInt32.max)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wakeUp, nil)
  }

  deinit {
    pthread_cond_destroy(wakeUp)
    pthread_mutex_destroy(mutex)
    wakeUp.deallocate()
    mutex.deallocate()
    call.deallocate()
  }

  /// Runs a call on this thread and all others that come; false, with nothing done, if one is under way.
  ///
  /// The compiler does not look into it for allocations: it would have to know those of POSIX's functions.
  @_semantics("no_performance_analysis")
  func share(_ next: Call) -> Bool {
    guard next.parts <= Self.mostParts, !busy.exchange(true, ordering: .acquiring) else { return false }
    call.pointee = next
    done.store(0, ordering: .relaxed)
    let number = (untaken.load(ordering: .relaxed) >> 32) &+ 1
    untaken.store(number << 32 | UInt64(next.parts), ordering: .sequentiallyConsistent)
    if parked.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(wakeUp)
      pthread_mutex_unlock(mutex)
    }
    takeParts()
    var spin = Spin()
    while done.load(ordering: .acquiring) < next.parts {
      if !spin.goesOn { sched_yield() }
    }
    busy.store(false, ordering: .releasing)
    return true
  }

  /// What a worker does until the desk closes.
  func serve() {
    while !closed.load(ordering: .acquiring) {
      takeParts()
      var spin = Spin()
      while spin.goesOn, !hasNews {}
      if !hasNews { park() }
    }
  }

  /// Ends `serve` in every worker. No call may be under way.
  func close() {
    closed.store(true, ordering: .sequentiallyConsistent)
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(mutex)
  }

  private var hasNews: Bool {
    UInt32(truncatingIfNeeded: untaken.load(ordering: .sequentiallyConsistent)) > 0
      || closed.load(ordering: .sequentiallyConsistent)
  }

  private func takeParts() {
    var finished = 0
    while let part = takePart() {
      call.pointee.body(call.pointee.context, part)
      finished += 1
    }
    if finished > 0 { done.add(finished, ordering: .releasing) }
  }

  private func takePart() -> Int? {
    var seen = untaken.load(ordering: .acquiring)
    while UInt32(truncatingIfNeeded: seen) > 0 {
      let (taken, current) = untaken.weakCompareExchange(
        expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
      if taken { return call.pointee.parts - Int(UInt32(truncatingIfNeeded: seen)) }
      seen = current
    }
    return nil
  }

  /// Sleeps until there is news. The counter is raised before the last look, and a caller looks at the
  /// counter after it has published: one of the two sees the other.
  private func park() {
    pthread_mutex_lock(mutex)
    parked.add(1, ordering: .sequentiallyConsistent)
    while !hasNews { pthread_cond_wait(wakeUp, mutex) }
    parked.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  /// A bounded stretch of busy waiting.
  private struct Spin {
    private var deadline: UInt64?

    /// Pauses for a moment; false once the time is up.
    var goesOn: Bool {
      mutating get {
        for _ in 0..<WorkDesk.pausesPerLook { nncc_pause() }
        let now = monotonicNanoseconds()
        guard let deadline else {
          self.deadline = now + WorkDesk.spinNanoseconds
          return true
        }
        return now < deadline
      }
    }
  }
}

/// A clock that only goes forward.
func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
