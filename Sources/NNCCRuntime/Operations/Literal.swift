/// A value as Swift code writes it, as a tree.
package indirect enum Literal: Sendable, Hashable {
  case integer(Int)
  /// So many for each example of the batch, whose number is `rows`
  case rows(times: Int)
  /// What is one token: a name, `true`, `0.5`, `.relu`
  case token(String)
  case array([Literal])
  /// `.init(rows: 32)`, `.leakyRelu(slope: 0.1)`, with labels or without
  case call(String, [Argument])
  /// `Broadcast([2], [1])!`
  case unwrapped(Literal)
  /// What is made once, before the first run, since making it may allocate; `name` is what to call it, in
  /// lowerCamelCase.
  case constant(name: String, Literal)

  package struct Argument: Sendable, Hashable {
    package var label: String?
    package var value: Literal

    package init(_ label: String?, _ value: some LiteralConvertible) { self.init(label, value.literal) }

    package init(_ label: String?, _ value: Literal) {
      self.label = label
      self.value = value
    }

    /// nil where the value is the parameter's default, which calls leave out.
    package init?<Value: LiteralConvertible & Equatable>(_ label: String?, _ value: Value, default: Value) {
      if value == `default` { return nil }
      self.init(label, value)
    }

    /// nil where there is no value.
    package init?(_ label: String?, _ value: (some LiteralConvertible)?) {
      guard let value else { return nil }
      self.init(label, value)
    }
  }

  /// An initializer's call, or a case with its payload; what is nil is left out.
  package static func call(_ name: String, _ arguments: Argument?...) -> Literal {
    .call(name, arguments.compactMap { $0 })
  }
}

/// What generated Swift can write down.
package protocol LiteralConvertible {
  var literal: Literal { get }
}

extension Int: LiteralConvertible {
  package var literal: Literal { .integer(self) }
}

extension UInt64: LiteralConvertible {
  package var literal: Literal { .token(String(self)) }
}

extension Bool: LiteralConvertible {
  package var literal: Literal { .token(self ? "true" : "false") }
}

extension Float: LiteralConvertible {
  package var literal: Literal { .token(shortest(self)) }
}

extension Double: LiteralConvertible {
  package var literal: Literal { .token(shortest(self)) }
}

extension Array: LiteralConvertible where Element: LiteralConvertible {
  package var literal: Literal { .array(map(\.literal)) }
}

/// The shortest decimal that gives the same bits.
private func shortest<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) -> String {
  if number.isNaN { return ".nan" }
  if number.isInfinite { return number < 0 ? "-.infinity" : ".infinity" }
  let isWhole = number == number.rounded() && abs(number) < 1e6 && !(number == 0 && number.sign == .minus)
  return isWhole ? String(Int(number)) : number.description
}
