/// The scores of the epochs that ended, as curves by name: `loss`, `accuracy`, `val_loss`, …
///
/// Names are those of Keras's `History`. A curve may begin later than others, where a resumed run asks for
/// other metrics: NaN stands for what was not measured.
package struct TrainingHistory: Sendable, Hashable {
  /// A value for each epoch.
  package struct Curve: Sendable, Hashable {
    var name: String
    var values: [Double]
  }

  package private(set) var curves: [Curve] = []
  /// Updates before the end of each epoch.
  package private(set) var steps: [Int] = []

  package var epochs: Int { steps.count }

  /// No epoch yet.
  package init() {}

  /// Appends an epoch.
  package mutating func append(train: Scores, validation: Scores?, steps step: Int) {
    let entries = Self.entries(train: train, validation: validation)
    for entry in entries where !curves.contains(where: { $0.name == entry.name }) {
      curves.append(Curve(name: entry.name, values: Array(repeating: .nan, count: epochs)))
    }
    for index in curves.indices {
      curves[index].values.append(entries.first { $0.name == curves[index].name }?.value ?? .nan)
    }
    steps.append(step)
  }

  /// Both parts' scores, the validation part's with Keras's `val_` before.
  package static func entries(train: Scores, validation: Scores?) -> [Scores.Entry] {
    train.entries + (validation?.entries ?? []).map { .init(name: "val_" + $0.name, value: $0.value) }
  }

  /// An epoch's scores; nil where it has none.
  ///
  /// - Parameters:
  ///   - epoch: from 0; none where there is no such epoch.
  ///   - metrics: the metrics' names, without a prefix.
  ///   - prefix: `val_` for the validation part.
  package func scores(ofEpoch epoch: Int, metrics: [String], prefix: String = "") -> Scores? {
    guard steps.indices.contains(epoch) else { return nil }
    func score(_ name: String) -> Double? { curves.first { $0.name == prefix + name }?.values[epoch] }
    guard let loss = score("loss"), !loss.isNaN else { return nil }
    return Scores(
      loss: loss, metrics: metrics.compactMap { name in score(name).map { .init(name: name, value: $0) } })
  }

  // MARK: In a checkpoint

  /// A line for the steps and for each curve.
  package var text: String {
    let lines = [(["steps"] + steps.map { "\($0)" })] + curves.map { [$0.name] + $0.values.map { "\($0)" } }
    return lines.map { $0.joined(separator: " ") }.joined(separator: "\n")
  }

  /// From `text`.
  ///
  /// - Throws: `RunError` where it is damaged.
  package init(text: String) throws {
    let damaged = RunError("checkpoint", "the history in the checkpoint is damaged")
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    guard let first = lines.first, first.first == "steps" else { throw damaged }
    steps = first.dropFirst().compactMap { Int($0) }
    guard steps.count == first.count - 1 else { throw damaged }
    curves = try lines.dropFirst().map { words in
      let values = words.dropFirst().compactMap { Double($0) }
      guard let name = words.first, values.count == steps.count, words.count == values.count + 1 else {
        throw damaged
      }
      return Curve(name: String(name), values: values)
    }
  }
}
