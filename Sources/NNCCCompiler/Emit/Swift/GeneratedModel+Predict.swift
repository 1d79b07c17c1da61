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
    let parameters = "\(signature.spans(signature.inputs)), \(signature.outputSpans)"
    writer.block("public func predict(\(parameters)) {") { writer in
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
    writer.block("public func step(\(signature.spans(signature.inputs)), \(signature.outputSpans)) {") { writer in
      if hasPreparation && isTrainable { writer.line("prepare()") }
      write(placed, rows: "1", signature, &members, to: &writer)
    }
  }

  /// Copies in, calls, copies out.
  private func write(
    _ placed: PlacedPlan, rows: String, calls: [KernelCall]? = nil, _ signature: Signature, _ members: inout Members,
    to writer: inout SwiftWriter
  ) {
    var body = body(placed, members, parameters: signature.names)
    let lines = body.lines(placed.plan.steps, calls: calls)
    let reads = zip(placed.plan.outputs, signature.outputs).map { port, output in
      "\(body.name(port.buffer)).read(into: &\(output.name), count: \(output.count(rows)))"
    }
    body.writePlaces(to: &writer)
    body.writeInputs(placed.plan.inputs, signature.inputs, rows: rows, to: &writer)
    writer.calls(lines)
    for read in reads { writer.line(read) }
    members = body.members
  }

  private func writeArrays(_ signature: Signature, to writer: inout SwiftWriter) {
    let parameters = signature.inputs.map { "\($0.declaration): [\($0.element)]" }.joined(separator: ", ")
    let outputs = signature.outputs
    let names = outputs.map(\.name).joined(separator: ", ")
    let result =
      outputs.count == 1 ? "[Float]" : "(" + outputs.map { "\($0.name): [Float]" }.joined(separator: ", ") + ")"
    var identifiers = Identifiers(reserved: signature.names)
    let parts = outputs.map { identifiers.name(for: outputs.count == 1 ? "part" : $0.name + "Part") }
    let spans = outputs.map { identifiers.name(for: outputs.count == 1 ? "span" : $0.name + "Span") }
    let inputs = signature.inputs.map { port in
      "\(port.label)\(port.name).span.extracting(\(port.count("first"))..<\(port.count("(first + rows)")))"
    }
    let arguments = (inputs + zip(outputs, spans).map { "\($0.label)&\($1)" }).joined(separator: ", ")

    writer.documentation(
      "Computes \(names) of any number of examples\(batch > 1 ? ": whole batches, then one by one" : "").")
    writer.block("public func predict(\(parameters)) -> \(result) {") { writer in
      let first = signature.inputs[0]
      writer.line("let count = Self.examples(in: \(first.name).count, of: \(first.count))")
      let others = signature.inputs.dropFirst().map { "\($0.name).count == \($0.count("count"))" }
      if !others.isEmpty {
        writer.line(
          "guard \(others.joined(separator: ", ")) else { fatalError(\"the inputs hold unequal numbers of examples\") }"
        )
      }
      for output in outputs { writer.line("var \(output.name): [Float] = []") }
      writer.block("for (first, rows) in Self.batches(of: count) {") { writer in
        for (index, output) in outputs.enumerated() {
          writer.line("var \(parts[index]) = [Float](repeating: 0, count: \(output.count("rows")))")
          writer.line("var \(spans[index]) = \(parts[index]).mutableSpan")
        }
        writer.line("predict(\(arguments))")
        for (output, part) in zip(outputs, parts) { writer.line("\(output.name) += \(part)") }
      }
      writer.line("return \(outputs.count == 1 ? names : "(\(names))")")
    }
  }

  private func writeSelfTest(_ signature: Signature, to writer: inout SwiftWriter) {
    let inputs = zip(graph.inputs, signature.inputs).map { input, port in
      "\(port.label)golden.\(port.isInteger ? "int32s" : "floats")(\(swiftLiteral(input.name)))"
    }
    let isOne = graph.outputs.count == 1
    writer.documentation(
      "Predicts the example that came with the weights.", "",
      "- Throws: `ModelError` where an output is not what it was, or there is no such example.")
    writer.block("public func selfTest() throws {") { writer in
      writer.line("guard let golden = state.golden else { throw ModelError.noGoldenExample }")
      let call = "predict(\(inputs.joined(separator: ", ")))"
      let prediction = hasStates ? "state.startingAnew { try \(call) }" : call
      guard !isOne else {
        return writer.line("try golden.expect(\(swiftLiteral(graph.outputs[0].name)), \(prediction))")
      }
      writer.line("let outputs = try \(prediction)")
      for (output, port) in zip(graph.outputs, signature.outputs) {
        writer.line("try golden.expect(\(swiftLiteral(output.name)), outputs.\(port.name))")
      }
    }
  }
}

extension PlanBody {
  /// Copies of what the caller gives to where the plan reads it.
  mutating func writeInputs(
    _ ports: [Plan.Port], _ parameters: [Signature.Port], rows: String, to writer: inout SwiftWriter
  ) {
    for (port, parameter) in zip(ports, parameters) {
      writer.line("\(name(port.buffer)).write(\(parameter.name), count: \(parameter.count(rows)))")
    }
  }
}
