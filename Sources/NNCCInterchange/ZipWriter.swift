import NNCCRuntime

/// Writes a zip archive of stored entries. The same entries give the same bytes: dates are the format's first.
struct ZipWriter {
  private static let versionNeeded: UInt16 = 20
  private static let namesAreUTF8: UInt16 = 1 << 11
  /// 1 January 1980, in MS-DOS's notation.
  private static let date: UInt16 = 0x0021

  let file: String
  private var archive: [UInt8] = []
  private var directory: [UInt8] = []
  private var names: Set<String> = []

  init(file: String) { self.file = file }

  mutating func append(_ data: [UInt8], name: String) throws {
    guard names.insert(name).inserted else {
      throw FormatError(.corrupt, file: file, "two entries are named '\(name)'")
    }
    guard let nameLength = UInt16(exactly: name.utf8.count) else {
      throw FormatError(.tooLarge, file: file, "a name of \(name.utf8.count) bytes does not fit a zip file")
    }
    let offset = try narrow(archive.count)
    let size = try narrow(data.count)
    let checksum = data.withUnsafeBytes { CRC32.update(0, $0) }
    // What the local header and the directory have in common.
    let shared =
      uint16(Self.versionNeeded, Self.namesAreUTF8, 0, 0, Self.date) + uint32(checksum, size, size)
      + uint16(nameLength, 0)
    archive += uint32(0x0403_4B50) + shared + Array(name.utf8) + data
    directory +=
      uint32(0x0201_4B50) + uint16(Self.versionNeeded) + shared + uint16(0, 0, 0) + uint32(0, offset)
      + Array(name.utf8)
  }

  consuming func finish() throws -> [UInt8] {
    guard let count = UInt16(exactly: names.count) else {
      throw FormatError(.tooLarge, file: file, "\(names.count) entries do not fit a zip file")
    }
    let end =
      uint32(0x0605_4B50) + uint16(0, 0, count, count)
      + uint32(try narrow(directory.count), try narrow(archive.count)) + uint16(0)
    return archive + directory + end
  }

  private func narrow(_ size: Int) throws -> UInt32 {
    // All ones mean that the value is elsewhere.
    guard size < UInt32.max else {
      throw FormatError(.tooLarge, file: file, "\(size) bytes do not fit a zip file of 4 GiB")
    }
    return UInt32(size)
  }

  private func uint16(_ values: UInt16...) -> [UInt8] { LittleEndian.bytes(of: values) }

  private func uint32(_ values: UInt32...) -> [UInt8] { LittleEndian.bytes(of: values) }
}
