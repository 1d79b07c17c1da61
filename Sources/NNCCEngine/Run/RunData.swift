import Foundation
import NNCCCompiler

/// The parts of a spec's `data:`, read and brought into the form that the network is to see.
package struct RunData {
  package var training: ExampleSet?
  package var validation: ExampleSet?
  package var test: ExampleSet?
  /// What every input went through, and new ones have to.
  package var preprocessing: Preprocessing

  /// Reads what the spec names.
  ///
  /// - Parameters:
  ///   - directory: what paths are relative to.
  ///   - preprocessing: the one that weights were trained with; nil, or what it lacks, is taken from the training part.
  /// - Throws: `RunError`.
  package init(
    _ spec: Spec, layout: ExampleLayout, validationSplit: Double, seed: UInt64, directory: String,
    preprocessing known: Preprocessing?
  ) throws {
    guard let data = spec.data else {
      throw RunError("data", "the spec has no 'data:' to train on or to evaluate")
    }
    var reader = SourceReader(
      layout: layout, directory: directory, seed: seed, preprocessing: known ?? Preprocessing(data))
    try reader.requireFiles(of: data)
    training = try reader.read("train", of: data)
    validation = try reader.read("validation", of: data) ?? reader.split?.validation
    test = try reader.read("test", of: data) ?? reader.split?.test
    // As in Keras, explicit validation data go before a split.
    if validationSplit > 0, validation == nil, let whole = training {
      (training, validation) = try reportingFaults("data", at: data.range) {
        let (first, last) = try whole.split(validation: validationSplit)
        return (first, last)
      }
    }
    preprocessing = reader.preprocessing
    if let training { try preprocessing.measure(training) }
    for part in [\RunData.training, \.validation, \.test] {
      guard var examples = self[keyPath: part] else { continue }
      self[keyPath: part] = nil
      try reportingFaults("data", at: data.range) { try preprocessing.apply(to: &examples) }
      self[keyPath: part] = examples
    }
  }
}

/// Reads the sources that `data:` can name.
private struct SourceReader {
  package let layout: ExampleLayout
  package let directory: String
  package let seed: UInt64
  /// Completed by what is read, the training part first.
  var preprocessing: Preprocessing
  /// What the training part's source is split into.
  private(set) var split: TableSource.Parts?

  init(layout: ExampleLayout, directory: String, seed: UInt64, preprocessing: Preprocessing) {
    self.layout = layout
    self.directory = directory
    self.seed = seed
    self.preprocessing = preprocessing
  }

  package mutating func read(_ part: String, of data: Options) throws -> ExampleSet? {
    guard case .named(let source) = data.value(part) else { return nil }
    guard let options = source.given else {
      throw RunError("data", at: source.range, "'\(source.name)' needs its options")
    }
    return try reportingFaults("data", at: source.range ?? options.range) {
      try read(source.name, options, part: part)
    }
  }

  /// The keys of each source that name files.
  private static let fileKeys = [
    "idx": ["images", "labels"], "npy": ["inputs", "targets"], "npz": ["path"], "text": ["path"], "csv": ["path"],
  ]

  /// Names every file that is missing, before any is read.
  func requireFiles(of data: Options) throws {
    var missing: [Diagnostic] = []
    for part in ["train", "validation", "test"] {
      guard case .named(let source) = data.value(part), let options = source.given else { continue }
      let keys = Self.fileKeys[source.name] ?? []
      for key in keys {
        for (file, range) in options.files(key) where !FileManager.default.fileExists(atPath: path(file)) {
          missing.append(Diagnostic("data", at: range, "\(path(file)): there is no such file"))
        }
      }
    }
    if !missing.isEmpty { throw RunError(missing) }
  }

  private mutating func read(_ source: String, _ options: Options, part: String) throws -> ExampleSet {
    switch source {
    case "idx":
      return try ExampleSet(
        idxImages: path(options.text("images")), labels: path(options.text("labels")), layout: layout)
    case "npy":
      return try ExampleSet(
        npyInputs: options.texts("inputs", for: layout.inputs).mapValues(path),
        targets: options.texts("targets", for: layout.targets).mapValues(path), layout: layout)
    case "npz":
      return try ExampleSet(
        npz: path(options.text("path")), inputs: options.texts("inputs", for: layout.inputs),
        targets: options.texts("targets", for: layout.targets), layout: layout)
    case "text":
      let source = TextSource(options, directory: directory)
      let text = try source.characters()
      if let known = preprocessing.vocabulary?.level, known != source.level {
        throw TextError.wrongLevel(origin: source.path, known: known)
      }
      let vocabulary =
        preprocessing.vocabulary
        ?? TextVocabulary(text, level: source.level, classes: layout.inputs.first?.classes)
      preprocessing.vocabulary = vocabulary
      return try ExampleSet(
        text, vocabulary: vocabulary, sequenceLength: source.sequenceLength, layout: layout, origin: source.path)
    case "csv":
      let (parts, encoding) = try TableSource(options, directory: directory)
        .read(encoding: preprocessing.encoding, layout: layout)
      preprocessing.encoding = encoding
      if part == "train" { split = parts }
      return parts.training
    case "synthetic":
      // Each part has noise of its own.
      let offset = UInt64(["train", "validation", "test"].firstIndex(of: part) ?? 0)
      return try ExampleSet(
        syntheticExamples: options.count("examples") ?? 1, classes: options.count("classes") ?? 1,
        layout: layout, seed: seed &* 3 &+ offset)
    default:
      throw InternalError("no reader for data from '\(source)'")
    }
  }

  private func path(_ path: String) -> String { path.path(in: directory) }
}

extension Options {
  /// The text that a hyperparameter is; empty where it is none.
  package func text(_ name: String) -> String {
    if case .string(let text) = value(name) { text } else { "" }
  }

  /// The texts of a hyperparameter, one or a mapping of them, and where each stands.
  fileprivate func files(_ name: String) -> [(String, SourceRange?)] {
    guard let given = values.first(where: { $0.name == name }) else { return [] }
    switch given.value {
    case .string(let text): return [(text, given.range)]
    case .dictionary(let items):
      return items.compactMap { if case .string(let text) = $0.value.value { (text, $0.value.range) } else { nil } }
    default: return []
    }
  }

  /// The number that a hyperparameter is; nil where it is none.
  package func count(_ name: String) -> Int? {
    if case .integer(let count) = value(name) { count } else { nil }
  }

  /// A text for each name of a mapping; a text alone is for the only slot.
  fileprivate func texts(_ name: String, for slots: [ExampleLayout.Slot]) -> [String: String] {
    switch value(name) {
    case .string(let text):
      return slots.first.map { [$0.name: text] } ?? [:]
    case .dictionary(let items):
      var texts: [String: String] = [:]
      for item in items {
        if case .string(let text) = item.value.value { texts[item.key] = text }
      }
      return texts
    default:
      return [:]
    }
  }
}
