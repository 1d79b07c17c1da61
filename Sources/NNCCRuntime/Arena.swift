#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The one stretch of memory that a plan runs in: zeroed, page-aligned, allocated once.
///
/// `@unchecked`: the arena itself never changes; who runs plans in it sees to it that one does at a time.
public final class Arena: @unchecked Sendable {
  /// The first word.
  public let base: UnsafeMutablePointer<Float>
  /// Of 32-bit words.
  public let count: Int
  private var mappedBytes: Int

  /// The machine would not give as much memory.
  public struct OutOfMemory: Error, CustomStringConvertible {
    /// How many were asked for.
    public var bytes: Int
    /// For people.
    public var description: String { "the machine has no \(bytes) bytes of memory to give" }
  }

  /// - Throws: `OutOfMemory`.
  public init(words: Int) throws {
    let page = Self.pageBytes
    count = max(1, words)
    mappedBytes = (4 * count + page - 1) / page * page
    let address = mmap(nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let address, address != MAP_FAILED else { throw OutOfMemory(bytes: mappedBytes) }
    #if os(Linux)
      // Large pages spare the address translation of long rows.
      if mappedBytes >= 4 << 20 { madvise(address, mappedBytes, Int32(MADV_HUGEPAGE)) }
    #endif
    base = address.assumingMemoryBound(to: Float.self)
  }

  deinit { munmap(base, mappedBytes) }

  /// Gives back the memory from a word on, in whole pages.
  package func release(from word: Int) {
    let page = Self.pageBytes
    let start = (4 * word + page - 1) / page * page
    guard start > 0, start < mappedBytes else { return }
    guard munmap(UnsafeMutableRawPointer(base) + start, mappedBytes - start) == 0 else { return }
    mappedBytes = start
  }

  private static var pageBytes: Int { Int(sysconf(Int32(_SC_PAGESIZE))) }
}
