/// How each feature of named arrays is shifted and divided, x ↦ (x − offset) / divisor: what `normalize` of a spec's
/// `data:` makes of its inputs, by the statistics of what was trained on.
///
/// Features are the positions on an array's last axis.
public struct FeatureScaling: Sendable, Hashable {
  private struct Features: Sendable, Hashable {
    var offsets: [Float]
    var divisors: [Float]
  }

  private var features: [String: Features] = [:]

  /// A scaling of no array.
  public init() {}

  /// Why saved numbers are none to scale by.
  public struct Damaged: Error, Sendable, Hashable, CustomStringConvertible {
    /// The array's name.
    public var name: String
    /// What is wrong with its numbers.
    public var reason: String
    /// For people.
    public var description: String { "the normalization of '\(name)': \(reason)" }
  }

  /// Says how an array is scaled: an offset and a divisor for each feature.
  ///
  /// - Throws: `Damaged` unless they are as many, finite, and no divisor is 0.
  public mutating func set(_ name: String, offsets: [Float], divisors: [Float]) throws(Damaged) {
    guard !offsets.isEmpty, divisors.count == offsets.count else {
      throw Damaged(name: name, reason: "there must be one divisor for each offset")
    }
    guard offsets.allSatisfy(\.isFinite), divisors.allSatisfy({ $0.isFinite && $0 != 0 }) else {
      throw Damaged(name: name, reason: "its numbers are not finite, or a divisor is 0")
    }
    features[name] = Features(offsets: offsets, divisors: divisors)
  }

  /// The features of an array; nil where it is not scaled.
  public func featureCount(of name: String) -> Int? { features[name]?.offsets.count }

  /// What each of an array's features is divided by; nil where it is not scaled.
  public func divisors(of name: String) -> [Float]? { features[name]?.divisors }

  /// Scales an array [examples, …, features], if it is one that is scaled.
  public func apply(to values: inout [Float], of name: String) {
    forEach(&values, of: name) { value, offset, divisor in value = (value - offset) / divisor }
  }

  /// Undoes `apply`.
  public func restore(_ values: inout [Float], of name: String) {
    forEach(&values, of: name) { value, offset, divisor in value = value * divisor + offset }
  }

  private func forEach(_ values: inout [Float], of name: String, _ body: (inout Float, Float, Float) -> Void) {
    guard let numbers = features[name] else { return }
    let width = numbers.offsets.count
    var feature = 0
    for index in values.indices {
      body(&values[index], numbers.offsets[feature], numbers.divisors[feature])
      feature = feature + 1 == width ? 0 : feature + 1
    }
  }
}

extension FeatureScaling {
  private static let offsetSuffix = "/offset"
  private static let divisorSuffix = "/divisor"

  /// What weight files keep: for each array a line `<name>/offset` with the offsets, and one `<name>/divisor`.
  public var text: String {
    features.sorted { $0.key < $1.key }.flatMap { name, numbers in
      [(Self.divisorSuffix, numbers.divisors), (Self.offsetSuffix, numbers.offsets)].map { suffix, values in
        ([name + suffix] + values.map(\.description)).joined(separator: " ")
      }
    }.joined(separator: "\n")
  }

  /// Reads `text`.
  ///
  /// - Throws: `Damaged`.
  public init(text: String) throws(Damaged) {
    var saved: [String: [Float]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let values = words.dropFirst().compactMap { Float($0) }
      guard let name = words.first, values.count == words.count - 1 else {
        throw Damaged(name: words.first.map(String.init) ?? "", reason: "its numbers cannot be read")
      }
      saved[String(name)] = values
    }
    for (key, offsets) in saved where key.hasSuffix(Self.offsetSuffix) {
      let name = String(key.dropLast(Self.offsetSuffix.count))
      try set(name, offsets: offsets, divisors: saved[name + Self.divisorSuffix] ?? [])
    }
  }
}
