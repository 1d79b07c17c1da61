import NNCCRuntime

extension GeneratedModel {
  /// `trainStep`, `gradient` and `evaluate`, each over one batch.
  func writeTraining(_ members: inout Members, to writer: inout SwiftWriter) {
    guard let trained else { return }
    let signature = Signature(self)
    let parameters = signature.spans(signature.inputs + signature.targets)

    writer.line()
    writer.documentation(
      "Updates each trained weight once, for a batch; returns the loss before it. Allocates nothing.")
    writer.line("@discardableResult")
    write(.call("public func trainStep", parameters), trained.step, signature, &members, isUpdate: true, to: &writer) {
      _, writer in writer.line("progress.pointee.finishUpdate()")
    }

    let gradients = trained.gradient.plan.gradients
    writer.line()
    writer.documentation(
      "Computes the gradient of a batch's loss for the weights that are trained, in the layout's order, without "
        + "dropout; returns the loss.")
    let declaration = SwiftCode.call(
      "public func gradient", parameters + ["into gradient: inout MutableSpan<Float>"])
    write(declaration, trained.gradient, signature, &members, to: &writer) { body, writer in
      var first = 0
      for port in gradients {
        let count = port.shape.reduce(1, *)
        writer.line("\(body.place(port.buffer)).read(into: &gradient, at: \(first), count: \(count))")
        first += count
      }
    }

    writer.line()
    writer.documentation("Returns the loss of a batch, without dropout.")
    write(.call("public func evaluate", parameters), trained.evaluation, signature, &members, to: &writer) { _, _ in }
  }

  /// A method that runs a plan with a loss and returns that.
  ///
  /// - Parameters:
  ///   - isUpdate: whether it makes a step of training. Its comments give the lines of the spec, as one method's are
  ///     enough for.
  ///   - ending: writes what comes after the calls
  private func write(
    _ declaration: SwiftCode, _ placed: PlacedPlan, _ signature: Signature, _ members: inout Members,
    isUpdate: Bool = false, to writer: inout SwiftWriter, ending: (PlanBody, inout SwiftWriter) -> Void
  ) {
    let plan = placed.plan
    guard let loss = plan.loss else { return }
    let calls = plan.steps.map(\.call)
    var body = body(placed, members, calls: calls, parameters: signature.names + ["gradient"])
    writer.block(declaration + " -> Float {") { writer in
      if !plan.preparation.isEmpty { writer.line("prepare()") }
      if isUpdate { writer.line("let machine = Kernels.Machine(pool, at: progress.pointee)") }
      body.writeInputs(plan.inputs, signature.inputs, rows: "\(batch)", to: &writer)
      body.writeInputs(plan.targets, signature.targets, rows: "\(batch)", to: &writer)
      body.write(calls, of: plan.steps, headings: isUpdate, to: &writer)
      ending(body, &writer)
      writer.line("return \(body.place(loss))[0]")
    }
    members = body.members
  }
}
