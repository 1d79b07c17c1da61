/// Holds the sources of `data:` that have a form of their own, text and tables, against the network.
func checkData(_ spec: Spec, _ graph: Graph, _ training: Training?, _ diagnostics: inout Diagnostics) {
  let data = spec.data
  if let data {
    checkPreprocessing(data, graph, &diagnostics)
    checkClasses(data, graph, training, &diagnostics)
  }
  for part in DataSection.parts {
    guard let data, let source = data[part] else { continue }
    checkSplit(source, part: part.name, data, graph, training, &diagnostics)
    switch source.value {
    case .text(let text):
      checkLevel(text, source.options, part: part.name, data, &diagnostics)
      TextCheck(graph: graph, training: training, source: source, length: text.sequenceLength).check(&diagnostics)
    case .csv(let table):
      checkPorts(of: graph, training, source, &diagnostics)
      checkCharacters(table, source.options, &diagnostics)
    case .idx, .npy, .npz, .synthetic: break
    }
  }
  if let sample = training?.sample {
    if case .text? = data?[DataSection.training]?.value { return }
    diagnostics.error(
      "data-mismatch", at: sample.range, "'sample' is of a text model, but 'train' of 'data' is no 'text'")
  }
}

/// `scale` and `normalize` are of floats, and come before the layers.
private func checkPreprocessing(_ data: Options, _ graph: Graph, _ diagnostics: inout Diagnostics) {
  let scale = data[DataSection.scale]
  if scale == 0 {
    diagnostics.error(
      "out-of-range", at: data.range(of: DataSection.scale), "'scale' is 0, which makes every number that is read 0")
  } else if !data.inputScale.isFinite || data.inputScale == 0 {
    diagnostics.error(
      "out-of-range", at: data.range(of: DataSection.scale),
      "'scale' is \(OptionValue.number(scale).yaml), which float32 does not hold")
  }
  let changes: [any DeclaredKey] =
    (scale == 1 ? [] : [DataSection.scale]) + (data.normalization == nil ? [] : [DataSection.normalization])
  if !graph.inputs.isEmpty, graph.inputs.allSatisfy({ graph.tensors[$0.tensor].type == .int32 }) {
    for key in changes {
      diagnostics.error(
        "data-mismatch", at: data.keyRange(of: key),
        "'\(key.hyperparameter.name)' changes numbers that are measured, but all that the network reads is int32",
        notes: graph.inputs.map { .init("'\($0.name)' is here", at: $0.range) })
    }
  }
  for node in graph.nodes where graph.inputs.contains(where: { $0.tensor == node.inputs[0] }) {
    guard let value = node.layer.paddingValue else { continue }
    // 0 stays 0 when it is multiplied.
    let isScaled = scale != 1 && value != 0
    guard isScaled || data.normalization != nil else { continue }
    let key: any DeclaredKey = isScaled ? DataSection.scale : DataSection.normalization
    diagnostics.warning(
      "data-mismatch", at: node.range,
      "'\(node.name)' looks for steps of \(OptionValue.number(value).yaml) after '\(key.hyperparameter.name)' has changed them: what pads the sequences is no longer found",
      notes: [
        .init("'\(key.hyperparameter.name)' is here", at: data.keyRange(of: key)),
        .init("'sequence_length' of the input says how many steps of each example count"),
      ])
  }
}

/// Each class has a name of its own, and there is an output with as many.
private func checkClasses(
  _ data: Options, _ graph: Graph, _ training: Training?, _ diagnostics: inout Diagnostics
) {
  guard case .names(let names)? = data[DataSection.classes] else { return }
  for (index, name) in names.enumerated() {
    if name.value.unicodeScalars.contains(where: { $0.value < 0x20 }) {
      diagnostics.error("bad-name", at: name.range, "a class's name holds a control character")
    }
    guard let first = names[..<index].first(where: { $0.value == name.value }) else { continue }
    diagnostics.error(
      "duplicate-name", at: name.range, "two classes are called '\(name.value)'",
      notes: [.init("the other is here", at: first.range)])
  }
  let counts = graph.outputs.map { ($0, graph.classCount(of: $0, training)) }
  guard !counts.isEmpty, !counts.contains(where: { $0.1 == names.count }) else { return }
  diagnostics.error(
    "data-mismatch", at: data.range(of: DataSection.classes),
    "'classes' has \(counted(names.count, "name")), but "
      + listed(counts.map { "'\($0.0.name)' has \(counted($0.1, "class", "classes"))" }, "and"))
}

/// All parts are of characters, or all of bytes.
private func checkLevel(
  _ text: DataSource.Text, _ options: Options, part: String, _ data: Options, _ diagnostics: inout Diagnostics
) {
  guard let first = data[DataSection.training], case .text(let training) = first.value, training.level != text.level
  else { return }
  diagnostics.error(
    "data-mismatch", at: options.range(of: DataSources.level),
    "'level' is '\(text.level)' in '\(part)', but '\(training.level)' in 'train'",
    notes: [.init("the other is here", at: first.options.range(of: DataSources.level))])
}

