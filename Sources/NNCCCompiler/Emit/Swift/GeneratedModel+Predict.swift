extension GeneratedModel {
  /// `predict` of one example, `predictBatch`, and both over arrays.
  func writePredictions(_ constants: inout ConstantTable, to writer: inout SwiftWriter) {
    let signature = Signature(self)
    let subject = signature.outputs.map(\.name).joined(separator: ", ")
    let object = signature.inputs.map(\.name).joined(separator: ", ")
    writer.line()
    writer.documentation("\(subject) of one \(object). Allocates nothing.")
    writePrediction("predict", .one, signature, &constants, to: &writer)
    if batch > 1 {
      writer.line()
      writer.documentation("\(subject) of a batch. Allocates nothing.")
      writePrediction("predictBatch", .batch, signature, &constants, to: &writer)
    }
    writer.line()
    writeArrays(signature, to: &writer)
    if plans.contains(where: { !$0.plan.states.isEmpty }) {
      writer.line()
      writer.documentation("Sets what recurrent layers carry from call to call to 0, as where new sequences begin.")
      writer.line("public func reset() { state.zeroStates() }")
    }
  }

  private func writePrediction(
    _ name: String, _ use: Use, _ signature: Signature, _ constants: inout ConstantTable, to writer: inout SwiftWriter
  ) {
    guard var body = body(use, constants, reserved: signature.names) else { return }
    writer.block("public func \(name)(\(signature.spans(signature.inputs)), \(signature.outputSpans)) {") { writer in
      if hasPreparation && isTrainable { writer.line("if !state.isPrepared { prepare() }") }
      body.writePlaces(
        PlanBody.unique(body.plan.inputs.map(\.buffer) + PlanBody.buffers(of: body.plan.steps)), to: &writer)
      body.writeInputs(body.plan.inputs, signature.inputs, to: &writer)
      body.write(body.plan.steps, to: &writer)
      for (port, output) in zip(signature.outputs, body.plan.outputs) {
        writer.line("\(body.name(output.buffer)).read(into: &\(port.name), count: \(port.count * body.plan.batch))")
      }
    }
    constants = body.constants
  }

  private func writeArrays(_ signature: Signature, to writer: inout SwiftWriter) {
    let parameters = signature.inputs.map { "\($0.declaration): [\($0.element)]" }.joined(separator: ", ")
    let outputs = signature.outputs
    let result =
      outputs.count == 1 ? "[Float]" : "(" + outputs.map { "\($0.name): [Float]" }.joined(separator: ", ") + ")"
    var names = Identifiers(reserved: signature.names)
    let rowNames = outputs.map { names.name(for: $0.name + "Rows") }
    let spanNames = outputs.map { names.name(for: $0.name + "Span") }
    let inputs = signature.inputs.map { port in
      "\(port.label)\(port.name).span.extracting(first * \(port.count)..<(first + rows) * \(port.count))"
    }
    let arguments = (inputs + zip(outputs, spanNames).map { "\($0.label)&\($1)" }).joined(separator: ", ")

    writer.documentation("Predicts any number of examples" + (batch > 1 ? ": whole batches, then one by one." : "."))
    writer.block("public func predict(\(parameters)) -> \(result) {") { writer in
      writer.line("let count = \(signature.inputs[0].name).count / \(signature.inputs[0].count)")
      let sizes = signature.inputs.map { "\($0.name).count == count * \($0.count)" }
      writer.line("precondition(\(sizes.joined(separator: " && ")), \"the arrays hold no whole examples\")")
      for output in outputs { writer.line("var \(output.name): [Float] = []") }
      writer.line("var first = 0")
      writer.block("while first < count {") { writer in
        writer.line("let rows = " + (batch > 1 ? "count - first < \(batch) ? 1 : \(batch)" : "1"))
        for (index, output) in outputs.enumerated() {
          writer.line("var \(rowNames[index]) = [Float](repeating: 0, count: rows * \(output.count))")
          writer.line("var \(spanNames[index]) = \(rowNames[index]).mutableSpan")
        }
        if batch > 1 {
          writer.block("if rows == 1 {") { $0.line("predict(\(arguments))") }
          writer.block("if rows > 1 {") { $0.line("predictBatch(\(arguments))") }
        } else {
          writer.line("predict(\(arguments))")
        }
        for (output, rows) in zip(outputs, rowNames) { writer.line("\(output.name) += \(rows)") }
        writer.line("first += rows")
      }
      writer.line(
        outputs.count == 1
          ? "return \(outputs[0].name)" : "return (\(outputs.map(\.name).joined(separator: ", ")))")
    }
  }
}

extension PlanBody {
  /// Copies of what the caller gives to where the plan reads it.
  mutating func writeInputs(_ ports: [Plan.Port], _ parameters: [Signature.Port], to writer: inout SwiftWriter) {
    for (port, parameter) in zip(ports, parameters) {
      writer.line("\(name(port.buffer)).write(\(parameter.name), count: \(parameter.count * plan.batch))")
    }
  }
}
