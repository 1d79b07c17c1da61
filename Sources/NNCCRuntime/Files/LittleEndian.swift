/// Conversion between arrays and their bytes, lowest byte first.
package enum LittleEndian {
  /// The bytes of integers, or of the bit patterns of floats.
  package static func bytes<Pattern: FixedWidthInteger & BitwiseCopyable>(of patterns: [Pattern]) -> [UInt8] {
    let size = MemoryLayout<Pattern>.size
    return [UInt8](unsafeUninitializedCapacity: patterns.count * size) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      for (index, pattern) in patterns.enumerated() {
        raw.storeBytes(of: pattern.littleEndian, toByteOffset: index * size, as: Pattern.self)
      }
      filled = patterns.count * size
    }
  }

  /// What `transform` makes of each integer or bit pattern in `bytes`; bytes beyond the last whole one are
  /// left out.
  package static func map<Pattern: FixedWidthInteger & BitwiseCopyable, Element>(
    _ bytes: ArraySlice<UInt8>, of _: Pattern.Type, _ transform: (Pattern) -> Element
  ) -> [Element] {
    let size = MemoryLayout<Pattern>.size
    let count = bytes.count / size
    return bytes.withUnsafeBytes { raw in
      [Element](unsafeUninitializedCapacity: count) { buffer, filled in
        for index in 0..<count {
          let pattern = raw.loadUnaligned(fromByteOffset: index * size, as: Pattern.self)
          buffer.initializeElement(at: index, to: transform(Pattern(littleEndian: pattern)))
        }
        filled = count
      }
    }
  }
}
