/// A key as its table holds it, whatever its values are in Swift.
///
/// The decoder, the JSON Schema, the reference page and 'did you mean' are all made from these tables, so none of them
/// can know a key that another does not.
package struct Hyperparameter: DeclaredKey {
  package var name: String
  /// Other spellings that mean the same, such as tf.layers' `num_units`.
  package var aliases: [String]
  package var kind: Kind
  /// What an absent key means; nil makes the key required.
  package var defaultValue: OptionValue?
  /// One line for the schema and the reference page.
  package var summary: String
  /// Whether it says something of a layer's parameters, which another layer may share.
  var isOfParameters = false
  /// A key of the same table that says the same in another way: where it is given, this one's default means nothing.
  var yieldsTo: String?
  /// What it decides, at most.
  package var decides = Consequence.predictions

  /// What a value may be.
  package indirect enum Kind: Sendable {
    case boolean
    /// A whole number no lower than `atLeast` and no higher than `atMost`.
    case integer(atLeast: Int = .min, atMost: Int = .max)
    /// A real number within the bounds.
    case number(Bounds = .any)
    case string
    /// One of these words.
    case word([String])
    /// A whole number, or a list of `rank` of them (any number of them where `rank` is nil): Keras's
    /// "int or tuple". Decoded to a list.
    case extents(rank: Int?, atLeast: Int = 1)
    /// A list of whole numbers, each at least `atLeast`.
    case integers(atLeast: Int)
    /// Every padding form of the contract for `rank` spatial axes (any where nil).
    case padding(rank: Int?)
    /// A bare word or `{word: {options}}`, from a vocabulary: an activation, an initializer …
    case named(@Sendable () -> Vocabulary)
    /// A mapping with a table of its own.
    case record(@Sendable () -> Vocabulary.Entry)
    /// null or a value.
    case optional(Kind)
    /// A list, or where `orOne` a single value that means a list of one.
    case list(Kind, orOne: Bool = false)
    /// A mapping from names that the user chooses.
    case dictionary(Kind)
    /// The first of these that the value's YAML form fits: scalar, list or mapping.
    case either(Kind, Kind)
  }

  /// The interval a number may lie in.
  package struct Bounds: Sendable, Hashable {
    package var lower: Double
    package var upper: Double
    package var lowerIsOpen: Bool
    package var upperIsOpen: Bool

    package static let any = Bounds(lower: -.infinity, upper: .infinity, lowerIsOpen: true, upperIsOpen: true)
    package static let positive = Bounds(lower: 0, upper: .infinity, lowerIsOpen: true, upperIsOpen: true)
    package static let nonNegative = Bounds(lower: 0, upper: .infinity, lowerIsOpen: false, upperIsOpen: true)
    /// [0, 1)
    package static let rate = Bounds(lower: 0, upper: 1, lowerIsOpen: false, upperIsOpen: true)
    /// (0, 1]
    package static let keepProbability = Bounds(lower: 0, upper: 1, lowerIsOpen: true, upperIsOpen: false)
    /// [0, 1]
    package static let unit = Bounds(lower: 0, upper: 1, lowerIsOpen: false, upperIsOpen: false)

    func contains(_ x: Double) -> Bool {
      (lowerIsOpen ? x > lower : x >= lower) && (upperIsOpen ? x < upper : x <= upper)
    }

    /// "at least 0 and below 1", "above 0", "from 0 to 1", …
    var wording: String {
      func end(_ x: Double) -> String { OptionValue.number(x).yaml }
      let above = "\(lowerIsOpen ? "above" : "at least") \(end(lower))"
      let below = "\(upperIsOpen ? "below" : "at most") \(end(upper))"
      switch (lower.isInfinite, upper.isInfinite) {
      case (true, true): return "any finite number"
      case (false, true): return above
      case (true, false): return below
      case (false, false) where !lowerIsOpen && !upperIsOpen: return "from \(end(lower)) to \(end(upper))"
      case (false, false): return "\(above) and \(below)"
      }
    }
  }

  package var hyperparameter: Hyperparameter { self }

  init(
    _ name: String, _ kind: Kind, default defaultValue: OptionValue? = nil, aliases: [String] = [],
    _ summary: String
  ) {
    self.name = name
    self.aliases = aliases
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
  }
}

/// A set of names that one place of a spec chooses from, such as the activations.
package struct Vocabulary: Sendable {
  /// A name with the hyperparameters it takes.
  package struct Entry: Sendable {
    package var name: String
    package var aliases: [String]
    package var summary: String
    package var hyperparameters: [Hyperparameter]

    init(
      _ name: String, aliases: [String] = [], _ summary: String, _ keys: [any DeclaredKey] = []
    ) {
      self.name = name
      self.aliases = aliases
      self.summary = summary
      hyperparameters = keys.map(\.hyperparameter)
    }

    /// The key that says in another way what a key says, if there is one.
    func rival(of key: String) -> String? {
      hyperparameter(key)?.yieldsTo ?? hyperparameters.first { $0.yieldsTo == key }?.name
    }

    /// The hyperparameter that a key means, by its name or an alias.
    func hyperparameter(_ key: String) -> Hyperparameter? {
      hyperparameters.first { $0.name == key || $0.aliases.contains(key) }
    }
  }

  /// What an entry is, with its article: "an activation".
  package var what: String
  package var entries: [Entry]

  /// The entry that a word means, by its name or an alias.
  func entry(_ word: String) -> Entry? {
    entries.first { $0.name == word || $0.aliases.contains(word) }
  }

  var names: [String] { entries.flatMap { [$0.name] + $0.aliases } }
}
