import Foundation
import NNCCCompiler

/// The parts of a spec's `data:`, read and brought into the form that the network is to see.
package struct RunData {
  package var training: ExampleSet?
  package var validation: ExampleSet?
  package var test: ExampleSet?
  /// What may be a mistake in them.
  package private(set) var warnings: [String] = []
  /// What every input went through, and new ones have to.
  package var preprocessing: Preprocessing

  /// Reads what the spec names.
  ///
  /// - Parameters:
  ///   - directory: what paths are relative to.
  ///   - preprocessing: the one that weights were trained with; nil, or what it lacks, is taken from the training part.
  ///   - wanted: the only part that is needed, of data whose preprocessing is known; nil for all.
  /// - Throws: `RunError`.
  package init(
    _ spec: Spec, layout: ExampleLayout, validationSplit: Double, seed: UInt64, directory: String,
    preprocessing known: Preprocessing?, acceptsOtherClasses: Bool = false,
    only wanted: PredictionInput.DataPart? = nil
  ) throws {
    guard let data = spec.data else {
      throw RunError("data", "the spec has no 'data:' to train on or to evaluate")
    }
    var reader = SourceReader(
      layout: layout, directory: directory, seed: seed, preprocessing: known ?? Preprocessing(data))
    let needed =
      wanted.map { data.partsNeeded(for: $0, validationSplit: validationSplit) } ?? DataSection.parts.map(\.name)
    try reader.requireFiles(of: data, parts: needed)
    func part(_ key: Key<Chosen<DataSource>?>) throws -> ExampleSet? {
      needed.contains(key.name) ? try reader.read(key, of: data) : nil
    }
    training = try part(DataSection.training)
    validation = try part(DataSection.validation) ?? reader.split?.validation
    test = try part(DataSection.test) ?? reader.split?.test
    // As in Keras, explicit validation data go before a split.
    if validationSplit > 0, validation == nil, let whole = training {
      (training, validation) = try reportingFaults("data", at: data.range) {
        let (first, last) = try whole.split(validation: validationSplit)
        return (first, last)
      }
    }
    preprocessing = reader.preprocessing
    let classes = try ClassNames(data, directory: directory)
    if let classes { try layout.require(classes, at: data.range(of: DataSection.classes)) }
    try preprocessing.name(
      classes, target: layout.labelColumn(of: data), at: data.range(of: DataSection.classes),
      acceptsOther: acceptsOtherClasses)
    for (part, missing) in reader.split?.missingClasses ?? [] {
      let shown = missing.prefix(10).map { number in
        preprocessing.classes.flatMap { Int(number) < $0.count ? "'\($0[Int(number)])'" : nil } ?? "\(number)"
      }
      let names = shown + (missing.count > 10 ? ["…"] : [])
      warnings.append(
        "the \(part) part of the split has no example of class \(names.joined(separator: ", ")); 'stratify: true' gives each part its share"
      )
    }
    if let training { try preprocessing.measure(training) }
    for part in [\RunData.training, \.validation, \.test] {
      guard var examples = self[keyPath: part] else { continue }
      self[keyPath: part] = nil
      try reportingFaults("data", at: data.range) { try preprocessing.apply(to: &examples) }
      self[keyPath: part] = examples
    }
  }
}

extension ExampleLayout {
  /// Holds the names of classes against the targets, of which one must have as many classes.
  fileprivate func require(_ classes: ClassNames, at range: SourceRange?) throws {
    let counts = targets.map { $0.classes ?? $0.shape.last ?? 1 }
    // One number tells two classes apart.
    guard !counts.isEmpty, !counts.contains(where: { $0 == classes.count || $0 == 1 && classes.count == 2 }) else {
      return
    }
    let parts = zip(targets, counts).map { "'\($0.name)' has \($1)" }
    throw RunError(
      "data", at: range,
      "there \(classes.count == 1 ? "is a name for 1 class" : "are names for \(classes.count) classes"), but \(parts.joined(separator: " and "))"
    )
  }

