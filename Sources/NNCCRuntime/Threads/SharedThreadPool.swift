/// A thread pool of several owners, such as the plans of one network.
package final class SharedThreadPool: Sendable {
  /// The pool itself.
  package let pool: ThreadPool

  /// Starts `threads` − 1 workers, or fewer if the system has no more threads to give.
  package init(threads: Int) { pool = ThreadPool(threads: threads) }
}
