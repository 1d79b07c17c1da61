/// A vocabulary whose every word has its meaning beside it: the activations, the layers …
package struct Family<Meaning: Sendable>: Sendable {
  let members: [Member]
  let vocabulary: Vocabulary

  /// - Parameter what: what a member is, with its article: "an activation".
  init(_ what: String, _ members: [Member]) {
    self.members = members
    vocabulary = Vocabulary(what: what, entries: members.map(\.entry))
  }

  /// A word, the keys that it takes, and what it means with them.
  struct Member: Sendable {
    var entry: Vocabulary.Entry
    let meaning: @Sendable (Options) -> Meaning
  }

  /// What options mean; nil where they are of none of the words.
  func meaning(of options: Options) -> Meaning? {
    members.first { $0.entry.name == options.entryName }?.meaning(options)
  }

  /// What a word that a spec writes, or a table has as its default, means here.
  func meaning(of choice: NamedOption) -> Chosen<Meaning>? {
    guard let member = members.first(where: { $0.entry.name == choice.name }) else { return nil }
    let options = choice.given ?? Options(entry: member.entry, values: [], range: choice.range)
    return Chosen(name: choice.name, value: member.meaning(options), options: options, range: choice.range)
  }
}

extension Family.Member {
  /// A word whose keys' values are all that its meaning is made of.
  init<each Value: Sendable>(
    _ name: String, aliases: [String] = [], _ summary: String, _ key: repeat Key<each Value>,
    meaning: @escaping @Sendable (repeat each Value) -> Meaning
  ) {
    var keys: [any DeclaredKey] = []
    for key in repeat each key { keys.append(key) }
    entry = .init(name, aliases: aliases, summary, keys)
    self.meaning = { options in meaning(repeat options[each key]) }
  }

  /// A word with a table of keys that its meaning reads by itself.
  init(
    _ name: String, aliases: [String] = [], _ summary: String, keys: [any DeclaredKey],
    meaning: @escaping @Sendable (Options) -> Meaning
  ) {
    entry = .init(name, aliases: aliases, summary, keys)
    self.meaning = meaning
  }

  /// The same word as a member of another family.
  func map<Other>(_ transform: @escaping @Sendable (Meaning) -> Other) -> Family<Other>.Member {
    .init(entry: entry) { transform(meaning($0)) }
  }

  /// The same without some of its keys, and with others at the end.
  func changing(without removed: [any DeclaredKey] = [], with added: [any DeclaredKey]) -> Self {
    var member = self
    member.entry.hyperparameters.removeAll { own in removed.contains { $0.hyperparameter.name == own.name } }
    member.entry.hyperparameters += added.map(\.hyperparameter)
    return member
  }
}

/// A word of a family that a spec chose, and what it means.
package struct Chosen<Meaning: Sendable>: Sendable {
  package let name: String
  package let value: Meaning
  package let options: Options
  /// nil where a table's default chose it.
  package let range: SourceRange?
}
