import CMicrokernels

/// The threads of a pool, for as long as the pool is there.
///
/// Any thread may use it: the desk is made for several, and stays where it is while the pool is borrowed.
struct Crew: @unchecked Sendable {
  let desk: UnsafeMutablePointer<WorkDesk>
  /// How many there are, the caller's among them.
  let threads: Int

  // @_noAllocation
  /// `ThreadPool.run(parts:_:_:)`
  func run(
    parts: Int, _ context: UnsafeMutableRawPointer,
    _ body: @convention(c) (UnsafeMutableRawPointer, Int) -> Void
  ) {
    if parts > 1, threads > 1, desk.pointee.share(WorkDesk.Call(parts: parts, context: context, body: body)) {
      return
    }
    for part in 0..<max(0, parts) { nncc_call_part(body, context, part) }
  }
}
