import NNCCCompiler

/// A text read as a spec, with all that the reader said.
struct SpecReading {
  var sources = SourceMap()
  var source = 0
  var diagnostics = Diagnostics()
  var tree: SpecNode?

  init(bytes: [UInt8]) {
    source = sources.add(file: "model.yaml", bytes: bytes)
    tree = readSpec(source: source, in: sources, diagnostics: &diagnostics)
  }

  init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  var ids: [String] { diagnostics.all.map(\.id) }
  var bytes: [UInt8] { sources.sources[source].bytes }

  /// The text that a range covers.
  func text(_ range: SourceRange?) -> String? {
    guard let range, let source = sources[range.source] else { return nil }
    return String(decoding: source.bytes[range.start..<range.end], as: UTF8.self)
  }

  /// `line:column` of a range's start.
  func location(_ range: SourceRange?) -> String? {
    guard let range, let source = sources[range.source] else { return nil }
    let location = source.location(of: range.start)
    return "\(location.line):\(location.column)"
  }
}

extension SpecNode {
  /// The value of a key of a mapping, or the item of a list.
  subscript(key: String) -> SpecNode? {
    guard case .mapping(let entries) = value else { return nil }
    return entries.first { $0.key == key }?.value
  }

  subscript(index: Int) -> SpecNode? {
    guard case .sequence(let items) = value, items.indices.contains(index) else { return nil }
    return items[index]
  }

  var count: Int {
    switch value {
    case .scalar: 0
    case .sequence(let items): items.count
    case .mapping(let entries): entries.count
    }
  }

  /// Whether both have the same keys in the same order and scalars that can be read as the same values.
  func isEquivalent(to other: SpecNode) -> Bool {
    switch (value, other.value) {
    case (.sequence(let a), .sequence(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.isEquivalent(to: $1) }
    case (.mapping(let a), .mapping(let b)):
      return a.count == b.count
        && zip(a, b).allSatisfy { $0.key == $1.key && $0.value.isEquivalent(to: $1.value) }
    case (.scalar, .scalar):
      guard let a = scalar, let b = other.scalar else { return false }
      if a.isNull || b.isNull { return a.isNull && b.isNull }
      return a.text.unicodeScalars.elementsEqual(b.text.unicodeScalars)
        && isSuccess(a.int()) == isSuccess(b.int()) && isSuccess(a.double()) == isSuccess(b.double())
        && isSuccess(a.bool()) == isSuccess(b.bool())
    default:
      return false
    }
  }

  private func isSuccess<Value>(_ result: Result<Value, Scalar.Failure>) -> Bool {
    if case .success = result { true } else { false }
  }
}

/// A small generator whose sequence depends on the seed alone (Steele, Lea and Flood's SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
