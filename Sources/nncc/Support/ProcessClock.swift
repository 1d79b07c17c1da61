import Foundation

/// The time since the process started.
enum ProcessClock {
  private static let origin: (wall: UInt64, processor: UInt64) = (
    nanoseconds(CLOCK_MONOTONIC), nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
  )

  /// Notes the time that `main` begins at.
  static func start() { _ = origin }

  /// Milliseconds since the process started: since `main` began, and the processor time that loading the
  /// program took before it.
  static var milliseconds: Double {
    Double(nanoseconds(CLOCK_MONOTONIC) - origin.wall + origin.processor) * 1e-6
  }

  private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