/// Texts and tables have one input and one target.
///
/// - Returns: whether the network has.
@discardableResult
private func checkPorts(
  of graph: Graph, _ training: Training?, _ source: Chosen<DataSource>, _ diagnostics: inout Diagnostics
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

/// What parts cells, and what encloses them, is one character each.
private func checkCharacters(_ table: DataSource.Table, _ options: Options, _ diagnostics: inout Diagnostics) {
  for (key, text) in [(DataSources.separator, table.separator), (DataSources.quote, table.quote)]
  where text.utf8.count != 1 || text == "\n" || text == "\r" {
    diagnostics.error(
      "out-of-range", at: options.range(of: key), "'\(key.name)' is one character of ASCII, not '\(text)'",
      notes: [.init("a tab is written \"\\t\"")])
  }
  if table.separator == table.quote {
    diagnostics.error(
      "conflicting-keys", at: options.range(of: DataSources.separator),
      "'separator' and 'quote' are both '\(table.quote)'")
  }
}

/// Holds the shares of a source's parts together.
private func checkSplit(
  _ source: Chosen<DataSource>, part: String, _ data: Options, _ graph: Graph, _ training: Training?,
  _ diagnostics: inout Diagnostics
) {
  let options = source.options
  guard let shares = source.value.shares else { return }
  let range = options.range(of: DataSources.split)
  guard part == "train" else {
    diagnostics.error(
      "conflicting-keys", at: options.keyRange(of: DataSources.split),
      "'split' is for 'train' of 'data', not for '\(part)'")
    return
  }
  guard let split = source.value.split else {
    if case .inOrder(let list) = shares {
      diagnostics.error(
        "wrong-rank", at: range,
        "'split' lists the shares of train and test, or of train, validation and test, not \(counted(list.count, "number"))"
      )
    }
    return
  }
  let sum = split.train + split.validation + split.test
  if abs(sum - 1) > 1e-6 || split.train <= 0 {
    diagnostics.error(
      "out-of-range", at: range,
      split.train <= 0
        ? "'split' leaves nothing to train on" : "the shares of 'split' make \(OptionValue.number(sum).yaml), not 1")
  }
  if split.stratifies {
    if !split.shuffles {
      diagnostics.error(
        "conflicting-keys", at: range, "'stratify' draws from each class, which 'shuffle: true' must allow")
    }
    if let loss = training?.losses.first,
      loss.isCTC || graph.classScores(of: graph.outputs[loss.output], training) == .none
    {
      diagnostics.error(
        "conflicting-keys", at: range,
        "'stratify' is by classes, which are not the targets of '\(graph.outputs[loss.output].name)'",
        notes: [.init("the loss is here", at: loss.range)])
    }
  }
  if split.shuffles, case .csv(let table) = source.value, table.window != nil {
    diagnostics.error(
      "conflicting-keys", at: range,
      "'shuffle' would put windows that share rows into different parts",
      notes: [.init("the window is here", at: options.range(of: DataSources.window))])
  }
  for (other, share) in [(DataSection.validation, split.validation), (DataSection.test, split.test)]
  where share > 0 && data[other] != nil {
    diagnostics.error(
      "conflicting-keys", at: data.keyRange(of: other), "'\(other.name)' comes from the 'split' of 'train' already",
      notes: [.init("the split is here", at: range)])
  }
}

/// What a text asks of a network: one input of character numbers [time], and for each of them a class [time, classes].
private struct TextCheck {
  let graph: Graph
  let training: Training?
  let source: Chosen<DataSource>
  /// Characters of a window.
  let length: Int

  func check(_ diagnostics: inout Diagnostics) {
    guard checkPorts(of: graph, training, source, &diagnostics) else { return }
    if checkInput(graph.inputs[0], &diagnostics), let loss = training?.losses.first { checkTarget(loss, &diagnostics) }
  }

  /// - Returns: whether the input is as it should be.
  private func checkInput(_ input: Graph.Input, _ diagnostics: inout Diagnostics) -> Bool {
    let tensor = graph.tensors[input.tensor]
    if tensor.type != .int32 {
      diagnostics.error(
        "data-mismatch", at: input.range,
        "'text' gives the numbers of characters, but '\(input.name)' is \(tensor.type.rawValue)",
        notes: [.init("write {shape: [\(length)], dtype: int32}; an 'embedding' or 'one_hot' makes vectors of them")])
    } else if tensor.shape != [length] {
      diagnostics.error(
        "data-mismatch", at: source.options.range(of: DataSources.sequenceLength),
        "'text' gives windows of \(counted(length, "character")), but '\(input.name)' is \(tensor.shape)",
        notes: [.init("the input is here; write [\(length)]", at: input.range)])
    }
    return tensor.type == .int32 && tensor.shape == [length]
  }

  private func checkTarget(_ loss: Training.OutputLoss, _ diagnostics: inout Diagnostics) {
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
