import NNCCRuntime

/// What generated methods share: the places of weights and states, and values that are made once.
struct Members {
  /// In the order of the arena.
  private(set) var places: [(name: String, offset: Int)] = []
  private(set) var constants: [(name: String, value: SwiftCode)] = []
  private var identifiers = Identifiers()
  private var nameAt: [Int: String] = [:]
  /// The names of values that stand elsewhere in the type.
  private var known: [Literal: String]

  /// - Parameters:
  ///   - places: of what lives between runs and steps name, by offset.
  ///   - known: values that have names already, such as `Self.optimizer`.
  init(places: [Int: String], known: [Literal: String]) {
    self.known = known
    for (offset, text) in places.sorted(by: { $0.key < $1.key }) {
      let name = identifiers.name(for: text)
      self.places.append((name, offset))
      nameAt[offset] = name
    }
  }

  /// The name of what lives between runs at an offset.
  func name(at offset: Int) -> String? { nameAt[offset] }

  /// A value, by its name if it has one: what is made once gets one.
  mutating func code(_ literal: Literal) -> SwiftCode {
    if let name = known[literal] { return .text(name) }
    // A value holds few others: none of them refers to this.
    var own = self
    defer { self = own }
    return literal.code { own.constant($0, $1) }
  }

  private mutating func constant(_ text: String, _ value: Literal) -> String {
    if let name = known[value] { return name }
    let name = identifiers.name(for: text)
    constants.append((name, value.code))
    known[value] = "self." + name
    return "self." + name
  }
}
