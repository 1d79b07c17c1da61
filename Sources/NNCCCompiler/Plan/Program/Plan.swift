import NNCCRuntime

/// A network as straight-line kernel calls over one preallocated arena, for one batch size.
package struct Plan: Sendable {
  package var name: String
  package var purpose: PlanPurpose
  package var batch: Int
  package var buffers: [Buffer]
  /// Of each buffer, in words from the arena's start.
  package var offsets: [Int]
  /// Run once, when weights have been loaded.
  package var preparation: [any Step]
  /// Run for every batch, in this order.
  package var steps: [any Step]
  package var memory: Memory

  package var inputs: [Port]
  package var targets: [Port]
  package var outputs: [Port]
  package var parameters: [ParameterPort]
  /// Each trainable parameter's gradient, in a plan for gradients.
  package var gradients: [Port]
  /// What the optimizer keeps from step to step, with what it starts from.
  package var slots: [Slot]
  /// What stateful layers carry from one run to the next, starting from zeros: `lstm/h`, a row for each example.
  package var states: [Port]
  /// The total loss, where the plan computes one.
  package var loss: BufferID?
  package var learningRate: LearningRate

  /// What a caller writes or reads.
  package struct Port: Sendable {
    package var name: String
    package var buffer: BufferID
    /// With the batch.
    package var shape: [Int]
    /// int32 buffers hold whole numbers; uint8 inputs arrive as floats.
    package var type: ElementType
    /// [batch, time], 1 where a step of a masked output counts and 0 elsewhere; nil where all count, and in plans for
    /// inference.
    package var mask: BufferID?
  }

  package struct ParameterPort: Sendable {
    package var name: String
    package var buffer: BufferID
    package var shape: [Int]
    package var initializer: Initializer
    /// nil: from the run's seed and the name.
    package var initializerSeed: UInt64?
  }

  package struct Slot: Sendable {
    package var name: String
    package var buffer: BufferID
    package var shape: [Int]
    package var initialValue: Float
  }

  /// The steps and buffers, without their places.
  var program: Program {
    let read = outputs.map(\.buffer) + outputs.compactMap(\.mask) + gradients.map(\.buffer) + [loss].compactMap { $0 }
    return Program(buffers: buffers, preparation: preparation, steps: steps, results: Set(read))
  }

  /// Bytes of the arena.
  package struct Memory: Sendable, Hashable {
    /// What a running plan holds.
    package var bytes: Int
    /// Of it, what lives between runs.
    package var persistentBytes: Int
    /// Beside it while weights are loaded.
    package var stagingBytes: Int
    /// What it would hold if no two buffers shared a place.
    package var unsharedBytes: Int
    /// The most bytes alive at once: no plan of these steps can hold less.
    package var lowerBoundBytes: Int
  }
}

/// What a caller asks of a plan beside its batch and purpose.
package struct PlanOptions: Sendable {
  /// Whether the caller reads the outputs; of a plan that trains or evaluates, the loss may be all.
  package var returnsOutputs: Bool
  /// The most bytes the arena may take.
  package var memoryLimit: Int
  /// Whether buffers that are never alive together share a place; false costs memory and changes no result.
  package var sharesMemory: Bool
  /// Whether the program is checked after each pass, as tests do.
  package var verifiesEach: Bool

  package init(
    returnsOutputs: Bool = true, memoryLimit: Int = .max, sharesMemory: Bool = true, verifiesEach: Bool = false
  ) {
    self.returnsOutputs = returnsOutputs
    self.memoryLimit = memoryLimit
    self.sharesMemory = sharesMemory
    self.verifiesEach = verifiesEach
  }
}

