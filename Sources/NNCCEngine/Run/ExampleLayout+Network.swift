import NNCCCompiler

extension ExampleLayout {
  /// What a network takes of an example to be trained, or to be run if there are no losses.
  package init(_ graph: Graph, losses: [Training.OutputLoss]) {
    self.init(
      inputs: graph.inputs.map { Slot(input: $0, of: graph) },
      targets: losses.map { loss in
        let output = graph.outputs[loss.output]
        let shape = graph.tensors[output.tensor].shape
        return Slot(
          output.name, shape: loss.targetShape(shape), type: loss.isSparse ? .int32 : .float32,
          classes: loss.isSparse ? shape.last : nil, labelTime: loss.isCTC ? shape.first : nil,
          lengthsInput: loss.isCTC ? graph.lengthsInput(of: output.tensor) : nil,
          rule: TargetRule(
            loss: loss.name, values: loss.targetValues, output: shape, hasMask: graph.tensors[output.tensor].mask != nil
          ))
      })
  }
}

extension ExampleLayout.Slot {
  fileprivate init(input: Graph.Input, of graph: Graph) {
    let tensor = graph.tensors[input.tensor]
    // A plan reads uint8 inputs as floats.
    let isInteger = tensor.type == .int32
    self.init(
      input.name, shape: tensor.shape, type: isInteger ? .int32 : .float32,
      classes: isInteger ? Self.numbersKnown(to: graph, of: input) : nil, lengthsInput: input.sequenceLength)
  }

  /// How many different numbers the layers that look an input's numbers up have a place for; of lengths of sequences,
  /// how many there can be.
  private static func numbersKnown(to graph: Graph, of input: Graph.Input) -> Int? {
    let times = graph.inputs.filter { $0.sequenceLength.map { graph.inputs[$0].tensor } == input.tensor }
      .map { graph.tensors[$0.tensor].shape[0] }
    if let shortest = times.min() { return shortest + 1 }
    return graph.nodes.filter { $0.inputs.contains(input.tensor) }.compactMap(\.numbersKnown?.value).min()
  }

  /// A target for an output of this shape: its values, or the numbers of its classes.
  package init(targetFor name: String, shape: [Int], isLabel: Bool) {
    self.init(
      name, shape: isLabel ? shape.dropLast() : shape, type: isLabel ? .int32 : .float32,
      classes: isLabel ? shape.last : nil)
  }
}

extension Graph {
  /// The index of the input whose numbers alone say which steps of a tensor count, if one does.
  fileprivate func lengthsInput(of tensor: Int) -> Int? {
    guard let mask = tensors[tensor].mask else { return nil }
    return inputs.first { tensors[$0.tensor].mask == mask }?.sequenceLength
  }
}
