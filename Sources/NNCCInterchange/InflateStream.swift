import CZlib

/// Decompression by zlib, piece by piece, so that no more is inflated than is asked for.
final class InflateStream {
  enum Wrapping: Int32 {
    /// Deflate data alone, as in a zip archive.
    case none = -15
    /// A gzip header, and a trailer whose checksum and length zlib verifies.
    case gzip = 31
  }

  enum Failure: Error {
    case outOfMemory
    case corrupt(String)
  }

  /// Deflate makes at most this many bytes of one (zlib's technical details).
  static let largestExpansion = 1032

  // zlib keeps the address, so the value must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: ArraySlice<UInt8>
  private var consumed = 0
  /// Whether the data's own end mark has been read.
  private(set) var isAtEnd = false

  init(_ input: ArraySlice<UInt8>, wrapping: Wrapping) throws {
    self.input = input
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else {
      throw Failure.outOfMemory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Compressed bytes that were not used; where the data has ended, these follow it.
  var unusedCount: Int { input.count - consumed }

  /// Fills as much of `buffer` as there is data for.
  ///
  /// - Returns: the bytes written, fewer than asked for where the data or the input has ended.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var written = 0
    while written < buffer.count && !isAtEnd {
      let (taken, made, status) = step(into: UnsafeMutableRawBufferPointer(rebasing: buffer[written...]))
      consumed += taken
      written += made
      switch status {
      case Z_STREAM_END: isAtEnd = true
      case Z_OK: break
      // No progress is possible: the input has ended early.
      case Z_BUF_ERROR: return written
      case Z_MEM_ERROR: throw Failure.outOfMemory
      default: throw Failure.corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
      }
    }
    return written
  }

  private func step(
    into buffer: UnsafeMutableRawBufferPointer
  ) -> (taken: Int, made: Int, status: Int32) {
    input.withUnsafeBytes { input in
      let rest = input[consumed...]
      // zlib counts in 32 bits.
      let available = min(rest.count, 1 << 30)
      let room = min(buffer.count, 1 << 30)
      let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: start?.assumingMemoryBound(to: UInt8.self))
      stream.pointee.avail_in = UInt32(available)
      stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      let status = inflate(stream, Z_NO_FLUSH)
      return (available - Int(stream.pointee.avail_in), room - Int(stream.pointee.avail_out), status)
    }
  }
}
