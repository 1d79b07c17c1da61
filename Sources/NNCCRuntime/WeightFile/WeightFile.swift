/// Named tensors and text metadata in the safetensors format.
///
/// The format (https://github.com/huggingface/safetensors) is eight bytes with the length of a header, the
/// header in JSON, and the tensors' bytes, little-endian and in row-major order. A file is checked in full
/// when it is opened: what the header says of the tensors is true, and no byte belongs to two of them or to
/// none. The values themselves are not checked; see `mismatches(with:)`.
public struct WeightFile: Sendable, Hashable {
  /// The longest header, in bytes, as in the reference implementation.
  static let headerLimit = 100_000_000
  /// The key of the header that holds the metadata in place of a tensor.
  static let metadataKey = "__metadata__"

  /// Free text that goes with the tensors.
  public var metadata: [String: String]
  /// In the order of their bytes in the file that was read, or as they were given.
  public let tensors: [Tensor]
  private let positions: [String: Int]

  /// A file of the tensors given; their order in memory does not matter to what is written.
  ///
  /// - Throws: `WeightFileError` where two have one name or a name is reserved.
  public init(_ tensors: [Tensor], metadata: [String: String] = [:]) throws {
    var positions: [String: Int] = [:]
    for (position, tensor) in tensors.enumerated() {
      guard tensor.name != Self.metadataKey else { throw WeightFileError.reservedName }
      guard positions.updateValue(position, forKey: tensor.name) == nil else {
        throw WeightFileError.duplicateKey(tensor.name)
      }
    }
    self.tensors = tensors
    self.metadata = metadata
    self.positions = positions
  }

  /// The tensor of that name.
  public subscript(name: String) -> Tensor? { positions[name].map { tensors[$0] } }

  /// The tensor of that name.
  ///
  /// - Throws: `WeightFileError.missingTensor` where there is none.
  public func tensor(_ name: String) throws -> Tensor {
    guard let tensor = self[name] else { throw WeightFileError.missingTensor(name) }
    return tensor
  }
}

extension WeightFile {
  /// One named array of a file.
  public struct Tensor: Sendable, Hashable {
    /// Unique within a file.
    public let name: String
    /// How `bytes` are to be read.
    public let type: ElementType
    /// Sizes along the axes; empty for a scalar.
    public let shape: [Int]
    /// The elements, little-endian, last axis fastest. Tensors of one file share its storage.
    public let bytes: ArraySlice<UInt8>

    /// A tensor over bytes that are already in the format's order.
    ///
    /// - Throws: `WeightFileError` where the number of bytes is not that of the type and shape.
    public init(_ name: String, type: ElementType, shape: [Int], bytes: ArraySlice<UInt8>) throws {
      guard let expected = type.byteCount(of: shape) else {
        throw WeightFileError.sizeOverflow(tensor: name, type: type, shape: shape)
      }
      guard expected == bytes.count else {
        throw WeightFileError.sizeMismatch(
          tensor: name, type: type, shape: shape, expected: expected, found: bytes.count)
      }
      self.name = name
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }

    /// A float32 tensor.
    ///
    /// - Throws: `WeightFileError` where the number of elements is not that of the shape.
    public init(_ name: String, shape: [Int], _ elements: [Float]) throws {
      let bytes = LittleEndian.bytes(of: elements.map(\.bitPattern))
      try self.init(name, type: .float32, shape: shape, bytes: bytes[...])
    }

    /// An int32 tensor.
    ///
    /// - Throws: `WeightFileError` where the number of elements is not that of the shape.
    public init(_ name: String, shape: [Int], _ elements: [Int32]) throws {
      try self.init(name, type: .int32, shape: shape, bytes: LittleEndian.bytes(of: elements)[...])
    }

    /// The elements of a tensor of any floating-point type, rounded to the nearest float32.
    ///
    /// - Throws: `WeightFileError.notConvertible` for other types.
    public func floats() throws -> [Float] {
      switch type {
      case .float32: LittleEndian.map(bytes, of: UInt32.self) { Float(bitPattern: $0) }
      case .float64: LittleEndian.map(bytes, of: UInt64.self) { Float(Double(bitPattern: $0)) }
      case .float16: LittleEndian.map(bytes, of: UInt16.self) { Float(float16Pattern: $0) }
      case .bfloat16: LittleEndian.map(bytes, of: UInt16.self) { Float(bfloat16Pattern: $0) }
      default: throw WeightFileError.notConvertible(tensor: name, type: type, wanted: "float32")
      }
    }

    /// The elements of an int32 tensor.
    ///
    /// - Throws: `WeightFileError.notConvertible` for other types.
    public func int32s() throws -> [Int32] {
      guard type == .int32 else {
        throw WeightFileError.notConvertible(tensor: name, type: type, wanted: "int32")
      }
      return LittleEndian.map(bytes, of: Int32.self) { $0 }
    }
  }
}
