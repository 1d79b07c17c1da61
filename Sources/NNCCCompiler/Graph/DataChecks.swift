/// Holds the sources of `data:` that have a form of their own, text and tables, against the network.
func checkData(_ spec: Spec, _ graph: Graph, _ training: Training?, _ diagnostics: inout Diagnostics) {
  let data = spec.data
  if let data { checkPreprocessing(data, graph, &diagnostics) }
  for part in ["train", "validation", "test"] {
    guard let source = data?.named(part), let options = source.given, options.isValid else { continue }
    switch source.name {
    case "text":
      checkLevel(options, part: part, data, &diagnostics)
      TextCheck(graph: graph, training: training, source: source, options: options).check(&diagnostics)
    case "csv":
      checkPorts(of: graph, training, source, &diagnostics)
      if let data { checkSplit(options, part: part, data, &diagnostics) }
    default: break
    }
  }
  if let sample = training?.sample, data?.named("train")?.name != "text" {
    diagnostics.error(
      "data-mismatch", at: sample.range, "'sample' is of a text model, but 'train' of 'data' is no 'text'")
  }
}

/// `scale` and `normalize` are of floats, and come before the layers.
private func checkPreprocessing(_ data: Options, _ graph: Graph, _ diagnostics: inout Diagnostics) {
  let scale = data.number("scale")
  if !data.inputScale.isFinite || data.inputScale == 0 && scale != 0 {
    diagnostics.error(
      "out-of-range", at: data.range(of: "scale"),
      "'scale' is \(OptionValue.number(scale).yaml), which float32 does not hold")
  }
  let keys = ["scale", "normalize"].filter { data[$0] != .null }
  if !graph.inputs.isEmpty, graph.inputs.allSatisfy({ graph.tensors[$0.tensor].type == .int32 }) {
    for key in keys where key == "normalize" || data.number(key) != 1 {
      diagnostics.error(
        "data-mismatch", at: data.keyRange(of: key),
        "'\(key)' changes numbers that are measured, but all that the network reads is int32",
        notes: graph.inputs.map { .init("'\($0.name)' is here", at: $0.range) })
    }
  }
  for node in graph.nodes where graph.inputs.contains(where: { $0.tensor == node.inputs[0] }) {
    guard let value = node.layer.paddingValue else { continue }
    // 0 stays 0 when it is multiplied.
    guard let key = keys.first(where: { $0 == "normalize" || scale != 1 && value != 0 }) else { continue }
    diagnostics.warning(
      "data-mismatch", at: node.range,
      "'\(node.name)' looks for steps of \(OptionValue.number(value).yaml) after '\(key)' has changed them: what pads the sequences is no longer found",
      notes: [
        .init("'\(key)' is here", at: data.keyRange(of: key)),
        .init("'sequence_length' of the input says how many steps of each example count"),
      ])
  }
}

/// All parts are of characters, or all of bytes.
private func checkLevel(_ options: Options, part: String, _ data: Options?, _ diagnostics: inout Diagnostics) {
  guard part != "train", let first = data?.named("train"), first.name == "text", let training = first.given,
    training.isValid, training.string("level") != options.string("level")
  else { return }
  diagnostics.error(
    "data-mismatch", at: options.range(of: "level") ?? options.range,
    "'level' is '\(options.string("level"))' in '\(part)', but '\(training.string("level"))' in 'train'",
    notes: [.init("the other is here", at: training.range(of: "level") ?? training.range)])
}

/// Texts and tables have one input and one target.
///
/// - Returns: whether the network has.
@discardableResult
private func checkPorts(
  of graph: Graph, _ training: Training?, _ source: NamedOption, _ diagnostics: inout Diagnostics
) -> Bool {
  if graph.inputs.count != 1 {
    diagnostics.error(
      "data-mismatch", at: source.range, "'\(source.name)' is for one input, but the network has \(graph.inputs.count)",
      notes: graph.inputs.map { .init("an input is here", at: $0.range) })
  }
  if let losses = training?.losses, losses.count > 1 {
    diagnostics.error(
      "data-mismatch", at: source.range,
      "'\(source.name)' has targets for one output, but \(losses.count) have a loss",
      notes: losses.map { .init("a loss is here", at: $0.range) })
  }
  return graph.inputs.count == 1 && training?.losses.count ?? 1 == 1
}

