import CZlib

/// Reads a file's contents front to back, decompressing them where they are compressed.
///
/// Memory is bounded by what the caller asks for, and what it asks for is held against what could be there
/// before anything is allocated.
struct ByteReader {
  /// The file, for errors.
  let file: String
  /// CRC-32 of all that was read.
  private(set) var checksum: UInt32 = 0
  /// How much was read, after decompression.
  private(set) var bytesRead = 0
  private var source: Source

  private enum Source {
    case plain(ArraySlice<UInt8>)
    case compressed(InflateStream)
  }

  /// A reader of bytes as they are.
  init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.file = file
    source = .plain(bytes)
  }

  /// A reader of what deflated bytes expand to.
  init(inflating bytes: ArraySlice<UInt8>, wrapping: InflateStream.Wrapping, file: String) throws {
    self.file = file
    source = .compressed(try Self.translatingFailures(file) { try InflateStream(bytes, wrapping: wrapping) })
  }

  /// Reads `count` elements of a type that any bytes are a value of, in the file's byte order.
  ///
  /// - Parameter what: the name of the part, for errors.
  mutating func read<Element: BitwiseCopyable>(
    _ count: Int, of _: Element.Type, _ what: String
  ) throws -> [Element] {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.size)
    guard !overflow, byteCount <= mostBytesLeft else {
      throw FormatError(
        .truncated, file: file,
        "\(what) should have \(overflow ? "more than 2⁶³" : "\(byteCount)") bytes, but at most "
          + "\(mostBytesLeft) are left")
    }
    // The memory is reserved at once, but the system provides it only as it is written to.
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<byteCount])
      let filled = try read(into: bytes)
      guard filled == byteCount else {
        throw FormatError(
          .truncated, file: file, "\(what) should have \(byteCount) bytes, but the data ends after \(filled)")
      }
      initialized = count
    }
  }

  /// Checks that nothing follows what was read.
  mutating func expectEnd() throws {
    var byte: UInt8 = 0
    let extra = try withUnsafeMutableBytes(of: &byte) { try read(into: $0) }
    var unused = 0
    if case .compressed(let stream) = source {
      unused = stream.unusedCount
      guard stream.isAtEnd || extra > 0 else {
        throw FormatError(.truncated, file: file, "the compressed data end before their end mark")
      }
    }
    guard extra == 0 && unused == 0 else {
      throw FormatError(
        .trailingBytes, file: file, "there is more after the \(bytesRead - extra) bytes that were declared")
    }
  }

  /// No more than this can still come.
  private var mostBytesLeft: Int {
    switch source {
    case .plain(let rest): return rest.count
    case .compressed(let stream):
      // What zlib holds back internally is less than its window.
      let (product, overflow) = stream.unusedCount.multipliedReportingOverflow(
        by: InflateStream.largestExpansion)
      return overflow ? .max : product + 1 << 16
    }
  }

  private mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let filled: Int
    switch source {
    case .plain(let rest):
      filled = min(rest.count, buffer.count)
      rest.prefix(filled).withUnsafeBytes { buffer.copyMemory(from: $0) }
      source = .plain(rest.dropFirst(filled))
    case .compressed(let stream):
      filled = try Self.translatingFailures(file) { try stream.read(into: buffer) }
    }
    checksum = CRC32.update(checksum, UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    bytesRead += filled
    return filled
  }

  private static func translatingFailures<Value>(_ file: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch InflateStream.Failure.corrupt(let reason) {
      throw FormatError(.corrupt, file: file, "the compressed data is damaged: \(reason)")
    } catch InflateStream.Failure.outOfMemory {
      throw FormatError(.tooLarge, file: file, "there is no memory to decompress it")
    }
  }
}

/// The checksum of zip and gzip.
enum CRC32 {
  /// The checksum of the bytes that `checksum` covers followed by `bytes`.
  static func update(_ checksum: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return checksum }
    return UInt32(truncatingIfNeeded: crc32_z(UInt(checksum), start, bytes.count))
  }
}
