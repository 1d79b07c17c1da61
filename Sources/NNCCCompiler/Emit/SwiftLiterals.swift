import NNCCRuntime

/// A type whose initializer or cases have defaults, which literals leave out. What is nil is left out everywhere.
protocol DefaultedArguments {
  /// What each parameter is by default, as Swift prints it.
  static var defaults: [String: String] { get }
}

extension ConvolutionGeometry: DefaultedArguments {
  static let defaults = [
    "strideHeight": "1", "strideWidth": "1", "dilationHeight": "1", "dilationWidth": "1", "groups": "1",
  ]
}

extension BorderGeometry: DefaultedArguments {
  static let defaults = ["spacingHeight": "1", "spacingWidth": "1"]
}

extension PoolingGeometry: DefaultedArguments {
  static let defaults = ["paddingTop": "0", "paddingLeft": "0"]
}

extension RecurrentGeometry: DefaultedArguments {
  static let defaults = [
    "isReversed": "false", "activation": "\(RecurrentActivation.elementwise(.tanh))",
    "recurrentActivation": "\(RecurrentActivation.elementwise(.sigmoid))", "cellClip": "inf", "maskedOutput": "before",
    "hasDropout": "false",
  ]
}

extension Loss: DefaultedArguments {
  static let defaults = ["labelSmoothing": "0.0"]
}

/// A number as Swift reads it: the shortest decimal that gives the same bits.
func swiftLiteral<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) -> String {
  if number.isNaN { return ".nan" }
  if number.isInfinite { return number < 0 ? "-.infinity" : ".infinity" }
  let isWhole = number == number.rounded() && abs(number) < 1e6 && !(number == 0 && number.sign == .minus)
  return isWhole ? String(Int(number)) : number.description
}

/// A text as Swift reads it: whatever it holds, it stays within its quotes and its line.
package func swiftLiteral(_ text: String) -> String {
  var literal = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": literal += "\\u{\(String(scalar.value, radix: 16))}"
    case " "..."~": literal.unicodeScalars.append(scalar)
    default: literal += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return literal + "\""
}

/// An initializer as Swift reads it, by the name that it has in the literature where it has one.
func swiftLiteral(_ initializer: Initializer) -> String {
  switch initializer {
  case .zeros: ".zeros"
  case .ones: ".ones"
  case .glorotNormal: ".glorotNormal"
  case .glorotUniform: ".glorotUniform"
  case .heNormal: ".heNormal"
  case .heUniform: ".heUniform"
  case .lecunNormal: ".lecunNormal"
  case .lecunUniform: ".lecunUniform"
  case .unitForgetBias(let others): ".unitForgetBias(\(swiftLiteral(others)))"
  default: ("\(initializer)" as KernelCall).plainText
  }
}