/// Compiles a graph into a plan.
///
/// - Parameters:
///   - training: how it is trained; needed unless the purpose is inference.
/// - Returns: nil after reporting what is wrong, such as an arena beyond the limit.
package func makePlan(
  _ graph: Graph, training: Training?, batch: Int, purpose: PlanPurpose, _ options: PlanOptions = PlanOptions(),
  _ diagnostics: inout Diagnostics
) throws -> Plan? {
  guard fits(graph, batch: batch, memoryLimit: options.memoryLimit, &diagnostics) else { return nil }
  var lowering = Lowering(graph: graph, batch: batch, purpose: purpose)
  if purpose.hasLoss { lowering.addParameterPenalties() }
  try lowering.lowerLayers()
  var targets: [Plan.Port] = []
  var loss: BufferID?
  if purpose.hasLoss, let training { (targets, loss) = lowering.addLosses(training) }
  var program = lowering.program
  let outputs = (options.returnsOutputs ? graph.outputs : []).map { output in
    Plan.Port(
      name: output.name, buffer: lowering.value(of: output.tensor),
      shape: [batch] + graph.tensors[output.tensor].shape, type: .float32,
      mask: purpose.hasLoss ? lowering.mask(of: output.tensor) : nil)
  }
  for output in outputs {
    program.results.insert(output.buffer)
    if let mask = output.mask { program.results.insert(mask) }
  }
  if let loss { program.results.insert(loss) }
  fuseActivations(&program, keepsInputs: purpose.hasGradient)
  if options.verifiesEach { try verify(program, stage: "forward") }

  var gradients: [Plan.Port] = []
  var slots: [Plan.Slot] = []
  if purpose.hasGradient {
    let trainable = zip(graph.parameters, lowering.parameters).filter(\.0.isTrainable).map(\.1)
    let (longer, found) = try GradientBuilder.differentiate(program, trainable: trainable)
    program = longer
    if options.verifiesEach { try verify(program, stage: "backward") }
    if purpose == .training, let training {
      slots = addUpdates(
        to: &program, graph: graph, parameters: lowering.parameters, gradients: found, training)
      if options.verifiesEach { try verify(program, stage: "updates") }
    } else {
      gradients = zip(graph.parameters, lowering.parameters).filter(\.0.isTrainable).map {
        parameter, buffer in
        let gradient = found[buffer] ?? zeroGradient(&program, parameter)
        program.results.insert(gradient)
        return Plan.Port(name: parameter.name, buffer: gradient, shape: parameter.shape, type: .float32)
      }
    }
  }
  // Last, when nothing reads what the states were any more. A gradient is of the step to come, and leaves them.
  if !purpose.hasGradient || purpose == .training { program.steps += lowering.carries }
  removeUnusedSteps(&program)

  let layout = MemoryPlanner.layout(program, sharesMemory: options.sharesMemory)
  if options.verifiesEach {
    try verifyPlaces(program, offsets: layout.offsets, words: layout.totalWords + layout.stagingWords)
  }
  let (bytes, overflow) = (layout.totalWords + layout.stagingWords).multipliedReportingOverflow(by: 4)
  if overflow || bytes > options.memoryLimit {
    reportTooLarge(bytes, options.memoryLimit, graph, batch: batch, &diagnostics)
    return nil
  }
  return Plan(
    name: graph.name, purpose: purpose, batch: batch, buffers: program.buffers, offsets: layout.offsets,
    preparation: program.preparation, steps: program.steps,
    memory: Plan.Memory(
      bytes: 4 * layout.totalWords, persistentBytes: 4 * layout.persistentWords,
      stagingBytes: 4 * layout.stagingWords, unsharedBytes: 4 * layout.unsharedWords,
      lowerBoundBytes: 4 * layout.lowerBoundWords),
    inputs: graph.inputs.map { input in
      let tensor = graph.tensors[input.tensor]
      return Plan.Port(
        name: input.name, buffer: lowering.value(of: input.tensor), shape: [batch] + tensor.shape,
        type: tensor.type)
    },
    targets: targets, outputs: outputs,
    parameters: zip(graph.parameters, lowering.parameters).map {
      .init(
        name: $0.name, buffer: $1, shape: $0.shape, initializer: $0.initializer,
        initializerSeed: $0.initializerSeed)
    },
    gradients: gradients, slots: slots, states: lowering.states, loss: loss,
    learningRate: training?.learningRate ?? .constant(0))
}

/// The gradient of a parameter that the loss does not depend on.
private func zeroGradient(_ program: inout Program, _ parameter: Graph.Parameter) -> BufferID {
  let gradient = program.buffer(parameter.name + ".gradient", parameter.shape, .gradient, at: parameter.range)
  program.steps.append(Fill(gradient, count: parameter.volume, value: 0))
  return gradient
}

/// Refuses a network whose tensors alone are beyond the limit, before any arithmetic on their sizes.
private func fits(_ graph: Graph, batch: Int, memoryLimit: Int, _ diagnostics: inout Diagnostics) -> Bool {
  var words = 0
  for parameter in graph.parameters { words += parameter.volume }
  for tensor in graph.tensors {
    let (volume, overflow) = tensor.volume.multipliedReportingOverflow(by: batch)
    if overflow || volume > Shapes.maximumVolume * 4 {
      reportTooLarge(overflow ? .max : volume &* 4, memoryLimit, graph, batch: batch, &diagnostics)
      return false
    }
    words = max(words, volume)
  }
  let (bytes, overflow) = words.multipliedReportingOverflow(by: 4)
  if overflow || bytes > memoryLimit {
    reportTooLarge(overflow ? .max : bytes, memoryLimit, graph, batch: batch, &diagnostics)
    return false
  }
  return true
}

private func reportTooLarge(
  _ bytes: Int, _ limit: Int, _ graph: Graph, batch: Int, _ diagnostics: inout Diagnostics
) {
  let largest = graph.tensors.max { $0.volume < $1.volume }
  let weightiest = graph.parameters.max { $0.volume < $1.volume }
  var range =
    graph.nodes.first { graph.tensors[$0.output].name == largest?.name }?.range ?? graph.inputs.first?.range
  var culprit = largest.map { "\($0.name) gives \($0.shape), \($0.volume) elements an example" } ?? ""
  if let weightiest,
    weightiest.volume > batch.multipliedReportingOverflow(by: largest?.volume ?? 0).partialValue
  {
    range = weightiest.range
    culprit = "\(weightiest.name) is \(weightiest.shape), \(weightiest.volume) elements"
  }
  diagnostics.error(
    "too-large", at: range,
    "a batch of \(batch) takes \(byteCount(bytes)) of memory at least, but the limit is \(byteCount(limit))",
    notes: [
      .init("the largest part: \(culprit)"),
      .init("a smaller batch takes less; --memory-limit raises the limit"),
    ])
}

/// A number of bytes in the unit that fits it.
package func byteCount(_ bytes: Int) -> String {
  func tenths(_ unit: Int) -> String {
    let value = (Double(bytes) / Double(unit) * 10).rounded() / 10
    return value == value.rounded() ? String(Int(value)) : String(value)
  }
  switch bytes {
  case ..<1024: return "\(bytes) B"
  case ..<(1 << 20): return tenths(1 << 10) + " KiB"
  case ..<(1 << 30): return tenths(1 << 20) + " MiB"
  default: return tenths(1 << 30) + " GiB"
  }
}
