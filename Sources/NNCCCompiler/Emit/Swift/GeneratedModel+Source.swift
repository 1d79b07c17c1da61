import NNCCRuntime

extension GeneratedModel {
  /// The whole file.
  var source: String {
    var writer = SwiftWriter()
    let file = sources[0]?.name.split(separator: "/").last.map(String.init) ?? ""
    writer.comment("Made by nncc from \(file), whose lines the comments give. Change that, not this.")
    writer.line()
    writer.line("import NNCCRuntime")
    writer.line()
    writer.documentation(
      "\(graph.name): \(list(graph.inputs.map { ($0.name, $0.tensor) })) → "
        + "\(list(graph.outputs.map { ($0.name, $0.tensor) })).", "")
    let outputs = isNormalized && data?.isTable == true ? ", outputs what `postprocess` brings back" : ""
    let inputs = inputScale != nil || isNormalized ? "Inputs are what `preprocess` makes of the data\(outputs). " : ""
    writer.documentation(inputs + "One thread at a time may use an instance; instances share nothing.")
    writer.block("public final class \(typeName): \(isTrainable ? "TrainableModel" : "InferenceModel") {") { writer in
      var members = members
      writeConstants(to: &writer)
      writeLayout(to: &writer)
      writeInit(members, to: &writer)
      for write in [writePrepare, writePredict, writeTraining] { write(&members, &writer) }
      if !members.constants.isEmpty { writer.line() }
      for (name, value) in members.constants { writer.line(.text("private let \(name) = ") + value) }
    }
    return writer.text
  }

  /// The factor on inputs; nil for none.
  private var inputScale: Float? { data.flatMap { $0.inputScale == 1 ? nil : $0.inputScale } }
  private var isNormalized: Bool { data?.normalization != nil }

  /// `image [8, 8, 1], sign [4]`
  private func list(_ ports: [(name: String, tensor: Int)]) -> String {
    ports.map { "\($0.name) \(graph.tensors[$0.tensor].shape)" }.joined(separator: ", ")
  }

  private func writeConstants(to writer: inout SwiftWriter) {
    writer.documentation("Examples of a batch.")
    writer.line("public static let batchSize = \(batch)")
    if let scale = inputScale {
      writer.documentation("`data.scale`, which `preprocess` multiplies inputs by.")
      writer.line("public static let inputScale: Float = \(swiftLiteral(scale))")
    }
    if isNormalized {
      writer.documentation("`data.normalize`, by the statistics in the weight file.")
      writer.line("public static let isNormalized = true")
    }
    if let classes = data?.classNames {
      writer.documentation("`data.classes`, in the order of their numbers.")
      let names = classes.map { Literal.token(swiftLiteral($0)) }
      writer.line(.text("public static let classes = ") + Literal.array(names).code)
    }
    guard isTrainable, let training else { return }
    writer.documentation("`train.seed`, which weights and dropout are drawn from.")
    writer.line("public static let seed: UInt64 = \(training.seed)")
    writer.documentation("`train.optimizer`, and below its learning rate after so many updates.")
    writer.line("public static let optimizer = Optimizer" + training.optimizer.literal.code)
    writer.line("public static let learningRate = LearningRate" + training.learningRate.literal.code)
    writer.documentation("Elements of all weights that are trained.")
    writer.line("public static let gradientCount = \(gradientCount)")
  }

  private var gradientCount: Int {
    trained?.gradient.plan.gradients.reduce(0) { $0 + $1.shape.reduce(1, *) } ?? 0
  }

  // MARK: What lives in the arena

  private func writeLayout(to writer: inout SwiftWriter) {
    writer.documentation("What the arena holds between runs, and where, in words of four bytes.")
    writer.block("public static let layout = ModelLayout(", closing: ")") { writer in
      let hash = swiftLiteral(NetworkIdentity(graph, data: data).hash.text)
      let staging = stagingWords > 0 ? ", stagingWords: \(stagingWords)" : ""
      writer.line(
        .list(
          "",
          [
            .text("network: \(hash)"), .list("inputs: [", ports(graph.inputs.map { ($0.name, $0.tensor) }), "]"),
            .list("outputs: [", ports(graph.outputs.map { ($0.name, $0.tensor) }), "]"),
            .text("words: \(words)\(staging)"),
          ], ","))
      let slots = slotsOffset.map { ", optimizer: optimizer, slotsAt: \($0)" } ?? ""
      let states = stateRows
      writer.block("parameters: [", closing: "]\(slots)\(states.isEmpty ? "" : ",")") { writer in
        for parameter in parameters { writer.line(row(parameter) + ",") }
      }
      guard !states.isEmpty else { return }
      writer.block("states: [", closing: "]") { writer in
        for state in states { writer.line(state) }
      }
    }
    writer.line()
  }

