import NNCCRuntime

extension GeneratedModel {
  /// `trainStep`, `gradient` and `evaluate`, each over one batch.
  func writeTraining(_ members: inout Members, to writer: inout SwiftWriter) {
    guard let trained else { return }
    let signature = Signature(self)
    let parameters = signature.spans(signature.inputs + signature.targets)

    writer.line()
    writer.documentation(
      "Learns from a batch, by one update of each trained weight; returns the loss before it. Allocates nothing.")
    writer.line("@discardableResult")
    write("trainStep(\(parameters))", trained.step, signature, &members, headings: true, to: &writer) {
      body, calls, writer in
      let drops = calls.contains { $0.contains("step: iteration") }
      if drops { writer.line("let (iteration, seed) = (progress.pointee.iteration, progress.pointee.seed)") }
      guard let update = body.plan.steps.lazy.compactMap({ $0 as? Update }).first else { return }
      let clip = update.clipValue.map { "clipValue: \(swiftLiteral($0))" }
      let decay = update.weightDecay.map { "weightDecay: \(swiftLiteral($0))" }
      writer.line("let step = progress.pointee.nextUpdate(\([clip, decay].compactMap(\.self).joined(separator: ", ")))")
    } ending: { _, writer in
      writer.line("progress.pointee.finishUpdate()")
    }

    let gradients = trained.gradient.plan.gradients
    writer.line()
    writer.documentation(
      "Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without dropout.",
      "Returns the loss.")
    let declaration = "gradient(\(parameters), into gradient: inout MutableSpan<Float>)"
    write(declaration, trained.gradient, signature, &members, to: &writer) { _, _, _ in
    } ending: { body, writer in
      var first = 0
      for port in gradients {
        let count = port.shape.reduce(1, *)
        writer.line("\(body.name(port.buffer)).read(into: &gradient, at: \(first), count: \(count))")
        first += count
      }
    }

    writer.line()
    writer.documentation("Returns the loss of a batch, without dropout.")
    write("evaluate(\(parameters))", trained.evaluation, signature, &members, to: &writer) { _, _, _ in
    } ending: { _, _ in
    }
  }

  /// A method that runs a plan with a loss and returns that.
  ///
  /// - Parameters:
  ///   - headings: whether comments give the lines of the spec, as one method's are enough for
  ///   - setup: writes what the calls, which it is given, use beside their buffers
  ///   - ending: writes what comes after them
  private func write(
    _ declaration: String, _ placed: PlacedPlan, _ signature: Signature, _ members: inout Members,
    headings: Bool = false, to writer: inout SwiftWriter, setup: (PlanBody, [String], inout SwiftWriter) -> Void,
    ending: (inout PlanBody, inout SwiftWriter) -> Void
  ) {
    let plan = placed.plan
    guard let loss = plan.loss else { return }
    var body = body(placed, members, parameters: signature.names + ["gradient"])
    writer.block("public func \(declaration) -> Float {") { writer in
      if !plan.preparation.isEmpty { writer.line("prepare()") }
      let lines = body.lines(plan.steps, headings: headings)
      for port in plan.gradients { _ = body.name(port.buffer) }
      let total = body.name(loss)
      body.writePlaces(to: &writer)
      body.writeInputs(plan.inputs, signature.inputs, rows: "\(batch)", to: &writer)
      body.writeInputs(plan.targets, signature.targets, rows: "\(batch)", to: &writer)
      setup(body, lines, &writer)
      writer.calls(lines)
      ending(&body, &writer)
      writer.line("return \(total)[0]")
    }
    members = body.members
  }
}
