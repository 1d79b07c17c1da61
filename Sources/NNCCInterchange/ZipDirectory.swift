import NNCCRuntime

/// The entries of a zip archive, by its central directory.
///
/// Format: PKWARE's APPNOTE.TXT 6.3.10. Sizes come from the central directory, which is right also where
/// the local headers leave them to a data descriptor; zip64 is read; encryption and archives in several parts
/// are refused. An entry's data are located when it is read.
struct ZipDirectory {
  struct Entry: Hashable {
    var name: String
    var method: Method
    var checksum: UInt32
    var compressedSize: Int
    var size: Int
    /// Where its local header starts.
    var offset: Int
  }

  enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }

  private static let endSignature: UInt32 = 0x0605_4B50
  private static let zip64LocatorSignature: UInt32 = 0x0706_4B50
  private static let zip64EndSignature: UInt32 = 0x0606_4B50
  private static let entrySignature: UInt32 = 0x0201_4B50
  private static let localSignature: UInt32 = 0x0403_4B50
  private static let endSize = 22
  private static let entrySize = 46
  private static let localSize = 30

  /// In the order of the directory; names are unique.
  private(set) var entries: [Entry] = []
  private let bytes: [UInt8]
  private let file: String

  init(_ bytes: [UInt8], file: String) throws {
    self.bytes = bytes
    self.file = file
    let (count, start, size) = try locate()
    var names: Set<String> = []
    var position = start
    let end = start + size
    for _ in 0..<count {
      let entry = try readEntry(at: &position, directoryEnd: end)
      guard names.insert(entry.name).inserted else {
        throw FormatError(.corrupt, file: file, "the archive has two entries named '\(entry.name)'")
      }
      entries.append(entry)
    }
    guard position == end else {
      throw FormatError(
        .corrupt, file: file, "the archive's directory has \(end - position) bytes after its \(count) entries"
      )
    }
  }

  /// The bytes of an entry, still compressed.
  func data(of entry: Entry) throws -> ArraySlice<UInt8> {
    let header = Fields(try slice(entry.offset, Self.localSize, "the header of '\(entry.name)'"))
    guard header.uint32(at: 0) == Self.localSignature else {
      throw FormatError(.corrupt, file: file, "the header of '\(entry.name)' is not where the directory says")
    }
    let nameLength = Int(header.uint16(at: 26))
    let extraLength = Int(header.uint16(at: 28))
    let name = try slice(entry.offset + Self.localSize, nameLength, "the name of '\(entry.name)'")
    guard name.elementsEqual(entry.name.utf8) else {
      throw FormatError(.corrupt, file: file, "the header of '\(entry.name)' has another name")
    }
    let start = entry.offset + Self.localSize + nameLength + extraLength
    return try slice(start, entry.compressedSize, "the data of '\(entry.name)'")
  }

  private func readEntry(at position: inout Int, directoryEnd: Int) throws -> Entry {
    let header = Fields(try slice(position, Self.entrySize, "the archive's directory", end: directoryEnd))
    guard header.uint32(at: 0) == Self.entrySignature else {
      throw FormatError(.corrupt, file: file, "the archive's directory is damaged at byte \(position)")
    }
    let nameLength = Int(header.uint16(at: 28))
    let extraLength = Int(header.uint16(at: 30))
    let commentLength = Int(header.uint16(at: 32))
    let variable = try slice(
      position + Self.entrySize, nameLength + extraLength + commentLength, "the archive's directory",
      end: directoryEnd)
    position += Self.entrySize + variable.count

    let name = String(decoding: variable.prefix(nameLength), as: UTF8.self)
    guard header.uint16(at: 8) & 1 == 0 else {
      throw FormatError(.unsupported, file: file, "'\(name)' is encrypted")
    }
    guard let method = Method(rawValue: header.uint16(at: 10)) else {
      throw FormatError(
        .unsupported, file: file,
        "'\(name)' is compressed by method \(header.uint16(at: 10)); only 0 (stored) and 8 (deflated) are supported"
      )
    }
    // A 32-bit field of all ones stands for a 64-bit one in the zip64 extra field, in this order.
    var wide = Zip64Values(variable.dropFirst(nameLength).prefix(extraLength))
    guard let size = wide.resolve(header.uint32(at: 24)),
      let compressedSize = wide.resolve(header.uint32(at: 20)),
      let offset = wide.resolve(header.uint32(at: 42))
    else { throw FormatError(.corrupt, file: file, "the sizes of '\(name)' are damaged") }
    return Entry(
      name: name, method: method, checksum: header.uint32(at: 16), compressedSize: compressedSize, size: size,
      offset: offset)
  }

  /// The number of entries, and where the central directory starts and how long it is.
  private func locate() throws -> (count: Int, start: Int, size: Int) {
    let end = try endRecordOffset()
    let record = Fields(bytes[end...])
    var values: [Int?] = [
      Int(record.uint16(at: 10)), Int(record.uint32(at: 12)), Int(record.uint32(at: 16)),
    ]
    if record.uint16(at: 10) == .max || record.uint32(at: 12) == .max || record.uint32(at: 16) == .max,
      let zip64 = try zip64EndRecord(before: end)
    {
      values = [zip64.int(at: 32), zip64.int(at: 40), zip64.int(at: 48)]
    }
    guard let count = values[0], let size = values[1], let start = values[2], start <= end,
      size <= end - start,
      count <= size / Self.entrySize
    else { throw FormatError(.corrupt, file: file, "the archive's directory does not fit in the file") }
    return (count, start, size)
  }

  /// The end record is followed by a comment of at most 65535 bytes alone.
  private func endRecordOffset() throws -> Int {
    let last = bytes.count - Self.endSize
    let first = max(0, last - Int(UInt16.max))
    for offset in stride(from: last, through: first, by: -1) {
      let record = Fields(bytes[offset...])
      if record.uint32(at: 0) == Self.endSignature, Int(record.uint16(at: 20)) == last - offset {
        return offset
      }
    }
    throw FormatError(.wrongFormat, file: file, "not a .npz file: it has no zip directory at its end")
  }

  private func zip64EndRecord(before end: Int) throws -> Fields? {
    let locatorSize = 20
    guard end >= locatorSize else { return nil }
    let locator = Fields(bytes[(end - locatorSize)..<end])
    guard locator.uint32(at: 0) == Self.zip64LocatorSignature else { return nil }
    guard let offset = locator.int(at: 8) else {
      throw FormatError(.corrupt, file: file, "the archive's zip64 record is not in the file")
    }
    let record = Fields(try slice(offset, 56, "the archive's zip64 record", end: end))
    guard record.uint32(at: 0) == Self.zip64EndSignature else {
      throw FormatError(.corrupt, file: file, "the archive's zip64 record is damaged")
    }
    return record
  }

  private func slice(_ start: Int, _ count: Int, _ what: String, end: Int? = nil) throws -> ArraySlice<UInt8> {
    let end = end ?? bytes.count
    guard start <= end, count <= end - start else {
      throw FormatError(
        .truncated, file: file, "\(what) should have \(count) bytes from \(start) on, but they end at \(end)")
    }
    return bytes[start..<(start + count)]
  }
}

