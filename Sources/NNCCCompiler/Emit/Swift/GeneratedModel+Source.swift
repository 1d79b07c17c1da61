import NNCCRuntime

extension GeneratedModel {
  /// The whole file.
  var source: String {
    var writer = SwiftWriter()
    let file = sources[0]?.name.split(separator: "/").last.map(String.init) ?? ""
    writer.comment("Made by nncc from \(file): change that, not this. Comments give its lines.")
    writer.line()
    writer.line("import NNCCRuntime")
    writer.line()
    writeDocumentation(to: &writer)
    var constants = ConstantTable()
    writer.block("public final class \(typeName): \(isTrainable ? "TrainableModel" : "InferenceModel") {") { writer in
      writeLayout(to: &writer)
      writeProperties(to: &writer)
      writePrepare(&constants, to: &writer)
      writePredictions(&constants, to: &writer)
      writeSelfTest(to: &writer)
      if isTrainable { writeTraining(&constants, to: &writer) }
      if !constants.entries.isEmpty {
        writer.line()
        for (name, expression) in constants.entries { writer.line("private static let \(name) = \(expression)") }
      }
    }
    return writer.text
  }

  private func writeDocumentation(to writer: inout SwiftWriter) {
    func list(_ ports: [(name: String, shape: [Int])]) -> String {
      ports.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    }
    let inputs = graph.inputs.map { (name: $0.name, shape: graph.tensors[$0.tensor].shape) }
    let outputs = graph.outputs.map { (name: $0.name, shape: graph.tensors[$0.tensor].shape) }
    writer.documentation(
      "\(graph.name): \(list(inputs)) → \(list(outputs)).", "",
      "One thread at a time may use an instance; instances share nothing.")
  }

  // MARK: What lives in the arena

  private func writeLayout(to writer: inout SwiftWriter) {
    if batch > 1 {
      writer.documentation("Examples of a batch; `predict` takes one.")
      writer.line("public static let batchSize = \(batch)")
    }
    if isTrainable, let training {
      writer.documentation("`train.seed`.")
      writer.line("public static let seed: UInt64 = \(training.seed)")
      writer.documentation("`train.optimizer`'s learning rate after so many updates.")
      writer.line("public static let learningRate = LearningRate\(("\(training.learningRate)" as KernelCall).plainText)")
    }
    writer.documentation("What lies in the arena between runs, and where, in words of four bytes.")
    writer.block("public static let layout = ModelLayout(", closing: ")") { writer in
      writer.line("network: \(swiftLiteral(SpecMeaning(graph).hash)),")
      writer.line(
        "inputs: [\(ports(graph.inputs.map { ($0.name, $0.tensor) }))], "
          + "outputs: [\(ports(graph.outputs.map { ($0.name, $0.tensor) }))],")
      let staging = layout.stagingWords > 0 ? ", stagingWords: \(layout.stagingWords)" : ""
      let tables = [("parameters", parameterRows), ("slots", slotRows), ("states", stateRows)].filter {
        !$0.1.isEmpty || $0.0 == "parameters"
      }
      writer.line("words: \(layout.words)\(staging),")
      for (index, table) in tables.enumerated() {
        writer.block("\(table.0): [", closing: index == tables.count - 1 ? "]" : "],") { writer in
          for row in table.1 { writer.line(row) }
        }
      }
    }
    writer.line()
  }

  private func ports(_ ports: [(name: String, tensor: Int)]) -> String {
    ports.map { name, tensor in
      let isInteger = graph.tensors[tensor].type == .int32 ? ", isInteger: true" : ""
      return ".init(\(swiftLiteral(name)), \(graph.tensors[tensor].shape)\(isInteger))"
    }.joined(separator: ", ")
  }

  private func offset(_ buffer: BufferID, in plan: Int) -> Int { layout.offsets[plan][buffer.index] }

