extension WeightFile {
  /// The element types of safetensors whose elements are whole bytes.
  ///
  /// They are declared in the reference implementation's order: its writer lays tensors out by descending
  /// type, then by name.
  public enum ElementType: String, Sendable, Hashable, CaseIterable, Comparable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case float8e5m2 = "F8_E5M2"
    case float8e4m3 = "F8_E4M3"
    case float8e8m0 = "F8_E8M0"
    case int16 = "I16"
    case uint16 = "U16"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case uint32 = "U32"
    case float32 = "F32"
    case complex64 = "C64"
    case float64 = "F64"
    case int64 = "I64"
    case uint64 = "U64"

    /// Bytes an element.
    public var size: Int {
      switch self {
      case .bool, .uint8, .int8, .float8e5m2, .float8e4m3, .float8e8m0: 1
      case .int16, .uint16, .float16, .bfloat16: 2
      case .int32, .uint32, .float32: 4
      case .complex64, .float64, .int64, .uint64: 8
      }
    }

    /// Whether the reference implementation writes tensors of `left` after those of `right`.
    public static func < (left: Self, right: Self) -> Bool { left.layoutRank < right.layoutRank }

    private var layoutRank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The bytes of a tensor of this type and shape, nil where the product overflows or an axis is negative.
    func byteCount(of shape: [Int]) -> Int? {
      var product = size
      for axis in shape {
        let (next, overflow) = product.multipliedReportingOverflow(by: axis)
        if overflow || axis < 0 { return nil }
        product = next
      }
      return product
    }
  }
}