/// Little-endian fields of a zip record. The caller has checked that the record is complete.
private struct Fields {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  func uint16(at offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: value(at: offset, size: 2)) }

  func uint32(at offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: value(at: offset, size: 4)) }

  /// A 64-bit field, nil where it is beyond what can be a size.
  func int(at offset: Int) -> Int? { Int(exactly: value(at: offset, size: 8)) }

  private func value(at offset: Int, size: Int) -> UInt64 {
    let start = bytes.startIndex + offset
    return bytes[start..<(start + size)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// The 64-bit values of an entry's zip64 extra field, which come one after the other.
private struct Zip64Values {
  private var values: [Int?] = []

  init(_ extra: ArraySlice<UInt8>) {
    var rest = extra
    while rest.count >= 4 {
      let identifier = Fields(rest).uint16(at: 0)
      let size = Int(Fields(rest).uint16(at: 2))
      let content = rest.dropFirst(4).prefix(size)
      if identifier == 1 {
        values = (0..<(content.count / 8)).map { Fields(content).int(at: $0 * 8) }
        return
      }
      rest = rest.dropFirst(4 + size)
    }
  }

  mutating func resolve(_ narrow: UInt32) -> Int? {
    guard narrow == .max else { return Int(narrow) }
    return values.isEmpty ? nil : values.removeFirst()
  }
}
