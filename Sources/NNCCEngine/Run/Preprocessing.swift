import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// What `data:` does to examples before the network sees them: a text's characters become numbers, and a table's words;
/// inputs are multiplied by `scale`, and then `normalize` is applied to them and to the targets that come from a table.
///
/// What the training part decides goes with the weights, so that later examples are treated alike: the vocabulary of a
/// text, the words of a table, and the statistics of a normalization.
package struct Preprocessing: Sendable {
  private var scale: Float
  private var method: Normalization?
  private let normalizesTargets: Bool
  private let readsText: Bool
  private let readsTable: Bool
  private var inputScaling: FeatureScaling?
  private var targetScaling: FeatureScaling?
  /// Of a text model, once its training text is read.
  package var vocabulary: TextVocabulary?
  /// Of a model of a table's rows, once the training part is read.
  package var encoding: TableEncoding?
  /// What the classes are called, where anything says it.
  package private(set) var classes: ClassNames?
  /// The same, or else the characters of a text.
  package var namesOfClasses: ClassNames? { classes ?? vocabulary.map { ClassNames($0.names) } }

  /// As a spec's `data:` says; none without one.
  package init(_ data: Options?) {
    scale = data?.inputScale ?? 1
    method = data?.normalization.flatMap(Normalization.init)
    let sources = data?.sources ?? []
    readsText = sources.contains { if case .text = $0 { true } else { false } }
    readsTable = sources.contains { if case .csv = $0 { true } else { false } }
    normalizesTargets = data?.isTable ?? false
  }

  /// Takes what was saved with weights, which new examples are to be treated by as those were that they learned from:
  /// all of it where the spec has no `data:`.
  ///
  /// - Parameter isComplete: whether statistics must be there if the spec normalizes; otherwise `measure` may take
  ///   them.
  /// - Throws: `RunError` where it is damaged, or something is missing.
  package init(_ data: Options?, savedWith weights: WeightFile, isComplete: Bool = true) throws {
    self.init(data)
    let metadata = weights.metadata
    classes = ClassNames(metadata: metadata)
    if data == nil || readsText {
      vocabulary = try reportingFaults("weights") { try TextVocabulary(metadata: metadata) }
    }
    if data == nil {
      if let text = metadata[DataMetadata.scale] {
        guard let saved = Float(text), saved.isFinite else {
          throw RunError(
            "weights", "the weights say that inputs are multiplied by '\(text.prefix(60))', which is no number")
        }
        scale = saved
      }
      method = metadata[DataMetadata.normalization].flatMap(Normalization.init)
    }
    if readsTable { encoding = TableEncoding(metadata: metadata) }
    if let data, metadata[DataMetadata.inputStatistics] != nil {
      let known = metadata[DataMetadata.normalization].flatMap(Normalization.init)
      guard let method, known == nil || known == method else {
        throw RunError(
          "weights", at: data.range(of: DataSection.normalization),
          "the weights were trained on inputs that 'normalize\(known.map { ": \($0.rawValue)" } ?? "")' had changed, which 'data:' does not say",
          notes: [.init("write 'normalize: \((known ?? .standard).rawValue)' in it")])
      }
    }
    guard method != nil else { return }
    inputScaling = try Self.scaling(metadata[DataMetadata.inputStatistics])
    targetScaling = try Self.scaling(metadata[DataMetadata.outputStatistics])
    if isComplete, inputScaling == nil {
      throw RunError(
        "weights", "the spec normalizes its inputs, but the weights come without the statistics for it")
    }
  }

  /// Takes the statistics of the training part, not yet scaled, unless those that were saved with weights are known.
  package mutating func measure(_ training: ExampleSet) throws {
    guard let method, inputScaling == nil || normalizesTargets && targetScaling == nil else { return }
    var scaled = training
    try reportingFaults("data") {
      try scaled.scaleInputs(by: scale)
      if inputScaling == nil {
        inputScaling = try FeatureScaling(method, training: scaled.inputs, lengths: scaled.lengths)
      }
      if normalizesTargets, targetScaling == nil {
        targetScaling = try FeatureScaling(method, training: scaled.targets)
      }
    }
  }

  /// Takes the names that the spec gives to classes, or else those of the words that a table's target column has.
  ///
  /// - Throws: `RunError` where weights are of other classes.
  package mutating func name(
    _ given: ClassNames?, target column: String?, at range: SourceRange?, acceptsOther: Bool
  ) throws {
    if !acceptsOther, let given, let saved = classes, given != saved {
      let place = zip(given.names, saved.names).enumerated().first { $0.element.0 != $0.element.1 }
      throw RunError(
        "other-classes", at: range, "the weights were trained with other classes than 'classes' names",
        notes: [
          .init(
            place.map { "class \($0.offset) is '\($0.element.0)' here and '\($0.element.1)' there" }
              ?? "there are \(given.count) here and \(saved.count) there"),
          .init("without 'classes', the names that were saved with the weights are taken"),
          .init("--accept-other-network takes the weights all the same"),
        ])
    }
    if let column, case .words(let words)? = encoding?[column] {
      // Other names are a translation; the same in another order would be taken for each other.
      if let given, given.names != words, Set(given.names) == Set(words) {
        throw RunError(
          "other-classes", at: range,
          "'classes' has the words of '\(column)' in another order than their numbers: \(listed(words))",
          notes: [.init("without 'classes', the words themselves are the names")])
      }
      classes = classes ?? ClassNames(words)
    }
    classes = given ?? classes
  }

  /// Changes the inputs, and the targets of a table.
  ///
  /// - Throws: `DatasetError` where a result is beyond float32.
  package func apply(to examples: inout ExampleSet) throws {
    if scale != 1 { try examples.scaleInputs(by: scale) }
    try inputScaling?.apply(to: &examples.inputs)
    try targetScaling?.apply(to: &examples.targets)
  }

  /// Brings what the network gives back to the units of the data.
  ///
  /// - Parameter output: its name; the values are [examples, …].
  package func restore(_ values: inout [Float], of output: String) {
    targetScaling?.restore(&values, of: output)
  }

  /// What the network's unit is in the units of the data, for each number on an output's last axis; nil where they are
  /// the same.
  package func unit(of output: String) -> [Float]? { targetScaling?.divisors(of: output) }

  /// What is saved with the weights.
  package var metadata: [String: String] {
    var metadata = vocabulary?.metadata ?? [:]
    metadata.merge(encoding?.metadata ?? [:]) { first, _ in first }
    metadata[DataMetadata.scale] = scale == 1 ? nil : "\(scale)"
    metadata[DataMetadata.normalization] = inputScaling.flatMap { _ in method?.rawValue }
    metadata[DataMetadata.inputStatistics] = inputScaling?.text
    metadata[DataMetadata.outputStatistics] = targetScaling?.text
    metadata[DataMetadata.classes] = classes?.text
    return metadata
  }

  private static func scaling(_ text: String?) throws -> FeatureScaling? {
    guard let text else { return nil }
    return try reportingFaults("weights") { try FeatureScaling(text: text) }
  }
}
