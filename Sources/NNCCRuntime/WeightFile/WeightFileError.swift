/// Why a weight file was refused: one case for each rule of the format, or of the model that it should fit.
public enum WeightFileError: Error, Sendable, Hashable {
  /// The file cannot hold the eight bytes of the header's length.
  case tooShort(bytes: Int)
  /// The header's length is beyond the format's limit of 100 MB.
  case headerTooLarge(length: UInt64)
  /// The header would end after the file.
  case headerBeyondFile(length: Int, available: Int)
  /// The header's first byte is not `{`.
  case headerStart
  /// A string of the header is not valid UTF-8.
  case notUTF8(offset: Int)
  /// The header is not strict JSON.
  case invalidJSON(offset: Int, reason: String)
  /// A tensor, a key of `__metadata__` or a field appears twice.
  case duplicateKey(String)
  /// A value of `__metadata__` is not a string.
  case metadataNotStrings(reason: String)
  /// A tensor's entry lacks a field, or a field has the wrong form.
  case invalidEntry(tensor: String, reason: String)
  /// A tensor's type is none that this library knows.
  case unknownElementType(tensor: String, name: String)
  /// A tensor's size does not fit 64 bits.
  case sizeOverflow(tensor: String, type: WeightFile.ElementType, shape: [Int])
  /// A tensor's bytes are not those of its type and shape.
  case sizeMismatch(tensor: String, type: WeightFile.ElementType, shape: [Int], expected: Int, found: Int)
  /// A tensor starts before its predecessor ends, or ends before it starts.
  case overlap(tensor: String, start: Int, end: Int, previousEnd: Int)
  /// Bytes between two tensors belong to neither.
  case hole(tensor: String, start: Int, previousEnd: Int)
  /// The last tensor does not end where the file does.
  case endMismatch(tensorsEnd: Int, fileEnd: Int)
  /// `__metadata__` cannot name a tensor.
  case reservedName
  /// The tensor's elements cannot be read as the type asked for.
  case notConvertible(tensor: String, type: WeightFile.ElementType, wanted: String)
  /// The model has a parameter that the file lacks.
  case missingTensor(String)
  /// The file has a tensor that the model lacks.
  case unexpectedTensor(String)
  /// A tensor has another shape than the model's parameter.
  case shapeMismatch(tensor: String, expected: [Int], found: [Int])
  /// A tensor holds NaN or infinity.
  case nonFinite(tensor: String, count: Int, firstIndex: Int)
}

extension WeightFileError: CustomStringConvertible {
  /// One line that names the tensor and the numbers; it does not name the file.
  public var description: String {
    switch self {
    case .tooShort(let bytes):
      "not a safetensors file: \(bytes) bytes cannot hold the 8 bytes of the header's length"
    case .headerTooLarge(let length):
      "not a safetensors file: a header of \(length) bytes is beyond the limit of "
        + "\(WeightFile.headerLimit)"
    case .headerBeyondFile(let length, let available):
      "the header should have \(length) bytes, but the file has only \(available) after its length"
    case .headerStart:
      "not a safetensors file: the header does not start with '{'"
    case .notUTF8(let offset):
      "the string at byte \(offset) of the header is not valid UTF-8"
    case .invalidJSON(let offset, let reason):
      "the header is not valid JSON at byte \(offset): \(reason)"
    case .duplicateKey(let key):
      "'\(key)' appears twice in the header"
    case .metadataNotStrings(let reason):
      "__metadata__ must map strings to strings: \(reason)"
    case .invalidEntry(let tensor, let reason):
      "tensor '\(tensor)': \(reason)"
    case .unknownElementType(let tensor, let name):
      "tensor '\(tensor)': unknown dtype '\(name)'"
    case .sizeOverflow(let tensor, let type, let shape):
      "tensor '\(tensor)': the size of \(type.rawValue) \(shape) does not fit 64 bits"
    case .sizeMismatch(let tensor, let type, let shape, let expected, let found):
      "tensor '\(tensor)': \(type.rawValue) \(shape) takes \(expected) bytes, its offsets span \(found)"
    case .overlap(let tensor, let start, let end, let previousEnd):
      "tensor '\(tensor)': its bytes \(start) to \(end) overlap others, which end at \(previousEnd)"
    case .hole(let tensor, let start, let previousEnd):
      "tensor '\(tensor)' starts at byte \(start), but the bytes from \(previousEnd) on belong to no tensor"
    case .endMismatch(let tensorsEnd, let fileEnd):
      "the tensors end at byte \(tensorsEnd) of the data, which ends at byte \(fileEnd)"
    case .reservedName:
      "a tensor cannot be named __metadata__"
    case .notConvertible(let tensor, let type, let wanted):
      "tensor '\(tensor)' holds \(type.rawValue) elements, which cannot be read as \(wanted)"
    case .missingTensor(let tensor):
      "tensor '\(tensor)' is missing"
    case .unexpectedTensor(let tensor):
      "tensor '\(tensor)' belongs to no parameter of the model"
    case .shapeMismatch(let tensor, let expected, let found):
      "tensor '\(tensor)' has shape \(found), the model's parameter \(expected)"
    case .nonFinite(let tensor, let count, let firstIndex):
      "tensor '\(tensor)' holds \(count) elements that are NaN or infinite, the first at index \(firstIndex)"
    }
  }
}
