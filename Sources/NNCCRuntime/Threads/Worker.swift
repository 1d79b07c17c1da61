#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One thread that serves a desk until the desk closes.
struct Worker: @unchecked Sendable {
  private let thread: pthread_t

  /// nil if the system has no more threads to give.
  init?(at desk: WorkDesk) {
    // The thread owns this reference, and gives it back when it ends.
    let context = Unmanaged.passRetained(desk)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let failure = pthread_create(&thread, nil, serveDesk, context.toOpaque())
    guard failure == 0 else {
      context.release()
      return nil
    }
    #if canImport(Darwin)
      guard let thread else { return nil }
    #endif
    self.thread = thread
  }

  /// Waits for the thread to end.
  func join() {
    pthread_join(thread, nil)
  }
}

#if canImport(Darwin)
  private func serveDesk(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<WorkDesk>.fromOpaque(context).takeRetainedValue().serve()
    return nil
  }
#else
  private func serveDesk(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<WorkDesk>.fromOpaque(context).takeRetainedValue().serve()
    return nil
  }
#endif
