/// Which steps of a sequence count.
public enum SequenceMaskRule: Sendable, Hashable {
  /// Those with a feature other than this (Keras's `Masking`); the source is Float [examples, time, width].
  case differs(from: Float)
  /// Those whose number is not 0 (`mask_zero`); the source is Int32 [examples, time].
  case nonzero
  /// The first ones, as many as its length says; the source is Int32 [examples].
  case length

  /// Of the source's elements.
  var sourceType: OperandType {
    switch self {
    case .differs: .float32
    case .nonzero, .length: .int32
    }
  }

  /// For people.
  package var wording: String {
    switch self {
    case .differs(let value): "steps other than \(value)"
    case .nonzero: "numbers other than 0"
    case .length: "by length"
    }
  }
}

extension SequenceMaskRule: LiteralConvertible {
  package var literal: Literal {
    switch self {
    case .differs(let value): .call(".differs", .init("from", value))
    case .nonzero: .token(".nonzero")
    case .length: .token(".length")
    }
  }
}
