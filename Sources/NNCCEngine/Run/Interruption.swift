import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C, SIGTERM and SIGHUP as a flag that a run looks at between steps.
package enum Interruption {
  /// From now on the first of SIGINT, SIGTERM and SIGHUP sets the flag; the second ends the process at once.
  /// SIGHUP stays ignored where it is, as nohup has it. A reader that closes the pipe of the reports no longer
  /// ends it at all.
  package static func install() {
    // Globals are initialized on first use, which must not be in the handler.
    notedSignal.store(0, ordering: .relaxed)
    ignoreClosedPipes()
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP]) {
      install(for: number)
      sigaddset(&signals, number)
    }
    // A parent that had them blocked, as threads of a test runner have, passes that on.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func ignoreClosedPipes() {
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = SIG_IGN
    #else
      action.__sigaction_handler.sa_handler = SIG_IGN
    #endif
    sigaction(SIGPIPE, &action, nil)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func install(for number: Int32) {
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = noteSignal
    #else
      action.__sigaction_handler.sa_handler = noteSignal
    #endif
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND) | UInt32(SA_RESTART))
    sigaction(number, &action, nil)
  }

  /// The signal that came, nil if none did.
  package static var signal: Int32? {
    let number = notedSignal.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}

private let notedSignal = Atomic<Int32>(0)

/// One store to a lock-free atomic: all that may safely happen in a signal handler.
private func noteSignal(_ number: Int32) { notedSignal.store(number, ordering: .relaxed) }
