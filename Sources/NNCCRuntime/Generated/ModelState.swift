/// What a generated model holds: its arena, and how far it is trained.
///
/// Not `Sendable`: one thread at a time may use a model.
public final class ModelState {
  /// What lies where.
  public let layout: ModelLayout
  /// The memory that all of the model's plans run in.
  public let arena: Arena
  /// What its methods read and write.
  public let progress: UnsafeMutablePointer<Progress>
  /// Whether weights can still be loaded and read: not where their memory was given back.
  private var hasWeights = true
  private var loadedGolden: GoldenExample?

  /// Zeroed memory for a model.
  ///
  /// - Throws: `Arena.OutOfMemory`.
  public init(_ layout: ModelLayout, learningRate: LearningRate, seed: UInt64 = 0) throws {
    self.layout = layout
    arena = try Arena(words: layout.words + layout.stagingWords)
    progress = .allocate(capacity: 1)
    let schedule = UnsafeMutablePointer<LearningRate>.allocate(capacity: 1)
    schedule.initialize(to: learningRate)
    progress.initialize(to: Progress(seed: seed, schedule: schedule))
  }

  deinit {
    progress.pointee.schedule.deinitialize(count: 1)
    progress.pointee.schedule.deallocate()
    progress.deallocate()
  }

  /// Updates made.
  public var iteration: Int { progress.pointee.iteration }

  /// The example that came with the weights, if one did, and they are still the same.
  public var golden: GoldenExample? { progress.pointee.hasLoadedWeights ? loadedGolden : nil }

  // MARK: Weights

  /// Gives every parameter the first values that its initializer draws, and every slot what it starts from.
  public func initialize() {
    for parameter in layout.parameters {
      let key = RandomKey(
        seed: parameter.seed ?? progress.pointee.seed, purpose: .initializer, parameter: parameter.name)
      parameter.initializer.fill(arena.base + parameter.offset, shape: parameter.shape, key: key)
    }
    resetTraining()
  }

  /// Forgets what the optimizer keeps.
  private func resetTraining() {
    zeroStates()
    for slot in layout.slots {
      (arena.base + slot.offset).update(repeating: slot.initialValue, count: slot.shape.volume)
    }
    progress.pointee.iteration = 0
    progress.pointee.weightsChanged()
  }

  /// Takes the weights of a file; training then starts anew from them.
  ///
  /// - Throws: `ModelError` where they do not fit the network, and then changes nothing.
  public func load(_ weights: WeightFile) throws {
    try requireWeights()
    try check(weights, against: parameterDeclarations)
    let golden = try GoldenExample(in: weights, of: layout)
    for parameter in layout.parameters { try copy(weights, parameter.name, to: parameter.offset) }
    resetTraining()
    loadedGolden = golden
    progress.pointee.hasLoadedWeights = true
  }

  /// The weights, for a file.
  public func weights() throws -> WeightFile {
    try requireWeights()
    return try WeightFile(
      layout.parameters.map { try tensor($0.name, $0.shape, at: $0.offset) } + (golden?.tensors ?? []),
      metadata: [Key.network: layout.network])
  }

  /// Gives back the memory of weights that were packed: no others can be loaded after that.
  public func releaseStaging() {
    guard layout.stagingWords > 0 else { return }
    arena.release(from: layout.words)
    hasWeights = false
  }

  private func requireWeights() throws {
    guard hasWeights else { throw ModelError.weightsReleased }
  }

  // MARK: Training

  /// The weights and all else that training needs to go on to the same bits.
  public func checkpoint() throws -> WeightFile {
    try requireWeights()
    var file = try WeightFile(
      layout.parameters.map { try tensor($0.name, $0.shape, at: $0.offset) }
        + layout.slots.map { try tensor($0.name, $0.shape, at: $0.offset) })
    file.metadata = [
      Key.network: layout.network, Key.iteration: String(iteration), Key.seed: String(progress.pointee.seed),
    ]
    return file
  }

