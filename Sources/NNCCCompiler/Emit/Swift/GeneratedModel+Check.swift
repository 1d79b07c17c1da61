extension GeneratedModel {
  /// An extension that runs the model on given examples and returns all that came of it.
  var checkSource: String {
    let signature = Signature(self)
    var writer = SwiftWriter()
    let file = sources[0]?.name.split(separator: "/").last.map(String.init) ?? ""
    writer.comment("Made by nncc from \(file), to hold \(typeName) against the plans that nncc itself runs.")
    writer.line()
    writer.line("import NNCCRuntime")
    writer.line()
    writer.block("extension \(typeName) {") { writer in
      writer.documentation(
        "What a batch and an example give, and for a model that can be trained its gradient and what so many steps on",
        "two batches in turn make of it. `data` holds those two batches.")
      writer.block("public func results(on data: WeightFile, steps: Int) throws -> WeightFile {") { writer in
        writePreparation(signature, to: &writer)
        writePredictions(signature, to: &writer)
        if let timeStep { writeSteps(timeStep.plan, signature, to: &writer) }
        if isTrainable { writeTraining(signature, to: &writer) }
        writer.line("return try WeightFile(tensors)")
      }
    }
    return writer.text
  }

  private func writePreparation(_ signature: Signature, to writer: inout SwiftWriter) {
    let inputs = zip(graph.inputs, signature.inputs).map { ("input:" + $0.name, $1) }
    let targets = zip(trained?.step.plan.targets ?? [], signature.targets).map { ("target:" + $0.name, $1) }
    for (name, port) in inputs + targets {
      let type = port.isInteger ? "int32s" : "floats"
      writer.line("let \(port.name) = try data.tensor(\(swiftLiteral(name))).\(type)()")
    }
    writer.line("var tensors: [WeightFile.Tensor] = []")
  }

  /// Whether layers carry anything from call to call.
  var hasStates: Bool { plans.contains { !$0.plan.states.isEmpty } }

  private func writePredictions(_ signature: Signature, to writer: inout SwiftWriter) {
    let arguments = signature.inputs.map { SwiftCode.text("\($0.label)Array(\($0.name)[0..<\($0.count("rows"))])") }
    let isOne = graph.outputs.count == 1
    writer.block("for rows in Set([1, Self.batchSize]).sorted() {") { writer in
      if hasStates { writer.line("reset()") }
      writer.line("let outputs = " + .call("predict", arguments))
      for (output, port) in zip(graph.outputs, signature.outputs) {
        let values = isOne ? "outputs" : "outputs.\(port.name)"
        writer.append("\"output:\\(rows):\" + \(swiftLiteral(output.name))", values)
      }
    }
  }

  /// The first example step by step. An input of fewer steps than another, such as one that is no sequence, begins anew.
  private func writeSteps(_ plan: Plan, _ signature: Signature, to writer: inout SwiftWriter) {
    let step = signature.resized(inputs: plan.inputs, outputs: plan.outputs)
    var identifiers = Identifiers(reserved: signature.names)
    let time = identifiers.name(for: "time")
    let steps = zip(signature.inputs, step.inputs).map { $0.count / $1.count }
    let most = steps.max() ?? 1
    let inputs = zip(step.inputs, steps).map { port, steps in
      let place = steps == most ? time : "(\(time) % \(steps))"
      let range = steps == 1 ? "0..<\(port.count)" : "\(port.count(place))..<\(port.count("(\(place) + 1)"))"
      return "\(port.label)\(port.name).span.extracting(\(range))"
    }
    let outputs = step.outputs.map { port in
      (
        port, values: identifiers.name(for: port.name + "Step"), all: identifiers.name(for: port.name + "Steps"),
        span: identifiers.name(for: port.name + "Span")
      )
    }
    for (port, values, all, _) in outputs {
      writer.line("var \(values) = [Float](repeating: 0, count: \(port.count)), \(all): [Float] = []")
    }
    writer.line("reset()")
    writer.block("for \(time) in 0..<\(most) {") { writer in
      for (_, values, _, span) in outputs { writer.line("var \(span) = \(values).mutableSpan") }
      writer.line(.call("step", (inputs + outputs.map { "\($0.label)&\($3)" }).map { .text($0) }))
      for (_, values, all, _) in outputs { writer.line("\(all) += \(values)") }
    }
    for (output, (_, _, all, _)) in zip(graph.outputs, outputs) {
      writer.append(swiftLiteral("step:" + output.name), all)
    }
  }

  private func writeTraining(_ signature: Signature, to writer: inout SwiftWriter) {
    func spans(from first: String, to last: String) -> [SwiftCode] {
      (signature.inputs + signature.targets).map {
        .text("\($0.label)\($0.name).span.extracting(\($0.count(first))..<\($0.count(last)))")
      }
    }
    func reset(_ writer: inout SwiftWriter) { if hasStates { writer.line("reset()") } }
    reset(&writer)
    writer.line("var losses = [" + .call("evaluate", spans(from: "0", to: "\(batch)")) + "]")
    reset(&writer)
    writer.line("var gradients = [Float](repeating: 0, count: Self.gradientCount)")
    writer.line("var span = gradients.mutableSpan")
    writer.line(
      .call("losses.append", [.call("gradient", spans(from: "0", to: "\(batch)") + ["into: &span"])]))
    reset(&writer)
    writer.block("for step in 0..<steps {") { writer in
      writer.line("let first = step % 2 * \(batch)")
      writer.line(
        .call("losses.append", [.call("trainStep", spans(from: "first", to: "(first + \(batch))"))]))
    }
    writer.append("\"losses\"", "losses")
    writer.append("\"gradients\"", "gradients")
    writer.line("tensors += try state.checkpoint().tensors")
  }
}

extension SwiftWriter {
  /// Appends the statement that keeps an array as a tensor of this name.
  fileprivate mutating func append(_ name: String, _ values: String) {
    line(
      .call("tensors.append", [.call("try .init", [.text(name), .text("shape: [\(values).count]"), .text(values)])]))
  }
}