/// Holds the shares of a table's parts together.
private func checkSplit(_ options: Options, part: String, _ data: Options, _ diagnostics: inout Diagnostics) {
  guard options["split"] != .null else { return }
  let range = options.range(of: "split")
  guard part == "train" else {
    diagnostics.error(
      "conflicting-keys", at: options.keyRange(of: "split"), "'split' is for 'train' of 'data', not for '\(part)'")
    return
  }
  guard let split = options.split else {
    diagnostics.error(
      "wrong-rank", at: range,
      "'split' lists the shares of train and test, or of train, validation and test, not \(counted(options.list("split").count, "number"))"
    )
    return
  }
  let sum = split.train + split.validation + split.test
  if abs(sum - 1) > 1e-6 || split.train <= 0 {
    diagnostics.error(
      "out-of-range", at: range,
      split.train <= 0
        ? "'split' leaves nothing to train on" : "the shares of 'split' make \(OptionValue.number(sum).yaml), not 1")
  }
  for (other, share) in [("validation", split.validation), ("test", split.test)] where share > 0 && data[other] != .null
  {
    diagnostics.error(
      "conflicting-keys", at: data.keyRange(of: other), "'\(other)' comes from the 'split' of 'train' already",
      notes: [.init("the split is here", at: range)])
  }
}

extension Options {
  /// The shares that `split` of a table says, by list or by name; nil where it says none, or a list of another length.
  package var split: (train: Double, validation: Double, test: Double)? {
    if let own = record("split") {
      let held = (own.number("validation"), own.number("test"))
      return (own.optionalNumber("train") ?? 1 - held.0 - held.1, held.0, held.1)
    }
    let shares = list("split").compactMap { if case .number(let share) = $0.value { share } else { nil } }
    switch shares.count {
    case 2: return (shares[0], 0, shares[1])
    case 3: return (shares[0], shares[1], shares[2])
    default: return nil
    }
  }
}

/// What a text asks of a network: one input of character numbers [time], and for each of them a class [time, classes].
private struct TextCheck {
  let graph: Graph
  let training: Training?
  let source: NamedOption
  /// Of the source.
  let options: Options

  func check(_ diagnostics: inout Diagnostics) {
    guard checkPorts(of: graph, training, source, &diagnostics) else { return }
    let length = options.integer("sequence_length")
    if checkInput(graph.inputs[0], length, &diagnostics), let loss = training?.losses.first {
      checkTarget(loss, length, &diagnostics)
    }
  }

  /// - Returns: whether the input is as it should be.
  private func checkInput(_ input: Graph.Input, _ length: Int, _ diagnostics: inout Diagnostics) -> Bool {
    let tensor = graph.tensors[input.tensor]
    if tensor.type != .int32 {
      diagnostics.error(
        "data-mismatch", at: input.range,
        "'text' gives the numbers of characters, but '\(input.name)' is \(tensor.type.rawValue)",
        notes: [.init("write {shape: [\(length)], dtype: int32}; an 'embedding' or 'one_hot' makes vectors of them")])
    } else if tensor.shape != [length] {
      diagnostics.error(
        "data-mismatch", at: options.range(of: "sequence_length"),
        "'text' gives windows of \(counted(length, "character")), but '\(input.name)' is \(tensor.shape)",
        notes: [.init("the input is here; write [\(length)]", at: input.range)])
    }
    return tensor.type == .int32 && tensor.shape == [length]
  }

  private func checkTarget(_ loss: Training.OutputLoss, _ length: Int, _ diagnostics: inout Diagnostics) {
    let output = graph.outputs[loss.output]
    let shape = graph.tensors[output.tensor].shape
    if !loss.isSparse || loss.isCTC {
      diagnostics.error(
        "data-mismatch", at: loss.range,
        "'text' gives the next character's number as the target, which takes 'sparse_categorical_crossentropy'")
    } else if shape.count != 2 || shape[0] != length {
      diagnostics.error(
        "data-mismatch", at: output.range,
        "'text' has a target for each of \(counted(length, "character")), but '\(output.name)' gives \(shape)",
        notes: [.init("it should give [\(length), characters]: a recurrent layer does with 'return_sequences: true'")])
    }
  }
}
