/// How a value is written in a spec, and what it is in Swift.
package struct Form<Value: Sendable>: Sendable {
  let kind: Hyperparameter.Kind
  /// The value of what the decoder has read as this kind; nil of anything else.
  let read: @Sendable (OptionValue) -> Value?

  init(_ kind: Hyperparameter.Kind, _ read: @escaping @Sendable (OptionValue) -> Value?) {
    self.kind = kind
    self.read = read
  }

  /// The same in writing, and something else in Swift.
  func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Form<Other> {
    Form<Other>(kind) { read($0).map(transform) }
  }
}

extension Form<Bool> {
  static var boolean: Form { Form(.boolean) { if case .boolean(let value) = $0 { value } else { nil } } }
}

extension Form<Int> {
  /// A whole number no lower than `atLeast` and no higher than `atMost`.
  static func integer(atLeast: Int = .min, atMost: Int = .max) -> Form {
    Form(.integer(atLeast: atLeast, atMost: atMost)) { if case .integer(let value) = $0 { value } else { nil } }
  }
}

extension Form<Double> {
  /// A real number within the bounds.
  static func number(_ bounds: Hyperparameter.Bounds = .any) -> Form {
    Form(.number(bounds)) { value in
      switch value {
      case .number(let value): value
      case .integer(let value): Double(value)
      default: nil
      }
    }
  }
}

extension Form<Float> {
  /// A real number within the bounds, rounded to what networks compute in.
  static func float(_ bounds: Hyperparameter.Bounds = .any) -> Form { Form<Double>.number(bounds).map { Float($0) } }
}

extension Form<String> {
  static var string: Form { Form(.string) { if case .string(let value) = $0 { value } else { nil } } }
}

extension Form {
  /// One of these words; several may mean the same.
  static func word(_ words: KeyValuePairs<String, Value>) -> Form {
    Form(.word(words.map(\.key))) { value in
      if case .string(let word) = value { words.first { $0.key == word }?.value } else { nil }
    }
  }

  /// null or a value.
  static func optional<Wrapped>(_ form: Form<Wrapped>) -> Form where Value == Wrapped? {
    Form(.optional(form.kind)) { value in
      if value == .null { .some(nil) } else { form.read(value).map { .some($0) } }
    }
  }

  /// A list, or where `orOne` a single value that means a list of one.
  static func list<Element>(_ form: Form<Element>, orOne: Bool = false) -> Form where Value == [Element] {
    Form<[Located<Element>]>.locatedList(form, orOne: orOne).map { $0.map(\.value) }
  }

  /// The same, each element with where it stands.
  static func locatedList<Element>(_ form: Form<Element>, orOne: Bool = false) -> Form
  where Value == [Located<Element>] {
    Form(.list(form.kind, orOne: orOne)) { value in
      guard case .list(let items) = value else { return nil }
      let elements = items.compactMap { item in
        form.read(item.value).map { Located(value: $0, range: item.range, isAlone: item.isAlone) }
      }
      return elements.count == items.count ? elements : nil
    }
  }

  /// A list, or a single value.
  static func oneOrList<Element>(_ form: Form<Element>) -> Form where Value == OneOrList<Element> {
    Form<[Located<Element>]>.locatedList(form, orOne: true).map { elements in
      OneOrList(elements: elements.map(\.value), isList: !elements.contains(where: \.isAlone))
    }
  }

  /// A mapping from names that the user chooses.
  static func dictionary<Element>(_ form: Form<Element>) -> Form where Value == [NamedValue<Element>] {
    Form(.dictionary(form.kind)) { value in
      guard case .dictionary(let items) = value else { return nil }
      let values = items.compactMap { item in
        form.read(item.value.value).map {
          NamedValue(name: item.name, range: item.range, value: Located(value: $0, range: item.value.range))
        }
      }
      return values.count == items.count ? values : nil
    }
  }

  /// The first of these that the value's YAML form fits: scalar, list or mapping.
  static func either(_ first: Form, _ second: Form) -> Form {
    Form(.either(first.kind, second.kind)) { first.read($0) ?? second.read($0) }
  }

  /// A mapping with a table of its own.
  static func record(
    _ entry: @escaping @Sendable () -> Vocabulary.Entry, _ meaning: @escaping @Sendable (Options) -> Value
  ) -> Form {
    Form(.record(entry)) { if case .record(let options) = $0 { meaning(options) } else { nil } }
  }

  /// A bare word or `{word: {options}}`, from a family.
  static func named<Meaning>(_ family: @escaping @Sendable () -> Family<Meaning>) -> Form
  where Value == Chosen<Meaning> {
    Form(.named { family().vocabulary }) { value in
      if case .named(let choice) = value { family().meaning(of: choice) } else { nil }
    }
  }
}

extension Form where Value: CaseIterable & RawRepresentable<String> {
  /// The word of one of the cases.
  static var word: Form {
    Form(.word(Value.allCases.map(\.rawValue))) { value in
      if case .string(let word) = value { Value(rawValue: word) } else { nil }
    }
  }
}

extension Form<[Spec.Reference]> {
  /// Names of layers or inputs, or one.
  static var references: Form {
    Form<[Located<String>]>.locatedList(.string, orOne: true).map { names in
      names.compactMap { name in name.range.map { .init(name: name.value, range: $0) } }
    }
  }
}

/// What can be written as a list or as one element alone, where that says something.
struct OneOrList<Element: Sendable>: Sendable {
  let elements: [Element]
  let isList: Bool
}

extension Form<[Int]> {
  /// A whole number, or a list of `rank` of them (any number of them where `rank` is nil): Keras's "int or tuple".
  static func extents(rank: Int?, atLeast: Int = 1) -> Form { integers(.extents(rank: rank, atLeast: atLeast)) }

  /// A list of whole numbers, each at least `atLeast`.
  static func integers(atLeast: Int) -> Form { integers(.integers(atLeast: atLeast)) }

  private static func integers(_ kind: Hyperparameter.Kind) -> Form {
    Form(kind) { Form.list(Form<Int>.integer()).read($0) }
  }
}

extension Form<Padding> {
  /// Every padding form of the contract for `rank` spatial axes (any where nil).
  static func padding(rank: Int?) -> Form {
    Form(.padding(rank: rank)) { if case .padding(let value) = $0 { value } else { nil } }
  }
}

extension Form<UInt64?> {
  /// A seed of its own, if it has one.
  static var seed: Form { .optional(Form<Int>.integer(atLeast: 0).map { UInt64($0) }) }
}

extension [Int] {
  /// An int-or-list value as one number for each of `rank` axes: a single number holds for all.
  func stretched(to rank: Int) -> [Int] { count == 1 ? Array(repeating: self[0], count: rank) : self }
}
