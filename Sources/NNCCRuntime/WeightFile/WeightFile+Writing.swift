extension WeightFile {
  /// The file's bytes in the canonical layout: the same tensors and metadata give the same bytes.
  ///
  /// As the reference implementation does, tensors are ordered by descending element type, so that each is
  /// aligned, and then by name, and the header is padded with spaces to a multiple of 8. Metadata is ordered
  /// by key.
  public func serialized() -> [UInt8] {
    let ordered = canonicalOrder
    var bytes = Self.header(of: ordered, metadata: metadata)
    bytes.reserveCapacity(ordered.reduce(bytes.count) { $0 + $1.bytes.count })
    for tensor in ordered { bytes += tensor.bytes }
    return bytes
  }

  /// Replaces the file at `path` atomically, in the layout of `serialized()`, without a second copy in memory.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws {
    let ordered = canonicalOrder
    try AtomicFile.write(to: path) { output in
      try output.append(Self.header(of: ordered, metadata: metadata)[...])
      for tensor in ordered { try output.append(tensor.bytes) }
    }
  }

  private var canonicalOrder: [Tensor] {
    tensors.sorted { left, right in
      left.type == right.type ? left.name.precedesInBytes(right.name) : left.type > right.type
    }
  }

  /// The header's length and the header.
  private static func header(of tensors: [Tensor], metadata: [String: String]) -> [UInt8] {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.precedesInBytes($1.key) }
      let texts = pairs.map { "\($0.key.jsonLiteral):\($0.value.jsonLiteral)" }
      entries.append("\(metadataKey.jsonLiteral):{\(texts.joined(separator: ","))}")
    }
    var start = 0
    for tensor in tensors {
      let end = start + tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(tensor.name.jsonLiteral):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(start),\(end)]}")
      start = end
    }
    var json = Array("{\(entries.joined(separator: ","))}".utf8)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    return LittleEndian.bytes(of: [UInt64(json.count)]) + json
  }
}

extension String {
  /// Byte order, which unlike `<` is the same for every implementation of the format.
  fileprivate func precedesInBytes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
