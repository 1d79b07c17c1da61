/// A scalar of a spec, to be read as the type that its key declares.
///
/// The text alone never decides the type, so `no`, `1:30` and `0o17` mean nothing that their author did not intend
/// (YAML 1.1 reads them as false, 90 and a string). Failures give reasons, which the decoder words as diagnostics.
package struct Scalar: Sendable, Hashable {
  /// The text with quotes and escapes undone.
  package var text: String
  /// Whether it was written with quotes or as a block, and so is a string whatever it says.
  package var isQuoted: Bool

  /// A scalar by its text, unquoted unless said.
  package init(_ text: String, isQuoted: Bool = false) {
    self.text = text
    self.isQuoted = isQuoted
  }

  /// Why a scalar is no value of the type asked for.
  package struct Failure: Error, Hashable {
    /// Completes "expected a whole number, but …": "'5.0' has a decimal point".
    package var reason: String
    /// What to write instead, where that is certain enough to offer.
    package var suggestion: String?

    init(_ reason: String, suggestion: String? = nil) {
      self.reason = reason
      self.suggestion = suggestion
    }
  }

  /// Whether it is `null`, `~` or nothing at all: Python's None.
  package var isNull: Bool { !isQuoted && ["", "~", "null"].contains(text) }

  /// A decimal whole number that fits 64 bits: `-?[0-9]+`, with an optional `+`.
  package func int() -> Result<Int, Failure> {
    unquoted { text in
      switch NumberForm(text) {
      case .integer:
        Int(text).map { .success($0) } ?? .failure(Failure("\(quoted(text)) does not fit 64 bits"))
      case .fraction:
        if let value = Double(text), let whole = Int(exactly: value) {
          .failure(Failure("\(quoted(text)) is written as a fraction", suggestion: String(whole)))
        } else {
          .failure(Failure("\(quoted(text)) is not whole"))
        }
      case .foreign(let failure):
        .failure(failure)
      case nil:
        .failure(Failure.notANumber(text))
      }
    }
  }

  /// A finite decimal number: `5`, `-0.5`, `.5`, `1e-3`.
  package func double() -> Result<Double, Failure> {
    unquoted { text in
      switch NumberForm(text) {
      case .integer, .fraction:
        guard let value = Double(text), value.isFinite else {
          return .failure(Failure("\(quoted(text)) is too large for a number"))
        }
        let mantissa = text.prefix { $0 != "e" && $0 != "E" }
        guard value != 0 || !mantissa.contains(where: { $0.isNumber && $0 != "0" }) else {
          return .failure(Failure("\(quoted(text)) is too small for a number", suggestion: "0"))
        }
        return .success(value)
      case .foreign(let failure):
        return .failure(failure)
      case nil:
        return .failure(Failure.notANumber(text))
      }
    }
  }

  /// `true` or `false`, in small letters and without quotes.
  package func bool() -> Result<Bool, Failure> {
    unquoted { text in
      let failure = Failure("\(quoted(text)) is neither 'true' nor 'false'")
      return switch text {
      case "true": .success(true)
      case "false": .success(false)
      case "", "~", "null": .failure(.isNull)
      default:
        switch shortLowercased(text) {
        case "true", "yes", "on", "y", "1": .failure(failure.suggesting("true"))
        case "false", "no", "off", "n", "0": .failure(failure.suggesting("false"))
        default: .failure(failure)
        }
      }
    }
  }

  /// Reads the text of an unquoted scalar. A quoted one is a string and nothing else, but where the quotes alone
  /// are to blame the failure says so.
  private func unquoted<Value>(_ read: (String) -> Result<Value, Failure>) -> Result<Value, Failure> {
    guard isQuoted else { return read(text) }
    guard case .success = read(text) else { return .failure(Failure("\(quoted(text)) is a string")) }
    return .failure(Failure("\(quoted(text)) is a string because of its quotes", suggestion: text))
  }
}

extension Scalar.Failure {
  fileprivate static let isNull = Scalar.Failure("it is null")

  fileprivate static func notANumber(_ text: String) -> Scalar.Failure {
    let failure = Scalar.Failure("\(quoted(text)) is not a number")
    return switch shortLowercased(text) {
    case "", "~": .isNull
    case "null" where text == "null": .isNull
    case "none", "nil", "null": failure.suggesting("null")
    default: failure
    }
  }

  fileprivate func suggesting(_ suggestion: String) -> Scalar.Failure {
    Scalar.Failure(reason, suggestion: suggestion)
  }
}

/// The text in small letters if it is as short as a word of the language; else nothing.
private func shortLowercased(_ text: String) -> String? {
  text.utf8.count < 8 ? text.lowercased() : nil
}

extension SpecNode {
  /// The node as a scalar, or nil where it is a list or a mapping.
  package var scalar: Scalar? {
    guard case .scalar(let text, let isQuoted) = value else { return nil }
    return Scalar(text, isQuoted: isQuoted)
  }
}
