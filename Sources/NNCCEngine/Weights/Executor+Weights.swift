import NNCCCompiler
import NNCCRuntime

extension Executor {
  /// Gives every parameter its first values, by its initializer.
  ///
  /// Each draws from a stream of its own, keyed by the seed and its name, so that adding a layer does not
  /// change what the others start from.
  package func initializeParameters(seed: UInt64) {
    for parameter in plan.parameters {
      guard let values = floats(parameter.buffer).baseAddress else { continue }
      let key = RandomKey(
        seed: parameter.initializerSeed ?? seed, purpose: .initializer, parameter: parameter.name)
      parameter.initializer.fill(values, shape: parameter.shape, key: key)
    }
  }

  /// Gives the optimizer's slots what they start from.
  package func initializeSlots() {
    for slot in plan.slots { floats(slot.buffer).update(repeating: slot.initialValue) }
  }

  /// Copies tensors to the parameters.
  ///
  /// - Throws: `InternalError` unless `checkWeights` has passed them.
  package func load(_ weights: WeightFile) throws {
    for parameter in plan.parameters { try load(weights, parameter.name, to: parameter.buffer) }
  }

  /// Copies one tensor of the same name and size to a buffer.
  package func load(_ file: WeightFile, _ name: String, to buffer: BufferID) throws {
    let values = try file[name]?.floats() ?? []
    let destination = floats(buffer)
    guard values.count == destination.count else {
      throw InternalError("tensor '\(name)' was not checked: \(values.count) for \(destination.count)")
    }
    _ = destination.update(from: values)
  }

  /// Copies the parameters of a plan of the same network.
  package func copyParameters(from other: Executor) {
    for (own, others) in zip(plan.parameters, other.plan.parameters) {
      _ = floats(own.buffer).update(from: other.floats(others.buffer))
    }
  }

  /// The parameters as tensors of a weight file.
  package func parameterTensors() throws -> [WeightFile.Tensor] {
    try plan.parameters.map { try .init($0.name, shape: $0.shape, Array(floats($0.buffer))) }
  }

  /// The optimizer's slots as tensors of a checkpoint.
  package func slotTensors() throws -> [WeightFile.Tensor] {
    try plan.slots.map { try .init($0.name, shape: $0.shape, Array(floats($0.buffer))) }
  }

  /// The states carried from batch to batch as tensors of a checkpoint.
  package func stateTensors() throws -> [WeightFile.Tensor] {
    try plan.states.map { try .init($0.savedStateName, shape: $0.shape, Array(floats($0.buffer))) }
  }
}

extension Plan {
  /// Whether a run goes on from the states that the one before left.
  package var carriesState: Bool { !states.isEmpty }
}

extension Plan.Port {
  /// What `savedStateName` begins with.
  package static let savedStatePrefix = ModelLayout.State.savedPrefix

  /// A state's name in a checkpoint.
  package var savedStateName: String { Self.savedStatePrefix + name }
}
