import NNCCRuntime

/// An element type of a .npy or IDX file that can be read, with its byte order.
struct NumericType {
  private enum Kind: String {
    case bool = "b1"
    case int8 = "i1"
    case uint8 = "u1"
    case int16 = "i2"
    case uint16 = "u2"
    case int32 = "i4"
    case uint32 = "u4"
    case int64 = "i8"
    case uint64 = "u8"
    case float16 = "f2"
    case float32 = "f4"
    case float64 = "f8"
  }

  private let descriptor: String
  private let kind: Kind
  private let needsSwap: Bool

  /// From NumPy's descriptor: the byte order (`<`, `>`, or `|` where it does not matter), a letter, the size.
  init?(descriptor: String) {
    guard let order = descriptor.first, "<>|=".contains(order),
      let kind = Kind(rawValue: String(descriptor.dropFirst()))
    else { return nil }
    let hostIsBigEndian = 1.bigEndian == 1
    self.descriptor = descriptor
    self.kind = kind
    needsSwap = order == "=" ? false : (order == ">") != hostIsBigEndian
  }

  /// Bytes an element takes in memory, where narrow types are widened.
  var memorySize: Int {
    switch kind {
    case .bool, .uint8: 1
    case .int8, .int16, .uint16, .int32, .float16, .float32: 4
    case .uint32, .int64, .uint64, .float64: 8
    }
  }

  /// The number of elements of an array of this type.
  ///
  /// - Throws: `FormatError` where they would take more than `limit` bytes in memory.
  func checkedCount(shape: [Int], limit: Int, file: String) throws -> Int {
    var count = 1
    // Axes of size 0 do not count: no part of the shape may overflow for those who multiply it later.
    for size in shape where size > 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      // Divided, not multiplied, so that nothing can overflow.
      guard !overflow, product <= limit / memorySize else {
        throw FormatError(
          .tooLarge, file: file,
          "an array of shape \(shape) and type '\(descriptor)' is beyond the limit of \(limit) bytes")
      }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// Reads elements into the narrowest type of `NDArray.Elements` that holds them all.
  func readElements(_ count: Int, from reader: inout ByteReader) throws -> NDArray.Elements {
    switch kind {
    case .bool: .uint8(try read(count, UInt8.self, from: &reader).map { $0 == 0 ? 0 : 1 })
    case .uint8: .uint8(try read(count, UInt8.self, from: &reader))
    case .int8: .int32(try read(count, Int8.self, from: &reader).map(Int32.init))
    case .int16: .int32(try read(count, Int16.self, from: &reader).map(Int32.init))
    case .uint16: .int32(try read(count, UInt16.self, from: &reader).map(Int32.init))
    case .int32: .int32(try read(count, Int32.self, from: &reader))
    case .uint32: .int64(try read(count, UInt32.self, from: &reader).map(Int64.init))
    case .int64: .int64(try read(count, Int64.self, from: &reader))
    case .uint64: .int64(try Self.narrow(read(count, UInt64.self, from: &reader), file: reader.file))
    case .float16: .float32(try read(count, UInt16.self, from: &reader).map(Float.init(float16Pattern:)))
    case .float32 where needsSwap:
      .float32(try read(count, UInt32.self, from: &reader).map(Float.init(bitPattern:)))
    case .float64 where needsSwap:
      .float64(try read(count, UInt64.self, from: &reader).map(Double.init(bitPattern:)))
    case .float32: .float32(try reader.read(count, of: Float.self, Self.what))
    case .float64: .float64(try reader.read(count, of: Double.self, Self.what))
    }
  }

  private static let what = "the array's data"

  private func read<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int, _ type: Integer.Type, from reader: inout ByteReader
  ) throws -> [Integer] {
    var values = try reader.read(count, of: type, Self.what)
    if needsSwap {
      for index in values.indices { values[index] = values[index].byteSwapped }
    }
    return values
  }

  private static func narrow(_ values: [UInt64], file: String) throws -> [Int64] {
    if let index = values.firstIndex(where: { $0 > Int64.max }) {
      throw FormatError(
        .unsupported, file: file, "element \(index) is \(values[index]), which does not fit int64")
    }
    return values.map(Int64.init)
  }
}

extension NDArray.Elements {
  /// NumPy's name for the type, as `littleEndianBytes` holds it.
  var descriptor: String {
    switch self {
    case .float32: "<f4"
    case .float64: "<f8"
    case .uint8: "|u1"
    case .int32: "<i4"
    case .int64: "<i8"
    }
  }

  var littleEndianBytes: [UInt8] {
    switch self {
    case .float32(let values): LittleEndian.bytes(of: values.map(\.bitPattern))
    case .float64(let values): LittleEndian.bytes(of: values.map(\.bitPattern))
    case .uint8(let values): values
    case .int32(let values): LittleEndian.bytes(of: values)
    case .int64(let values): LittleEndian.bytes(of: values)
    }
  }
}