  private var parameterRows: [String] {
    let index = plans.count - 1
    return plans[index].plan.parameters.map { parameter in
      let seed = parameter.initializerSeed.map { ", seed: \($0)" } ?? ""
      return ".init(\(swiftLiteral(parameter.name)), \(parameter.shape), at: \(offset(parameter.buffer, in: index)), "
        + "\(swiftLiteral(parameter.initializer))\(seed)),"
    }
  }

  private var slotRows: [String] {
    let index = plans.count - 1
    return plans[index].plan.slots.map { slot in
      let start = slot.initialValue == 0 ? "" : ", startingFrom: \(swiftLiteral(slot.initialValue))"
      return ".init(\(swiftLiteral(slot.name)), \(slot.shape), at: \(offset(slot.buffer, in: index))\(start)),"
    }
  }

  private var stateRows: [String] {
    var seen: Set<Int> = []
    return plans.indices.flatMap { index in
      plans[index].plan.states.compactMap { state in
        let place = offset(state.buffer, in: index)
        guard seen.insert(place).inserted else { return nil }
        return ".init(\(swiftLiteral(state.name)), \(state.shape), at: \(place)),"
      }
    }
  }

  private func writeProperties(to writer: inout SwiftWriter) {
    writer.line("public let state: ModelState")
    writer.line("private let memory: Floats")
    writer.line("private let pool: ThreadPool")
    writer.line()
    writer.documentation("A model over memory that is ready for it; `init(weights:)` makes both.")
    writer.block("public init(state: ModelState) {") { writer in
      writer.line("self.state = state")
      writer.line("memory = state.arena.base")
      writer.line("pool = state.pool")
    }
  }

  /// The statements of one plan.
  func body(_ use: Use, _ constants: ConstantTable, reserved: [String]) -> PlanBody? {
    guard let index = plans.firstIndex(where: { $0.use == use }) else { return nil }
    return PlanBody(
      plans[index].plan, offsets: layout.offsets[index], sources: sources, constants: constants, reserved: reserved)
  }

  /// Whether there are weights to pack.
  var hasPreparation: Bool { plans.contains { !$0.plan.preparation.isEmpty } }

  private func writePrepare(_ constants: inout ConstantTable, to writer: inout SwiftWriter) {
    writer.line()
    writer.documentation(
      "Packs the weights as kernels read them"
        + (isTrainable ? "; called where they have changed since." : ", once they are loaded."))
    writer.block("public func prepare() {") { writer in
      // A later plan packs only what no earlier one has packed to the same place.
      var packed: Set<Int> = []
      for (index, (use, plan)) in plans.enumerated() where use != .gradient && use != .training {
        let steps = plan.preparation.filter { step in packed.insert(offset(step.writes[0], in: index)).inserted }
        guard !steps.isEmpty, var body = body(use, constants, reserved: []) else { continue }
        body.writePlaces(PlanBody.buffers(of: steps), to: &writer)
        body.write(steps, to: &writer)
        constants = body.constants
      }
      writer.line("state.isPrepared = true")
    }
  }

  private func writeSelfTest(to writer: inout SwiftWriter) {
    writer.line()
    writer.documentation(
      "Predicts the example that came with the weights.", "",
      "- Throws: `ModelError` where an output is not what it was, or where there is no such example.")
    writer.block("public func selfTest() throws {") { writer in
      writer.line("guard let golden = state.golden else { throw ModelError.noGoldenExample }")
      let signature = Signature(self)
      let arguments = zip(graph.inputs, signature.inputs).map { input, port in
        "\(port.label)golden.\(port.isInteger ? "int32s" : "floats")(\(swiftLiteral(input.name)))"
      }
      let result = graph.outputs.count == 1 ? signature.outputs[0].name : "outputs"
      writer.line("let \(result) = try predict(\(arguments.joined(separator: ", ")))")
      for (output, port) in zip(graph.outputs, signature.outputs) {
        let value = graph.outputs.count == 1 ? result : "outputs.\(port.name)"
        writer.line("try golden.expect(\(swiftLiteral(output.name)), \(value))")
      }
    }
  }
}
