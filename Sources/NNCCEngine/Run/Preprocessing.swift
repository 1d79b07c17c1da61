import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// What `data:` does to every input before the network sees it: the numbers of a text's characters, or `scale` and then
/// `normalize`.
///
/// The vocabulary of a text and the statistics of a normalization go with the weights, so that later inputs are treated
/// alike.
package struct Preprocessing: Sendable {
  private let scale: Float
  private let method: Normalization.Method?
  private var normalization: Normalization?
  /// Of a text model, once its training text is read.
  package var vocabulary: TextVocabulary?

  /// As a spec's `data:` says; none without one.
  package init(_ data: Options?) {
    scale =
      switch data?.value("scale") {
      case .number(let factor): Float(factor)
      case .integer(let factor): Float(factor)
      default: 1
      }
    method =
      if case .string(let name) = data?.value("normalize") { Normalization.Method(rawValue: name) } else {
        nil
      }
  }

  /// Takes the vocabulary and the statistics that were saved with weights.
  ///
  /// - Throws: `RunError` where they are damaged, or the statistics are missing though the spec normalizes.
  package init(_ data: Options?, savedWith weights: WeightFile) throws {
    self.init(data)
    vocabulary = try reportingFaults("weights") { try TextVocabulary(metadata: weights.metadata) }
    guard method != nil else { return }
    guard let text = weights.metadata[Self.metadataKey], let saved = Self.parse(text) else {
      throw RunError(
        "weights", "the spec normalizes its inputs, but the weights come without the statistics for it")
    }
    normalization = try reportingFaults("weights") { try Normalization(saved: saved) }
  }

  /// Takes the statistics of the training part, not yet scaled.
  package mutating func measure(_ training: ExampleSet) throws {
    guard let method else { return }
    var scaled = training
    try reportingFaults("data") { try scaled.scaleInputs(by: scale) }
    normalization = Normalization(method, training: scaled)
  }

  /// Changes the inputs.
  ///
  /// - Throws: `DatasetError` where a result is beyond float32.
  package func apply(to examples: inout ExampleSet) throws {
    if scale != 1 { try examples.scaleInputs(by: scale) }
    if let normalization { try normalization.apply(to: &examples) }
  }

  // MARK: Saving

  private static let metadataKey = "normalization"

  /// What is saved with the weights: a line for each array of numbers, its name first.
  package var metadata: [String: String] {
    let vocabulary = vocabulary?.metadata ?? [:]
    guard let normalization else { return vocabulary }
    let lines = normalization.saved.sorted { $0.key < $1.key }.map { name, values in
      ([name] + values.map { "\($0)" }).joined(separator: " ")
    }
    return vocabulary.merging([Self.metadataKey: lines.joined(separator: "\n")]) { first, _ in first }
  }

  private static func parse(_ text: String) -> [String: [Float]]? {
    var saved: [String: [Float]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let values = words.dropFirst().compactMap { Float($0) }
      guard let name = words.first, values.count == words.count - 1 else { return nil }
      saved[String(name)] = values
    }
    return saved
  }
}
