extension GeneratedModel {
  /// `predict` over spans and over arrays, `selfTest`, and `reset` where there is a state.
  func writePredict(_ members: inout Members, to writer: inout SwiftWriter) {
    let signature = Signature(self)
    writer.line()
    writeSpans(signature, &members, to: &writer)
    writer.line()
    writeArrays(signature, to: &writer)
    writer.line()
    writeSelfTest(signature, to: &writer)
    guard hasStates else { return }
    if let timeStep {
      writer.line()
      writeStep(timeStep, signature, &members, to: &writer)
    }
    writer.line()
    let kinds = isTrainable ? "`trainStep`, `evaluate`" : ""
    let streams = ([kinds] + (batch > 1 ? ["`predict` of a batch"] : []) + ["`predict` of one"]).filter { !$0.isEmpty }
    writer.documentation(
      "Sets what recurrent layers carry from call to call to 0, as where new sequences begin: "
        + "\(streams.joined(separator: ", "))\(timeStep == nil ? "" : " with `step`") each go on from their own.")
    writer.line("public func reset() { state.zeroStates() }")
  }

  private func writeSpans(_ signature: Signature, _ members: inout Members, to writer: inout SwiftWriter) {
    let outputs = signature.outputs.map(\.name).joined(separator: ", ")
    let amount = batch > 1 ? "one example, or of a batch of \(batch)" : "one example"
    writer.documentation("Computes \(outputs) of \(amount). Allocates nothing.")
    let parameters = signature.spans(signature.inputs) + signature.outputSpans
    writer.block(.call("public func predict", parameters) + " {") { writer in
      if hasPreparation && isTrainable { writer.line("prepare()") }
      let input = signature.inputs[0]
      if batch > 1 { writer.line("let rows = \(input.name).count == \(input.count) ? 1 : \(batch)") }
      if let one {
        writer.block("if rows == 1 {") { write(one, rows: "1", signature, &members, to: &$0) }
        writer.block("if rows > 1 {") { write(inference, rows: "\(batch)", signature, &members, to: &$0) }
      } else {
        write(inference, rows: batch > 1 ? "rows" : "1", calls: inferenceInRows, signature, &members, to: &writer)
      }
    }
  }

  private func writeStep(
    _ placed: PlacedPlan, _ signature: Signature, _ members: inout Members, to writer: inout SwiftWriter
  ) {
    let signature = signature.resized(inputs: placed.plan.inputs, outputs: placed.plan.outputs)
    writer.documentation("Goes on by one time step of one sequence, from where the last step ended. Allocates nothing.")
    let parameters = signature.spans(signature.inputs) + signature.outputSpans
    writer.block(.call("public func step", parameters) + " {") { writer in
      if hasPreparation && isTrainable { writer.line("prepare()") }
      write(placed, rows: "1", signature, &members, to: &writer)
    }
  }

  /// Copies in, calls, copies out.
  private func write(
    _ placed: PlacedPlan, rows: String, calls: [KernelCall]? = nil, _ signature: Signature, _ members: inout Members,
    to writer: inout SwiftWriter
  ) {
    let calls = calls ?? placed.plan.steps.map(\.call)
    var body = body(placed, members, calls: calls, parameters: signature.names)
    body.writeInputs(placed.plan.inputs, signature.inputs, rows: rows, to: &writer)
    body.write(calls, of: placed.plan.steps, headings: true, to: &writer)
    for (port, output) in zip(placed.plan.outputs, signature.outputs) {
      writer.line("\(body.place(port.buffer)).read(into: &\(output.name), count: \(output.count(rows)))")
    }
    members = body.members
  }

  private func writeArrays(_ signature: Signature, to writer: inout SwiftWriter) {
    let parameters = signature.inputs.map { SwiftCode.text("\($0.declaration): [\($0.element)]") }
    let outputs = signature.outputs
    let names = outputs.map(\.name).joined(separator: ", ")
    let result: SwiftCode =
      outputs.count == 1 ? "[Float]" : .list("(", outputs.map { .text("\($0.name): [Float]") }, ")")
    var identifiers = Identifiers(reserved: signature.names)
    let parts = outputs.map { identifiers.name(for: outputs.count == 1 ? "part" : $0.name + "Part") }
    let spans = outputs.map { identifiers.name(for: outputs.count == 1 ? "span" : $0.name + "Span") }
    let arguments: [SwiftCode] =
      signature.inputs.map { port in
        .text("\(port.label)\(port.name).span.extracting(\(port.count("first"))..<\(port.count("(first + rows)")))")
      } + zip(outputs, spans).map { .text("\($0.label)&\($1)") }

    writer.documentation(
      "Computes \(names) of any number of examples\(batch > 1 ? ": whole batches, then one by one" : "").")
    writer.block(.call("public func predict", parameters) + " -> " + result + " {") { writer in
      let first = signature.inputs[0]
      writer.line("let count = Self.examples(in: \(first.name).count, of: \(first.count))")
      let others = signature.inputs.dropFirst().map { "\($0.name).count == \($0.count("count"))" }
      if !others.isEmpty {
        let conditions = SwiftCode.list("guard ", others.map { .text($0) }, " else {")
        writer.block(conditions) { $0.line("fatalError(\"the inputs hold unequal numbers of examples\")") }
      }
      for output in outputs { writer.line("var \(output.name): [Float] = []") }
      writer.block("for (first, rows) in Self.batches(of: count) {") { writer in
        for (index, output) in outputs.enumerated() {
          writer.line("var \(parts[index]) = [Float](repeating: 0, count: \(output.count("rows")))")
          writer.line("var \(spans[index]) = \(parts[index]).mutableSpan")
        }
        writer.line(.call("predict", arguments))
        for (output, part) in zip(outputs, parts) { writer.line("\(output.name) += \(part)") }
      }
      writer.line(
        outputs.count == 1 ? "return \(names)" : .list("return (", outputs.map { .text($0.name) }, ")"))
    }
  }

  private func writeSelfTest(_ signature: Signature, to writer: inout SwiftWriter) {
    let inputs = zip(graph.inputs, signature.inputs).map { input, port in
      SwiftCode.text("\(port.label)golden.\(port.isInteger ? "int32s" : "floats")(\(swiftLiteral(input.name)))")
    }
    let isOne = graph.outputs.count == 1
    writer.documentation(
      "Predicts the example that came with the weights.", "",
      "- Throws: `ModelError` where an output is not what it was, or there is no such example.")
    writer.block("public func selfTest() throws {") { writer in
      writer.line("guard let golden = state.golden else { throw ModelError.noGoldenExample }")
      let call = SwiftCode.call("predict", inputs)
      let prediction = hasStates ? "state.startingAnew { try " + call + " }" : call
      guard !isOne else {
        return writer.line(.call("try golden.expect", [.text(swiftLiteral(graph.outputs[0].name)), prediction]))
      }
      writer.line("let outputs = try " + prediction)
      for (output, port) in zip(graph.outputs, signature.outputs) {
        writer.line("try golden.expect(\(swiftLiteral(output.name)), outputs.\(port.name))")
      }
    }
  }
}
