import NNCCRuntime

/// What of a spec decides which numbers training makes, in a form that can be compared.
///
/// Two specs of one meaning train to the same bits: the layers with all their options, the losses, the
/// optimizer, the order and size of batches, the seed and what is done to the inputs. Not part of it are
/// how long training goes on (`epochs`, `steps`), what is only reported (`metrics`, the validation and test
/// data), where files are, and how often checkpoints are written: all of that may change when a run is
/// resumed.
package struct SpecMeaning: Sendable, Hashable {
  /// Each key with its value, as `layer conv1's filters` and `32`.
  private var lines: [Line] = []

  private struct Line: Sendable, Hashable {
    var key: String
    var value: String
  }

  /// What decides which outputs weights give: the network alone.
  package init(_ graph: Graph) {
    for input in graph.inputs {
      let tensor = graph.tensors[input.tensor]
      add("input \(input.name)", "\(tensor.type) \(tensor.shape)")
    }
    for node in graph.nodes {
      let layer = "layer \(node.name)"
      let inputs = node.inputs.map { graph.tensors[$0].name }.joined(separator: ", ")
      add(layer, "\(node.type)(\(inputs))")
      // Layers that share parameters have them under the name of the first.
      add("\(layer)'s parameters", node.parameters.map { graph.parameters[$0].name }.joined(separator: ", "))
      for option in node.options.values where !Self.namesOnly.contains(option.name) {
        add("\(layer)'s \(option.name)", Self.text(option.value))
      }
    }
    add("outputs", graph.outputs.map(\.name).joined(separator: ", "))
  }

  /// The meaning of a compiled spec.
  package init(_ graph: Graph, _ training: Training, data: Options?) {
    self.init(graph)
    for loss in training.losses {
      let reduction = loss.reducesBySum ? "sum" : "mean"
      let kind =
        switch loss.kind {
        case .ofRows(let kind): "\(kind)"
        case .ctc: "ctc"
        }
      add("loss of \(graph.outputs[loss.output].name)", "\(kind), \(reduction), weight \(loss.weight)")
    }
    add("train.optimizer", "\(training.optimizer)")
    add("train.optimizer's learning_rate", "\(training.learningRate)")
    add("train.optimizer's weight_decay", Self.text(training.weightDecay))
    add("train.optimizer's clipvalue", Self.text(training.clipValue))
    add("train.optimizer's clipnorm", Self.text(training.clipNorm))
    add("train.optimizer's global_clipnorm", Self.text(training.globalClipNorm))
    add("train.batch_size", "\(training.batchSize)")
    add("train.last_batch", training.keepsLastBatch ? "keep" : "drop")
    add("train.shuffle", "\(training.shuffles)")
    add("train.seed", "\(training.seed)")
    add("train.validation_split", "\(training.validationSplit)")
    // How a text or a table is cut into examples.
    if let source = data?[DataSection.training] {
      switch source.value {
      case .text, .csv:
        for option in source.options.values where option.name != "path" {
          add("data.train's \(option.name)", Self.text(option.value))
        }
      case .idx, .npy, .npz, .synthetic: break
      }
    }
    add("data.scale", OptionValue.number(data?[DataSection.scale] ?? 1).yaml)
    add("data.normalize", data?.normalization ?? "null")
  }

  /// Options that say where a layer stands, which its inputs and parameters tell already.
  private static let namesOnly: Set<String> = ["name", "inputs", "reuse"]

  private mutating func add(_ key: String, _ value: String) {
    func inOneField(_ text: String) -> String { text.replacing(#/[\n\t]/#, with: " ") }
    lines.append(Line(key: inOneField(key), value: inOneField(value)))
  }

  private static func text(_ value: Float?) -> String { value.map { "\($0)" } ?? "none" }

  private static func text(_ options: Options) -> String {
    options.values.map { "\($0.name): \(text($0.value))" }.joined(separator: ", ")
  }

  private static func text(_ value: OptionValue) -> String {
    switch value {
    case .list(let items): "[\(items.map { text($0.value) }.joined(separator: ", "))]"
    case .record(let options): "{\(text(options))}"
    case .named(let choice): choice.given.map { "\(choice.name){\(text($0))}" } ?? choice.name
    default: value.yaml
    }
  }

  // MARK: In files

  /// All of it, a line for each key.
  package var text: String { lines.map { "\($0.key)\t\($0.value)" }.joined(separator: "\n") }

  /// Sixteen hex digits that stand for all of it.
  package var hash: String {
    let digits = String(fingerprint(text.utf8), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// What an earlier `text` got.
  package init(text: String) {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      add(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  /// How this differs from what it was before, a sentence for each key.
  package func changes(since old: SpecMeaning) -> [String] {
    func values(_ meaning: SpecMeaning) -> [String: String] {
      Dictionary(meaning.lines.map { ($0.key, $0.value) }) { first, _ in first }
    }
    let (before, now) = (values(old), values(self))
    var changes = lines.compactMap { line -> String? in
      guard let value = before[line.key] else { return "\(line.key) is new" }
      return value == line.value ? nil : "\(line.key) was \(value), and is now \(line.value)"
    }
    changes += old.lines.filter { now[$0.key] == nil }.map { "\($0.key) is gone" }
    return changes
  }
}
