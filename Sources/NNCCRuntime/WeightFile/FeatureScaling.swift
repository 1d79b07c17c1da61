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

  /// Holds the features of an array, if it is one that is scaled, against how many it has.
  ///
  /// - Throws: `Damaged` where they are another number.
  public func requireFit(_ name: String, features count: Int) throws(Damaged) {
    guard let found = featureCount(of: name), found != count else { return }
    throw Damaged(name: name, reason: "the statistics have \(found) features, the array \(count)")
  }

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
    var saved: [String: (offsets: [Float]?, divisors: [Float]?)] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let key = words.first.map(String.init) ?? ""
      let isOffset = key.hasSuffix(Self.offsetSuffix)
      guard isOffset || key.hasSuffix(Self.divisorSuffix) else {
        throw Damaged(name: key, reason: "it is neither '…\(Self.offsetSuffix)' nor '…\(Self.divisorSuffix)'")
      }
      let name = String(key.dropLast(isOffset ? Self.offsetSuffix.count : Self.divisorSuffix.count))
      let values = words.dropFirst().compactMap { Float($0) }
      guard values.count == words.count - 1 else { throw Damaged(name: name, reason: "its numbers cannot be read") }
      guard (isOffset ? saved[name]?.offsets : saved[name]?.divisors) == nil else {
        throw Damaged(name: name, reason: "it stands there twice")
      }
      if isOffset {
        saved[name, default: (nil, nil)].offsets = values
      } else {
        saved[name, default: (nil, nil)].divisors = values
      }
    }
    for (name, numbers) in saved { try set(name, offsets: numbers.offsets ?? [], divisors: numbers.divisors ?? []) }
  }
}
