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
  ///
  /// - Parameter desk: stays where it is until the worker has been joined
  init?(at desk: UnsafeMutablePointer<WorkDesk>) {
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let failure = pthread_create(&thread, nil, serveDesk, desk)
    guard failure == 0 else { return nil }
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
    context.assumingMemoryBound(to: WorkDesk.self).pointee.serve()
    return nil
  }
#else
  private func serveDesk(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    context?.assumingMemoryBound(to: WorkDesk.self).pointee.serve()
    return nil
  }
#endif
