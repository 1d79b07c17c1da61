/// What a generated model holds: its arena, and how far it is trained.
///
/// Not `Sendable`: one thread at a time may use a model.
public final class ModelState {
  /// What lies where.
  public let layout: ModelLayout
  /// The memory that all of the model's plans run in.
  let arena: Arena
  /// What the weights that were loaded say of the data they learned from, by the keys of `DataMetadata`.
  public private(set) var dataMetadata: [String: String] = [:]
  /// How inputs are normalized; nil where the weights came without statistics.
  public private(set) var inputScaling: FeatureScaling?
  /// How targets were normalized, and outputs are; nil where they are not.
  public private(set) var outputScaling: FeatureScaling?
  /// What the methods of generated code read and write.
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

  /// The first word of the memory, for the generated code that this is made for.
  ///
  /// - Precondition: its layout is the one that this was made of.
  public func memory(of layout: ModelLayout) -> Floats {
    guard layout.network == self.layout.network, layout.words == self.layout.words,
      layout.stagingWords == self.layout.stagingWords
    else { fatalError("the state is of another model: \(self.layout.network), not \(layout.network)") }
    return arena.base
  }

  /// Updates made.
  public var iteration: Int { progress.pointee.iteration }

  /// The example that came with the weights, if one did, and they are still the same.
  public var golden: GoldenExample? { progress.pointee.hasLoadedWeights ? loadedGolden : nil }

  // MARK: Weights

  /// Gives every parameter the first values that its initializer draws, and every slot what it starts from.
  func initialize() {
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
    let data = try readData(of: weights)
    for parameter in layout.parameters { try copy(weights, parameter.name, to: parameter.offset) }
    resetTraining()
    loadedGolden = golden
    takeData(data)
    progress.pointee.hasLoadedWeights = true
  }

  /// The weights, for a file, with what those that were loaded said of the data.
  ///
  /// - Throws: `ModelError.diverged` where one is not finite.
  public func weights() throws -> WeightFile {
    try requireWeights()
    return try WeightFile(
      layout.parameters.map { try tensor($0.name, $0.shape, at: $0.offset) } + (golden?.tensors ?? []),
      metadata: dataMetadata.merging([Key.network: layout.network]) { _, own in own })
  }

  /// Says how inputs are normalized, and targets if they are: for a model whose first weights are drawn here, of data that
  /// only the app knows. The weights that it saves say so too.
  ///
  /// - Throws: `ModelError.damagedStatistics` where an array has another number of features.
  public func setScaling(inputs: FeatureScaling, outputs: FeatureScaling? = nil) throws {
    var metadata = dataMetadata
    metadata[DataMetadata.inputStatistics] = inputs.text
    metadata[DataMetadata.outputStatistics] = outputs?.text
    takeData(try readData(of: WeightFile([], metadata: metadata)))
  }

  /// What a file's weights say of the data.
  private typealias DataDescription = (metadata: [String: String], inputs: FeatureScaling?, outputs: FeatureScaling?)

  private func readData(of file: WeightFile) throws -> DataDescription {
    let metadata = file.metadata.ofData
    return (
      metadata, try scaling(metadata[DataMetadata.inputStatistics], of: layout.inputs),
      try scaling(metadata[DataMetadata.outputStatistics], of: layout.outputs)
    )
  }

  private func takeData(_ data: DataDescription) { (dataMetadata, inputScaling, outputScaling) = data }

  private func scaling(_ text: String?, of ports: [ModelLayout.Port]) throws -> FeatureScaling? {
    guard let text else { return nil }
    do {
      let scaling = try FeatureScaling(text: text)
      for port in ports { try scaling.requireFit(port.name, features: port.shape.last ?? 1) }
      return scaling
    } catch {
      throw ModelError.damagedStatistics(error)
    }
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
  ///
  /// - Throws: `ModelError.diverged` where a number is not finite.
  public func checkpoint() throws -> WeightFile {
    try requireWeights()
    var file = try WeightFile(
      layout.parameters.map { try tensor($0.name, $0.shape, at: $0.offset) }
        + layout.slots.map { try tensor($0.name, $0.shape, at: $0.offset) }
        + trainingStates.map { try tensor($0.savedName, $0.shape, at: $0.offset) })
    let own = [
      Key.network: layout.network, Key.iteration: String(iteration), Key.seed: String(progress.pointee.seed),
    ]
    file.metadata = dataMetadata.merging(own) { _, own in own }
    return file
  }

  private var trainingStates: [ModelLayout.State] { layout.states.filter(\.isOfTraining) }

  /// Goes on from a checkpoint, of such a model or of `nncc run`. The states of other methods than `trainStep` are 0 then.
  ///
  /// - Throws: `ModelError` where it does not fit the network, and then changes nothing.
  public func resume(from checkpoint: WeightFile) throws {
    try requireWeights()
    let slots = layout.slots.map { WeightFile.Declaration($0.name, shape: $0.shape) }
    let states = trainingStates.map { WeightFile.Declaration($0.savedName, shape: $0.shape) }
    try check(checkpoint, against: parameterDeclarations + slots + states)
    // So many that an update more can be counted, and no float64 is left out.
    guard let iteration = checkpoint.metadata[Key.iteration].flatMap({ Int($0) }), (0...1 << 53).contains(iteration)
    else { throw ModelError.noIteration }
    let text = checkpoint.metadata[Key.seed]
    let seed = text.flatMap { UInt64($0) }
    guard text == nil || seed != nil else { throw ModelError.unreadableSeed }
    let data = try readData(of: checkpoint)
    for parameter in layout.parameters { try copy(checkpoint, parameter.name, to: parameter.offset) }
    for slot in layout.slots { try copy(checkpoint, slot.name, to: slot.offset) }
    zeroStates()
    for state in trainingStates { try copy(checkpoint, state.savedName, to: state.offset) }
    takeData(data)
    progress.pointee.iteration = iteration
    if let seed { progress.pointee.seed = seed }
    progress.pointee.weightsChanged()
  }

  // MARK: States

  /// Sets what stateful layers carry to 0, as where new sequences begin.
  public func zeroStates() {
    for state in layout.states { (arena.base + state.offset).update(repeating: 0, count: state.shape.volume) }
  }

  /// Does something with all states at 0, and brings them back to what they were.
  public func startingAnew<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = layout.states.map { state in
      Array(UnsafeBufferPointer(start: arena.base + state.offset, count: state.shape.volume))
    }
    defer {
      for (state, values) in zip(layout.states, before) {
        (arena.base + state.offset).update(from: values, count: values.count)
      }
    }
    zeroStates()
    return try body()
  }

  // MARK: Parts

  private enum Key {
    static let network = NetworkHash.key
    static let iteration = "iteration"
    static let seed = "seed"
  }

  private var parameterDeclarations: [WeightFile.Declaration] {
    layout.parameters.map { .init($0.name, shape: $0.shape) }
  }

  private func check(_ file: WeightFile, against declarations: [WeightFile.Declaration]) throws {
    if let found = file.metadata[Key.network].flatMap(NetworkHash.init), let own = NetworkHash(layout.network),
      found.isComparable(with: own), !found.agrees(with: own)
    {
      throw ModelError.otherNetwork(expected: layout.network, found: found.text)
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
    guard values.allSatisfy(\.isFinite) else { throw ModelError.diverged(tensor: name) }
    return try .init(name, shape: shape, Array(values))
  }
}