  /// Goes on from a checkpoint, of such a model or of `nncc run`.
  ///
  /// - Throws: `ModelError` where it does not fit the network, and then changes nothing.
  public func resume(from checkpoint: WeightFile) throws {
    try requireWeights()
    let slots = layout.slots.map { WeightFile.Declaration($0.name, shape: $0.shape) }
    try check(checkpoint, against: parameterDeclarations + slots)
    guard let iteration = checkpoint.metadata[Key.iteration].flatMap({ Int($0) }), iteration >= 0 else {
      throw ModelError.noIteration
    }
    for parameter in layout.parameters { try copy(checkpoint, parameter.name, to: parameter.offset) }
    for slot in layout.slots { try copy(checkpoint, slot.name, to: slot.offset) }
    progress.pointee.iteration = iteration
    if let seed = checkpoint.metadata[Key.seed].flatMap({ UInt64($0) }) { progress.pointee.seed = seed }
    progress.pointee.weightsChanged()
  }

  // MARK: States

  /// Sets what stateful layers carry to 0, as where new sequences begin.
  public func zeroStates() {
    for state in layout.states { (arena.base + state.offset).update(repeating: 0, count: state.shape.volume) }
  }

  // MARK: Parts

  private enum Key {
    static let network = "network_hash"
    static let iteration = "iteration"
    static let seed = "seed"
  }

  private var parameterDeclarations: [WeightFile.Declaration] {
    layout.parameters.map { .init($0.name, shape: $0.shape) }
  }

  private func check(_ file: WeightFile, against declarations: [WeightFile.Declaration]) throws {
    if let found = file.metadata[Key.network], found != layout.network {
      throw ModelError.otherNetwork(expected: layout.network, found: found)
    }
    let mismatches = file.mismatches(with: declarations)
    guard mismatches.isEmpty else { throw ModelError.weights(mismatches) }
  }

  private func copy(_ file: WeightFile, _ name: String, to offset: Int) throws {
    let values = try file[name]?.floats() ?? []
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { (arena.base + offset).update(from: base, count: source.count) }
    }
  }

  private func tensor(_ name: String, _ shape: [Int], at offset: Int) throws -> WeightFile.Tensor {
    let values = UnsafeBufferPointer(start: arena.base + offset, count: shape.volume)
    return try .init(name, shape: shape, Array(values))
  }
}

/// Why a generated model refused weights, or gives other results than when they were made.
public enum ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The weights say that they are of another network.
  case otherNetwork(expected: String, found: String)
  /// Tensors that are missing, unknown, of another shape or not finite.
  case weights([WeightFileError])
  /// The weights were packed and given back, as in a model for inference alone.
  case weightsReleased
  /// A file that is to be resumed from does not say how far training had come.
  case noIteration
  /// The golden example is of other inputs and outputs.
  case goldenMismatch(name: String)
  /// No golden example came with the weights, or they have changed since.
  case noGoldenExample
  /// An output is not what it was when the weights were made.
  case selfTest(output: String, largestDifference: Float)

  /// One line that names the tensors and the numbers.
  public var description: String {
    switch self {
    case .otherNetwork(let expected, let found):
      "the weights are of another network: its hash is \(found), this one's \(expected)"
    case .weights(let mismatches):
      "the weights do not fit the network: " + mismatches.map(\.description).joined(separator: "; ")
    case .weightsReleased: "a model for inference alone keeps its weights only as its kernels read them"
    case .noIteration: "the file is no checkpoint: it does not say after how many updates it was written"
    case .goldenMismatch(let name): "the golden example's '\(name)' does not fit the network"
    case .noGoldenExample: "there is no golden example of these weights"
    case .selfTest(let output, let largestDifference):
      "the golden example's '\(output)' differs by up to \(largestDifference) from what it was"
    }
  }
}
