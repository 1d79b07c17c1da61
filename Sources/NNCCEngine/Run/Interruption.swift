import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C and SIGTERM as a flag that a run looks at between steps.
///
/// The handler does one store to a lock-free atomic, which is all that may safely happen in a signal handler.
public enum Interruption {
  private static let flag = Atomic<Int32>(0)

  /// From now on the first SIGINT or SIGTERM sets the flag; the second ends the process at once.
  public static func install() {
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      let handler: @convention(c) (Int32) -> Void = { flag.store($0, ordering: .relaxed) }
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = handler
      #else
        action.__sigaction_handler.sa_handler = handler
      #endif
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND) | UInt32(SA_RESTART))
      sigaction(number, &action, nil)
    }
  }

  /// The signal that came, nil if none did.
  public static var signal: Int32? {
    let number = flag.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
