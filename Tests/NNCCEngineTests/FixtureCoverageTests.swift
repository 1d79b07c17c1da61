import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// Each word that a network can be made of occurs in a fixture of Keras's, and each key that decides a number decides one
/// there: with its default in place of what the fixture's spec says, the fixture fails.
@Suite struct FixtureCoverageTests {
  /// A key that a fixture's spec gives, with its place.
  struct Use {
    var fixture: String
    var range: SourceRange
    var hyperparameter: Hyperparameter
    var defaultValue: OptionValue

    /// As a spec would write it: a list of one is a number for each axis.
    var defaultText: String {
      if case .list(let items) = defaultValue, items.count == 1 { return items[0].value.yaml }
      return defaultValue.yaml
    }
  }

  private struct Fixture {
    var name: String
    var file: WeightFile
    var text: String
    var compilation: Compilation
  }

  private static let fixtures = Result {
    try [KerasConformanceTests.folder, RecurrentConformanceTests.folder].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".safetensors") }.sorted()
        .map { name in
          let file = try WeightFile(path: folder.appending(path: name).path)
          let text = try #require(file.metadata["spec"])
          return Fixture(
            name: name, file: file, text: text, compilation: Compilation(file: name, bytes: Array(text.utf8)))
        }
    }
  }

  /// What draws at random or starts a parameter, where fixtures have Keras's weights and no masks; states that go from
  /// batch to batch, where a fixture has one; and `ctc`, whose fixtures are PyTorch's. Other tests hold these.
  private static func isHeldElsewhere(_ key: String) -> Bool {
    ["unit_forget_bias", "noise_shape", "stateful", "label_length"].contains(key)
      || ["_initializer", "seed", "dropout", "keep_prob"].contains { key.hasSuffix($0) }
  }

  /// What one piece of code does for every word of a vocabulary: a fixture of any of them shows it.
  private static let common: Set = [
    "trainable", "activity_regularizer", "clipnorm", "global_clipnorm", "clipvalue", "reduction",
  ]

  /// Initializers and metrics have fixtures of their own (`WordFixtureTests`), data sources mistakes in the corpus.
  private static let vocabularies =
    [("Layers", SpecReference.layers)]
    + SpecReference.vocabularies.filter { !["Initializers", "Metrics", "Data sources"].contains($0.title) }
    .map { ($0.title, $0.vocabulary) }

  /// `dense` of the layers, `dense.units`: all that fixtures give, with where.
  private static let uses = Result {
    var uses: [String: [Use]] = [:]
    for fixture in try fixtures.get() {
      func visit(_ options: Options, _ title: String) {
        uses["\(title) \(options.entryName)", default: []] += []
        for option in options.values {
          if let range = option.range, let defaultValue = option.hyperparameter.defaultValue, range.source == 0 {
            let word = common.contains(option.name) ? "*" : options.entryName
            uses["\(title) \(word).\(option.name)", default: []].append(
              Use(
                fixture: fixture.name, range: range, hyperparameter: option.hyperparameter, defaultValue: defaultValue))
          }
          visit(option.value, option.hyperparameter.kind)
        }
      }
      func visit(_ value: OptionValue, _ kind: Hyperparameter.Kind) {
        switch value {
        case .named(let choice):
          guard let title = title(of: choice.name, kind) else { return }
          uses["\(title) \(choice.name)", default: []] += []
          if let given = choice.given { visit(given, title) }
        case .list(let items): for item in items { visit(item.value, kind) }
        case .dictionary(let items): for item in items { visit(item.value.value, kind) }
        case .null, .boolean, .integer, .number, .string, .record, .padding: break
        }
      }
      for node in fixture.compilation.graph?.nodes ?? [] { visit(node.options, "Layers") }
      if let training = fixture.compilation.spec?.train { visit(training, "Train") }
    }
    return uses
  }

  /// Which vocabulary a kind of value takes a word from.
  private static func title(of word: String, _ kind: Hyperparameter.Kind) -> String? {
    switch kind {
    case .named(let vocabulary):
      let what = vocabulary().what
      return vocabularies.first { $0.1.what == what || $0.0 == "Layers" && what.contains("layer") }?.0
        ?? (what.contains("cell") ? "Layers" : nil)
    case .optional(let kind), .list(let kind, _), .dictionary(let kind): return title(of: word, kind)
    case .either(let first, let second): return title(of: word, first) ?? title(of: word, second)
    default: return nil
    }
  }

  @Test func everyWordHasAFixture() throws {
    let uses = try Self.uses.get()
    for (title, vocabulary) in Self.vocabularies {
      for entry in vocabulary.entries {
        let word = "\(title) \(entry.name)"
        #expect(uses[word] != nil, "\(word)")
      }
    }
  }

  static let keys: [String] = vocabularies.flatMap { title, vocabulary in
    let names = vocabulary.entries.flatMap { entry in
      entry.hyperparameters.filter { key in
        key.decides > .nothing && key.defaultValue != nil && !isHeldElsewhere(key.name)
      }
      .map { common.contains($0.name) ? "\(title) *.\($0.name)" : "\(title) \(entry.name).\($0.name)" }
    }
    return Set(names).sorted()
  }

  @Test(arguments: keys) func theKeyDecidesAFixture(_ key: String) throws {
    let uses = try #require(try Self.uses.get()[key], "no fixture gives it")
    // What a layer's or an activation's key decides at most, it decides: what the network gives, or what training makes.
    let isOfNetwork = key.hasPrefix("Layers") || key.hasPrefix("Activations")
    let decidesPredictions = isOfNetwork && uses.contains { $0.hyperparameter.decides == .predictions }
    for use in uses {
      switch try effect(of: use) {
      case .another: return
      case .numbers(let differences):
        if differences.contains(where: { !decidesPredictions || $0.hasPrefix("output ") }) { return }
      case .invalid: break
      }
    }
    Issue.record("\(uses.map(\.fixture)) are the same with its default")
  }

  /// Weights may be tuned with other values of these.
  @Test func noKeyOfTrainingAloneChangesWhatANetworkGives() throws {
    for use in try Self.uses.get().values.joined() where use.hyperparameter.decides == .training {
      if case .numbers(let differences) = try effect(of: use) {
        #expect(!differences.contains { $0.hasPrefix("output ") }, "\(use.fixture): \(use.hyperparameter.name)")
      }
    }
  }

  /// A key without a default can be put back to none: that it decides predictions is known without a fixture.
  @Test func whatALayerCannotDoWithoutDecidesWhatItGives() {
    for entry in SpecReference.layers.entries {
      for key in entry.hyperparameters where key.defaultValue == nil {
        #expect(key.decides == .predictions, "\(entry.name).\(key.name)")
      }
    }
  }

  /// What becomes of a fixture with the default in place of what its spec says.
  private enum Effect {
    case numbers([String])
    /// The rest of the network, or its weights, no longer fit.
    case another
    case invalid
  }

  private func effect(of use: Use) throws -> Effect {
    let fixture = try #require(try Self.fixtures.get().first { $0.name == use.fixture })
    var bytes = Array(fixture.text.utf8)
    bytes.replaceSubrange(use.range.start..<use.range.end, with: Array(use.defaultText.utf8))
    let compilation = Compilation(file: fixture.name, bytes: bytes)
    guard compilation.isValid else {
      let errors = compilation.diagnostics.all.filter { $0.severity == .error }
      return errors.contains { $0.range?.start == use.range.start } ? .invalid : .another
    }
    do {
      return .numbers(try KerasFixture(fixture.file, compilation).differences())
    } catch is KerasFixture.Unlike {
      return .another
    }
  }
}
