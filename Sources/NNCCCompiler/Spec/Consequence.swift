/// What the value of a key decides, at most.
package enum Consequence: Int, Sendable, Comparable {
  /// No number: a name, a file's place, what is reported, how long training goes on.
  case nothing
  /// Which weights training makes, but not what a network predicts with given ones: an initializer, dropout.
  case training
  /// What a network predicts with given weights.
  case predictions

  package static func < (a: Consequence, b: Consequence) -> Bool { a.rawValue < b.rawValue }
}