  /// The column of a table that class numbers come from; nil of other data.
  fileprivate func labelColumn(of data: Options) -> String? {
    guard targets.first?.type == .int32, case .csv(let table)? = data.sources.first, table.targets.count == 1
    else { return nil }
    return table.targets[0]
  }
}

extension Options {
  /// The parts whose sources hold one part: another's where that is split.
  fileprivate func partsNeeded(for wanted: PredictionInput.DataPart, validationSplit: Double) -> [String] {
    let own = DataSection.parts.first { $0.name == wanted.rawValue }
    let isInTraining = own.map { self[$0] == nil } ?? true
    return isInTraining || wanted == .train && validationSplit > 0
      ? [DataSection.training.name] : [wanted.rawValue]
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
  private(set) var split: DataParts?

  init(layout: ExampleLayout, directory: String, seed: UInt64, preprocessing: Preprocessing) {
    self.layout = layout
    self.directory = directory
    self.seed = seed
    self.preprocessing = preprocessing
  }

  package mutating func read(_ part: Key<Chosen<DataSource>?>, of data: Options) throws -> ExampleSet? {
    guard let source = data[part] else { return nil }
    do {
      return try reportingFaults("data") { try read(source.value, part: part.name) }
    } catch var error as RunError {
      for (index, fault) in error.diagnostics.enumerated() where fault.range == nil {
        // Messages begin with the file that they are of.
        let file = source.files.first { fault.message.hasPrefix(path($0.path)) }
        error.diagnostics[index].range = file?.range ?? source.range ?? source.options.range
      }
      throw error
    }
  }

  /// Names every file that is missing, before any is read.
  func requireFiles(of data: Options, parts: [String]) throws {
    let others = DataSection.parts.filter { !parts.contains($0.name) }.flatMap { data[$0]?.files ?? [] }
    let missing = data.files
      .filter { file in
        !others.contains { $0.range == file.range } && !FileManager.default.fileExists(atPath: path(file.path))
      }
    if missing.isEmpty { return }
    throw RunError(missing.map { Diagnostic("data", at: $0.range, "\(path($0.path)): there is no such file") })
  }

  private mutating func read(_ source: DataSource, part: String) throws -> ExampleSet {
    switch source {
    case .idx(let images, let labels):
      return try ExampleSet(idxImages: path(images), labels: path(labels), layout: layout)
    case .npy(let inputs, let targets):
      return try ExampleSet(
        npyInputs: inputs.texts(for: layout.inputs).mapValues(path),
        targets: targets.texts(for: layout.targets).mapValues(path), layout: layout)
    case .npz(let archive, let inputs, let targets, _):
      let all = try ExampleSet(
        npz: path(archive), inputs: inputs.texts(for: layout.inputs), targets: targets.texts(for: layout.targets),
        layout: layout)
      guard let split = source.split else { return all }
      let parts = try split.parts(of: all, seed: seed, origin: path(archive))
      if part == DataSection.training.name { self.split = parts }
      return parts.training
    case .text(let options):
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
    case .csv(let options):
      let (parts, encoding) = try TableSource(options, directory: directory)
        .read(encoding: preprocessing.encoding, layout: layout, split: source.split, seed: seed)
      preprocessing.encoding = encoding
      if part == DataSection.training.name { split = parts }
      return parts.training
    case .synthetic(let examples, let classes):
      // Each part has noise of its own.
      let offset = UInt64(DataSection.parts.firstIndex { $0.name == part } ?? 0)
      return try ExampleSet(
        syntheticExamples: examples, classes: classes ?? 1, layout: layout, seed: seed &* 3 &+ offset)
    }
  }

  private func path(_ path: String) -> String { path.path(in: directory) }
}

extension DataSource.SlotTexts {
  /// The text of each slot by its name; a text alone is for the only slot.
  func texts(for slots: [ExampleLayout.Slot]) -> [String: String] {
    switch self {
    case .only(let text): slots.first.map { [$0.name: text] } ?? [:]
    case .byName(let items): Dictionary(items.map { ($0.name, $0.value.value) }) { _, last in last }
    }
  }
}
