/// One key that a layer (or an optimizer, an initializer, the `train:` section …) takes, with the Swift type of what
/// it means.
///
/// It stands in its entry's table, and `options[key]` reads it: what a table declares is what code reads.
package struct Key<Value: Sendable>: DeclaredKey {
  package private(set) var hyperparameter: Hyperparameter
  let form: Form<Value>

  package var name: String { hyperparameter.name }

  /// - Parameter defaultValue: what an absent key means, as a spec would write it; nil makes the key required.
  init(
    _ name: String, _ form: Form<Value>, default defaultValue: OptionValue? = nil, aliases: [String] = [],
    _ summary: String
  ) {
    hyperparameter = Hyperparameter(name, form.kind, default: defaultValue, aliases: aliases, summary)
    self.form = form
  }

  /// The same key, said of a layer's parameters.
  var ofParameters: Key {
    var key = self
    key.hyperparameter.isOfParameters = true
    return key.deciding(.training)
  }

  /// The same key, in place of which another may say the same in another way.
  func orElse<Other>(_ other: Key<Other>) -> Key {
    var key = self
    key.hyperparameter.yieldsTo = other.name
    return key
  }

  /// The same key, whose value decides no more than that.
  func deciding(_ consequence: Consequence) -> Key {
    var key = self
    key.hyperparameter.decides = consequence
    return key
  }
}

/// A key of a table, whatever its values are.
package protocol DeclaredKey: Sendable {
  var hyperparameter: Hyperparameter { get }
}

extension Options {
  /// What a key means here.
  package subscript<Value>(_ key: Key<Value>) -> Value {
    guard let value = self[ifDeclared: key] else {
      preconditionFailure("'\(entryName)' declares no hyperparameter '\(key.name)'")
    }
    return value
  }

  /// What a key means that not every table with this layer or cell has; nil where this one does not.
  subscript<Value>(ifDeclared key: Key<Value>) -> Value? {
    guard let value = value(of: key)?.value else { return nil }
    guard let meaning = key.form.read(value) else {
      preconditionFailure("'\(key.name)' of '\(entryName)' is read as what it is not: \(value.yaml)")
    }
    return meaning
  }

  func declares(_ key: any DeclaredKey) -> Bool { value(of: key) != nil }

  /// Whether the spec gives this key, rather than leaving it to its default.
  func isGiven(_ key: any DeclaredKey) -> Bool { givenRange(of: key) != nil }

  /// Where the value stands, if the spec gives one.
  package func givenRange(of key: any DeclaredKey) -> SourceRange? { value(of: key)?.range }

  /// Where the value stands, or else the whole mapping.
  package func range(of key: any DeclaredKey) -> SourceRange? { givenRange(of: key) ?? range }

  /// Where the key stands, or else the whole mapping.
  package func keyRange(of key: any DeclaredKey) -> SourceRange? { value(of: key)?.keyRange ?? range }

  private func value(of key: any DeclaredKey) -> Value? { values.first { $0.name == key.hyperparameter.name } }
}
