import NNCCRuntime

extension GeneratedModel {
  /// `trainStep`, `gradient` and `evaluate`, each over one batch.
  func writeTraining(_ constants: inout ConstantTable, to writer: inout SwiftWriter) {
    let signature = Signature(self)
    let parameters = signature.spans(signature.inputs + signature.targets)

    writer.line()
    writer.documentation(
      "Learns from a batch: one update of every weight. Allocates nothing.", "", "- Returns: the loss before it.")
    writer.line("@discardableResult")
    write("trainStep(\(parameters))", .training, signature, &constants, to: &writer) { body, writer in
      writer.line("state.finishUpdate()")
    } setup: { body, calls, writer in
      writer.line("let iteration = state.iteration")
      if calls.contains("seed: seed") { writer.line("let seed = state.seed") }
      guard let update = body.plan.steps.lazy.compactMap({ $0 as? Update }).first else { return }
      writer.line("let optimizer = Optimizer\(("\(update.optimizer)" as KernelCall).plainText)")
      let clip = update.clipValue.map { ", clipValue: \(swiftLiteral($0))" } ?? ""
      let decay = update.weightDecay.map { ", weightDecay: \(swiftLiteral($0))" } ?? ""
      writer.line(
        "let step = UpdateStep(iteration: iteration, learningRate: Self.learningRate.value(at: iteration)\(clip)\(decay))"
      )
    }

    let gradients = plan(.gradient)?.gradients ?? []
    let count = gradients.reduce(0) { $0 + $1.shape.reduce(1, *) }
    writer.line()
    writer.documentation("Elements of `gradient`: those of the weights that are trained.")
    writer.line("public static let gradientCount = \(count)")
    writer.line()
    writer.documentation(
      "The gradient of a batch's loss for each weight that is trained, one after the other in the spec's order, "
        + "without dropout.", "", "- Returns: the loss.")
    writer.line("@discardableResult")
    write(
      "gradient(\(parameters), into gradient: inout MutableSpan<Float>)", .gradient, signature, &constants, to: &writer
    ) { body, writer in
      var first = 0
      for port in body.plan.gradients {
        let count = port.shape.reduce(1, *)
        writer.line("\(body.name(port.buffer)).read(into: &gradient, at: \(first), count: \(count))")
        first += count
      }
    }

    writer.line()
    writer.documentation("The loss of a batch, without dropout.")
    write("evaluate(\(parameters))", .evaluation, signature, &constants, to: &writer) { _, _ in }
  }

  /// A method that runs a plan with a loss and returns that.
  ///
  /// - Parameters:
  ///   - ending: writes what comes after the steps
  ///   - setup: writes what the steps use beside their buffers; it is given their text
  private func write(
    _ declaration: String, _ use: Use, _ signature: Signature, _ constants: inout ConstantTable,
    to writer: inout SwiftWriter, ending: (inout PlanBody, inout SwiftWriter) -> Void,
    setup: (PlanBody, String, inout SwiftWriter) -> Void = { _, _, _ in }
  ) {
    guard var body = body(use, constants, reserved: signature.names + ["gradient"]), let loss = body.plan.loss else {
      return
    }
    writer.block("public func \(declaration) -> Float {") { writer in
      let plan = body.plan
      if !plan.preparation.isEmpty { writer.line("if !state.isPrepared { prepare() }") }
      let ports = (plan.inputs + plan.targets).map(\.buffer)
      body.writePlaces(
        PlanBody.unique(ports + PlanBody.buffers(of: plan.steps) + plan.gradients.map(\.buffer)), to: &writer)
      body.writeInputs(plan.inputs, signature.inputs, to: &writer)
      body.writeInputs(plan.targets, signature.targets, to: &writer)
      let calls = plan.steps.map { body.text($0.call) }.joined(separator: "\n")
      setup(body, calls, &writer)
      body.write(plan.steps, to: &writer)
      ending(&body, &writer)
      writer.line("return \(body.name(loss))[0]")
    }
    constants = body.constants
  }
}
