/// What generated methods share: the places of weights and states, and values that are made once.
struct Members {
  /// In the order of the arena.
  private(set) var places: [(name: String, offset: Int)] = []
  private(set) var constants: [(name: String, expression: String)] = []
  private var identifiers = Identifiers()
  private var nameAt: [Int: String] = [:]

  /// - Parameter places: of what lives between runs and steps name, by offset.
  init(places: [Int: String]) {
    for (offset, text) in places.sorted(by: { $0.key < $1.key }) {
      let name = identifiers.name(for: text)
      self.places.append((name, offset))
      nameAt[offset] = name
    }
  }

  /// The name of what lives between runs at an offset.
  func name(at offset: Int) -> String? { nameAt[offset] }

  /// The name of the constant of this value, which is new or was asked for before.
  mutating func constant(_ text: String, _ expression: String) -> String {
    if let known = constants.first(where: { $0.expression == expression }) { return known.name }
    constants.append((identifiers.name(for: text), expression))
    return constants[constants.count - 1].name
  }
}
