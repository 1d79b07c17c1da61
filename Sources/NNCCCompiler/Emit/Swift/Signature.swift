/// The parameters of generated methods: a name for each input, output and target.
struct Signature {
  struct Port {
    /// What a call writes before the argument: nothing where there is only one, else its name and a colon.
    var label: String
    /// In a declaration.
    var declaration: String
    var name: String
    /// Of one example.
    var count: Int
    var isInteger: Bool

    var element: String { isInteger ? "Int32" : "Float" }

    /// The elements of so many examples: a product where their number is a name.
    func count(_ rows: String) -> String {
      if let rows = Int(rows) { return "\(rows * count)" }
      return count == 1 ? rows : "\(rows) * \(count)"
    }
  }

  private(set) var inputs: [Port] = []
  private(set) var outputs: [Port] = []
  private(set) var targets: [Port] = []

  init(_ model: GeneratedModel) {
    var names = Identifiers(reserved: ["golden", "outputs", "losses", "gradients", "span", "tensors", "steps", "data"])
    let graph = model.graph
    inputs = graph.inputs.map { input in
      let name = names.name(for: input.name)
      let tensor = graph.tensors[input.tensor]
      let isOnly = graph.inputs.count == 1
      return Port(
        label: isOnly ? "" : name + ": ", declaration: isOnly ? "_ \(name)" : name, name: name, count: tensor.volume,
        isInteger: tensor.type == .int32)
    }
    outputs = graph.outputs.map { output in
      let name = names.name(for: output.name)
      let isOnly = graph.outputs.count == 1
      return Port(
        label: isOnly ? "into: " : name + ": ", declaration: isOnly ? "into \(name)" : name, name: name,
        count: graph.tensors[output.tensor].volume, isInteger: false)
    }
    let plan = model.trained?.step.plan
    targets = (plan?.targets ?? []).map { target in
      let isInteger = target.type == .int32
      let word = isInteger ? "labels" : "target"
      let isOnly = plan?.targets.count == 1
      let name = names.name(for: isOnly ? word : "\(target.name)_\(word)")
      return Port(
        label: name + ": ", declaration: name, name: name, count: target.shape.dropFirst().reduce(1, *),
        isInteger: isInteger)
    }
  }

  /// The same for a plan of other shapes, whose batch is 1.
  func resized(inputs: [Plan.Port], outputs: [Plan.Port]) -> Signature {
    var signature = self
    for (index, port) in inputs.enumerated() { signature.inputs[index].count = port.shape.reduce(1, *) }
    for (index, port) in outputs.enumerated() { signature.outputs[index].count = port.shape.reduce(1, *) }
    return signature
  }

  /// `input: Span<Float>, labels: Span<Int32>`
  func spans(_ ports: [Port]) -> [SwiftCode] { ports.map { .text("\($0.declaration): Span<\($0.element)>") } }

  /// `into logits: inout MutableSpan<Float>`
  var outputSpans: [SwiftCode] { outputs.map { .text("\($0.declaration): inout MutableSpan<Float>") } }

  /// All names that a method's parameters have.
  var names: [String] { (inputs + outputs + targets).map(\.name) }
}