  private func ports(_ ports: [(name: String, tensor: Int)]) -> [SwiftCode] {
    ports.map { name, tensor in
      let isInteger: [SwiftCode] = graph.tensors[tensor].type == .int32 ? ["isInteger: true"] : []
      return .call(".init", [.text(swiftLiteral(name)), .text("\(graph.tensors[tensor].shape)")] + isInteger)
    }
  }

  /// As generated code declares them.
  var parameters: [ModelLayout.Parameter] {
    let placed = plans[0]
    let slots = Set(placed.plan.slots.map(\.name))
    return placed.plan.parameters.map { parameter in
      let isTrained = training?.optimizer.slotNames.first.map { slots.contains("optimizer/\($0)/\(parameter.name)") }
      return .init(
        parameter.name, parameter.shape, at: placed.offset(parameter.buffer), parameter.initializer,
        seed: parameter.initializerSeed, isTrained: isTrained ?? true)
    }
  }

  /// Where the optimizer's slots begin, if it has any.
  private var slotsOffset: Int? { plans[0].plan.slots.first.map { plans[0].offset($0.buffer) } }

  /// Generated code names only the first slot's place: the others must follow as the runtime lays them out.
  ///
  /// - Throws: `InternalError` where they do not.
  func checkSlots() throws {
    guard let training, let slotsOffset else { return }
    let declared = ModelLayout.slots(of: training.optimizer, for: parameters, at: slotsOffset)
    for (slot, expected) in zip(plans[0].plan.slots, declared)
    where slot.name != expected.name || plans[0].offset(slot.buffer) != expected.offset {
      throw InternalError("slot \(slot.name) does not lie where generated code looks for it")
    }
  }

  private func row(_ parameter: ModelLayout.Parameter) -> SwiftCode {
    let further: [SwiftCode?] = [
      parameter.seed.map { .text("seed: \($0)") }, parameter.isTrained ? nil : "isTrained: false",
    ]
    return .call(
      ".init",
      [
        .text(swiftLiteral(parameter.name)), .text("\(parameter.shape)"), .text("at: \(parameter.offset)"),
        parameter.initializer.literal.code,
      ] + further.compactMap(\.self))
  }

  private var stateRows: [String] {
    var seen: Set<Int> = []
    return plans.flatMap { placed in
      placed.plan.states.compactMap { state in
        let offset = placed.offset(state.buffer)
        guard seen.insert(offset).inserted else { return nil }
        let isOfTraining = SharedLayout.Stream(placed.plan) == .training ? ", isOfTraining: true" : ""
        return ".init(\(swiftLiteral(state.name)), \(state.shape), at: \(offset)\(isOfTraining)),"
      }
    }
  }

  private func writeInit(_ members: Members, to writer: inout SwiftWriter) {
    writer.documentation("The weights and whatever else the model holds.")
    writer.line("public let state: ModelState")
    writer.line("private let memory: Floats")
    writer.line("private let pool: ThreadPool")
    writer.line("private let machine: Kernels.Machine")
    writer.line("private let progress: UnsafeMutablePointer<ModelState.Progress>")
    for (name, offset) in members.places { writer.line("private var \(name): Floats { memory + \(offset) }") }
    writer.line()
    writer.documentation("A model over memory that is ready for it; `init(weights:)` makes both.")
    writer.block("public init(state: ModelState, pool: consuming ThreadPool) {") { writer in
      writer.line("self.state = state")
      writer.line("memory = state.memory(of: Self.layout)")
      writer.line("progress = state.progress")
      writer.line("machine = Kernels.Machine(pool)")
      writer.line("self.pool = pool")
    }
  }

  // MARK: Weights

  /// Whether there are weights to pack.
  var hasPreparation: Bool { plans.contains { !$0.plan.preparation.isEmpty } }

  private func writePrepare(_ members: inout Members, to writer: inout SwiftWriter) {
    writer.line()
    writer.documentation("Packs the weights as kernels read them, when they have changed.")
    writer.block("public func prepare() {") { writer in
      writer.line("guard !progress.pointee.isPrepared else { return }")
      // A later plan packs only what no earlier one has packed to the same place.
      var packed: Set<Int> = []
      for placed in plans {
        let steps = placed.plan.preparation.filter { packed.insert(placed.offset($0.operands.results[0])).inserted }
        let calls = steps.map(\.call)
        var body = body(placed, members, calls: calls, parameters: [])
        body.write(calls, of: steps, headings: false, to: &writer)
        members = body.members
      }
      writer.line("progress.pointee.isPrepared = true")
    }
  }
}
