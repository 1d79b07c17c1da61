/// Holds the sources of `data:` that have a form of their own, such as text, against the network.
func checkData(_ spec: Spec, _ graph: Graph, _ training: Training?, _ diagnostics: inout Diagnostics) {
  let data = spec.data
  for part in ["train", "validation", "test"] {
    guard let source = data?.named(part), let options = source.given, options.isValid else { continue }
    if source.name == "text" {
      TextCheck(graph: graph, training: training, options: options, range: source.range).check(&diagnostics)
    }
  }
  if let sample = training?.sample, data?.named("train")?.name != "text" {
    diagnostics.error(
      "data-mismatch", at: sample.range, "'sample' is of a text model, but 'train' of 'data' is no 'text'")
  }
}

/// What a text asks of a network: one input of character numbers [time], and for each of them a class [time, classes].
private struct TextCheck {
  let graph: Graph
  let training: Training?
  /// Of the source.
  let options: Options
  let range: SourceRange?

  func check(_ diagnostics: inout Diagnostics) {
    let length = options.integer("sequence_length")
    if checkInput(length, &diagnostics), let training { checkTargets(length, training, &diagnostics) }
  }

  /// - Returns: whether the input is as it should be.
  private func checkInput(_ length: Int, _ diagnostics: inout Diagnostics) -> Bool {
    guard let input = graph.inputs.first, graph.inputs.count == 1 else {
      diagnostics.error(
        "data-mismatch", at: range, "'text' is for one input, but the network has \(graph.inputs.count)",
        notes: graph.inputs.map { .init("an input is here", at: $0.range) })
      return false
    }
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

  private func checkTargets(_ length: Int, _ training: Training, _ diagnostics: inout Diagnostics) {
    guard let loss = training.losses.first, training.losses.count == 1 else {
      if !training.losses.isEmpty {
        diagnostics.error(
          "data-mismatch", at: range, "'text' has targets for one output, but \(training.losses.count) have a loss",
          notes: training.losses.map { .init("a loss is here", at: $0.range) })
      }
      return
    }
    let output = graph.outputs[loss.output]
    let shape = graph.tensors[output.tensor].shape
    if !loss.isSparse {
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
