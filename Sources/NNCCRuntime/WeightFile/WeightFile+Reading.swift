extension WeightFile {
  /// Reads a file and checks all of it.
  ///
  /// - Parameter limit: the most bytes the file may hold.
  /// - Throws: `FileError` where it cannot be read, `WeightFileError` where it breaks a rule of the format.
  public init(path: String, limit: Int = FileContents.physicalMemory) throws {
    try self.init(bytes: FileContents.bytes(of: path, limit: limit))
  }

  /// Reads a file's bytes, which the tensors then share.
  ///
  /// - Throws: `WeightFileError`.
  public init(bytes: [UInt8]) throws {
    let header = try Self.header(of: bytes)
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    do {
      var scanner = JSONScanner(header)
      try scanner.readObject { scanner, key in
        if key == Self.metadataKey {
          metadata = try Self.readMetadata(from: &scanner)
        } else {
          entries.append(try Entry(key, from: &scanner))
        }
      }
      try scanner.readEnd()
    } catch let failure as JSONScanner.Failure {
      throw WeightFileError(failure)
    }
    let tensors = try Self.layOut(entries, over: bytes[header.endIndex...])
    try self.init(tensors, metadata: metadata)
  }

  private static func header(of bytes: [UInt8]) throws -> ArraySlice<UInt8> {
    let lengthSize = MemoryLayout<UInt64>.size
    guard bytes.count >= lengthSize else { throw WeightFileError.tooShort(bytes: bytes.count) }
    let declared = LittleEndian.map(bytes[..<lengthSize], of: UInt64.self) { $0 }[0]
    guard declared <= headerLimit else { throw WeightFileError.headerTooLarge(length: declared) }
    let length = Int(declared)
    let rest = bytes[lengthSize...]
    guard length <= rest.count else {
      throw WeightFileError.headerBeyondFile(length: length, available: rest.count)
    }
    guard length > 0, rest.first == UInt8(ascii: "{") else { throw WeightFileError.headerStart }
    return rest.prefix(length)
  }

  private static func readMetadata(from scanner: inout JSONScanner) throws -> [String: String] {
    var metadata: [String: String] = [:]
    do {
      try scanner.readObject { scanner, key in metadata[key] = try scanner.readString() }
    } catch let failure as JSONScanner.Failure {
      guard let reason = failure.wrongTypeText else { throw failure }
      throw WeightFileError.metadataNotStrings(reason: reason)
    }
    return metadata
  }

  /// Gives each tensor its bytes, and checks that together they are all of `data`, each byte once.
  private static func layOut(_ entries: [Entry], over data: ArraySlice<UInt8>) throws -> [Tensor] {
    var tensors: [Tensor] = []
    tensors.reserveCapacity(entries.count)
    var previousEnd = 0
    for entry in entries.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      guard entry.start <= previousEnd else {
        throw WeightFileError.hole(tensor: entry.name, start: entry.start, previousEnd: previousEnd)
      }
      guard entry.start == previousEnd, entry.end >= entry.start else {
        throw WeightFileError.overlap(
          tensor: entry.name, start: entry.start, end: entry.end, previousEnd: previousEnd)
      }
      guard entry.end <= data.count else {
        throw WeightFileError.endMismatch(tensorsEnd: entry.end, fileEnd: data.count)
      }
      let bytes = data.dropFirst(entry.start).prefix(entry.end - entry.start)
      tensors.append(try Tensor(entry.name, type: entry.type, shape: entry.shape, bytes: bytes))
      previousEnd = entry.end
    }
    guard previousEnd == data.count else {
      throw WeightFileError.endMismatch(tensorsEnd: previousEnd, fileEnd: data.count)
    }
    return tensors
  }
}

/// What the header says of one tensor.
private struct Entry {
  /// More axes than any array library knows.
  private static let axisLimit = 64

  var name: String
  var type: WeightFile.ElementType
  var shape: [Int]
  /// Where the tensor's bytes start and end, counted from the end of the header.
  var start: Int
  var end: Int

  /// Reads the object that follows a tensor's name. Fields of later versions are passed over, as the reference
  /// implementation does.
  init(_ name: String, from scanner: inout JSONScanner) throws {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    do {
      try scanner.readObject { scanner, key in
        switch key {
        case "dtype": typeName = try scanner.readString()
        case "shape": shape = try Self.readSizes(from: &scanner, of: name, key, atMost: Self.axisLimit)
        case "data_offsets": offsets = try Self.readSizes(from: &scanner, of: name, key, atMost: 2)
        default: try scanner.skipValue()
        }
      }
    } catch let failure as JSONScanner.Failure {
      guard let reason = failure.wrongTypeText else { throw failure }
      throw WeightFileError.invalidEntry(tensor: name, reason: reason)
    }
    guard let typeName else { throw Self.missing("dtype", name) }
    guard let shape else { throw Self.missing("shape", name) }
    guard let offsets else { throw Self.missing("data_offsets", name) }
    guard offsets.count == 2 else {
      throw WeightFileError.invalidEntry(
        tensor: name, reason: "data_offsets must be two integers, found \(offsets.count)")
    }
    guard let type = WeightFile.ElementType(rawValue: typeName) else {
      throw WeightFileError.unknownElementType(tensor: name, name: typeName)
    }
    self.name = name
    self.type = type
    self.shape = shape
    self.start = offsets[0]
    self.end = offsets[1]
  }

  private static func missing(_ field: String, _ name: String) -> WeightFileError {
    .invalidEntry(tensor: name, reason: "\(field) is missing")
  }

  private static func readSizes(
    from scanner: inout JSONScanner, of name: String, _ field: String, atMost limit: Int
  ) throws -> [Int] {
    var sizes: [Int] = []
    try scanner.readArray { scanner in
      let size = try scanner.readInteger()
      guard size >= 0 else {
        throw WeightFileError.invalidEntry(tensor: name, reason: "\(field) holds the negative \(size)")
      }
      guard sizes.count < limit else {
        throw WeightFileError.invalidEntry(tensor: name, reason: "\(field) has more than \(limit) elements")
      }
      sizes.append(size)
    }
    return sizes
  }
}

extension JSONScanner.Failure {
  /// Set where the JSON is valid, but not of the form that was asked for.
  fileprivate var wrongTypeText: String? {
    guard case .wrongType(let expected, let found) = reason else { return nil }
    return "expected \(expected) at byte \(offset) of the header, found \(found)"
  }
}

extension WeightFileError {
  fileprivate init(_ failure: JSONScanner.Failure) {
    switch failure.reason {
    case .syntax(let text): self = .invalidJSON(offset: failure.offset, reason: text)
    case .notUTF8: self = .notUTF8(offset: failure.offset)
    case .duplicateKey(let key): self = .duplicateKey(key)
    case .wrongType(let expected, let found):
      self = .invalidJSON(offset: failure.offset, reason: "expected \(expected), found \(found)")
    case .tooDeep(let limit):
      self = .invalidJSON(offset: failure.offset, reason: "values are nested deeper than \(limit)")
    }
  }
}
