extension Graph {
  /// The network for people: its inputs, layers, outputs and parameters with their shapes.
  ///
  /// Each layer stands as `name = type(inputs) → shape`, with the options that the spec gives it and the
  /// parameters that it reads below.
  package var listing: String {
    var text = "network \(printable(name)), type \(typeName)\n\ninputs\n"
    for input in inputs {
      let tensor = tensors[input.tensor]
      text += "  \(printable(input.name)) \(tensor.shape) \(tensor.type.rawValue)\n"
    }
    text += "\nlayers\n"
    for node in nodes {
      let reads = node.inputs.map { printable(tensors[$0].name) }.joined(separator: ", ")
      text += "  \(printable(node.name)) = \(node.type)(\(reads)) → \(tensors[node.output].shape)\n"
      let given = node.options.values.filter { $0.range != nil && !["name", "inputs"].contains($0.name) }
      if !given.isEmpty {
        text +=
          "    " + given.map { "\($0.name): \(printable($0.value.shortYAML))" }.joined(separator: ", ") + "\n"
      }
      if !node.parameters.isEmpty {
        text +=
          "    reads " + node.parameters.map { printable(parameters[$0].name) }.joined(separator: ", ") + "\n"
      }
    }
    text += "\noutputs\n"
    for output in outputs { text += "  \(printable(output.name)) \(tensors[output.tensor].shape)\n" }
    text += "\nparameters\n"
    for parameter in parameters {
      text += "  \(printable(parameter.name)) \(parameter.shape)\(parameter.isTrainable ? "" : ", not trained")\n"
    }
    return text
  }
}

extension OptionValue {
  /// One number for all axes without the list that it is decoded to.
  fileprivate var shortYAML: String {
    if case .list(let items) = self, items.count == 1, case .integer(let value) = items[0].value {
      return String(value)
    }
    return yaml
  }
}
