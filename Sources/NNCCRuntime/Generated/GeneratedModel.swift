/// What all models that `nncc compile` prints have in common.
public protocol GeneratedModel: AnyObject {
  /// The most examples that are computed at once.
  static var batchSize: Int { get }
  /// What lies where in the arena.
  static var layout: ModelLayout { get }
  /// The model's memory, and how far it is.
  var state: ModelState { get }
  /// The factor on inputs that the spec's `data:` says.
  static var inputScale: Float { get }
  /// Whether the spec's `data:` normalizes inputs.
  static var isNormalized: Bool { get }
  /// A model over memory that is ready for it, whose kernels share out their work to these threads.
  init(state: ModelState, pool: consuming ThreadPool)
  /// Packs the weights as kernels read them.
  func prepare()
}

extension GeneratedModel {
  /// As where the spec says no `scale`.
  public static var inputScale: Float { 1 }
  /// As where the spec says no `normalize`.
  public static var isNormalized: Bool { false }

  /// The numbers that an input is to have for these, as `scale` and `normalize` of the spec's `data:` say.
  ///
  /// - Parameters:
  ///   - values: [examples, …], in the units of the data
  ///   - input: its name; nil for the first
  /// - Throws: `ModelError.noStatistics` where they are normalized, but the weights came without the statistics.
  public func preprocess(_ values: [Float], of input: String? = nil) throws -> [Float] {
    let port = Self.port(input, of: Self.layout.inputs)
    _ = Self.examples(in: values.count, of: port.shape.volume)
    var values = Self.inputScale == 1 ? values : values.map { $0 * Self.inputScale }
    guard Self.isNormalized else { return values }
    guard let scaling = state.inputScaling, scaling.featureCount(of: port.name) != nil else {
      throw ModelError.noStatistics(name: port.name)
    }
    scaling.apply(to: &values, of: port.name)
    return values
  }

  /// What an output's numbers are in the units of the data, where its targets were normalized.
  ///
  /// - Parameters:
  ///   - values: [examples, …]
  ///   - output: its name; nil for the first
  public func postprocess(_ values: [Float], of output: String? = nil) -> [Float] {
    let port = Self.port(output, of: Self.layout.outputs)
    _ = Self.examples(in: values.count, of: port.shape.volume)
    var values = values
    if Self.isNormalized { state.outputScaling?.restore(&values, of: port.name) }
    return values
  }

  private static func port(_ name: String?, of ports: [ModelLayout.Port]) -> ModelLayout.Port {
    guard let name else { return ports[0] }
    guard let port = ports.first(where: { $0.name == name }) else {
      fatalError("there is no '\(name)' among \(ports.map(\.name).joined(separator: ", "))")
    }
    return port
  }

  /// How many examples of so many elements an array holds. One that holds no whole examples ends the process.
  public static func examples(in elements: Int, of size: Int) -> Int {
    guard elements % size == 0 else {
      fatalError("an array of \(elements) elements does not hold whole examples of \(size)")
    }
    return elements / size
  }

  /// So many examples in whole batches and then one by one: where each part begins, and how many it has.
  public static func batches(of count: Int) -> [(first: Int, rows: Int)] {
    let whole = count - count % batchSize
    return stride(from: 0, to: whole, by: batchSize).map { ($0, batchSize) } + (whole..<count).map { ($0, 1) }
  }
}

/// A model for inference alone: its weights stay as they were loaded.
public protocol InferenceModel: GeneratedModel {}

extension InferenceModel {
  /// A model with the weights of a file.
  ///
  /// - Parameter threads: how many share out the work of each call.
  /// - Throws: `ModelError` where they do not fit the network, `Arena.OutOfMemory`.
  public init(weights: WeightFile, threads: Int = 1) throws {
    // It makes no updates.
    let state = try ModelState(Self.layout, learningRate: .constant(0))
    try state.load(weights)
    self.init(state: state, pool: ThreadPool(threads: threads))
    prepare()
    state.releaseStaging()
  }
}

/// A model that can go on learning.
public protocol TrainableModel: GeneratedModel {
  /// `train.seed` of the spec.
  static var seed: UInt64 { get }
  /// The learning rate after so many updates.
  static var learningRate: LearningRate { get }
}

extension TrainableModel {
  /// A model with weights as its initializers draw them.
  ///
  /// - Parameters:
  ///   - seed: what they draw from, and dropout too; nil for the spec's.
  ///   - threads: how many share out the work of each call.
  /// - Throws: `Arena.OutOfMemory`.
  public init(seed: UInt64? = nil, threads: Int = 1) throws {
    let state = try ModelState(Self.layout, learningRate: Self.learningRate, seed: seed ?? Self.seed)
    state.initialize()
    self.init(state: state, pool: ThreadPool(threads: threads))
  }

  /// A model with the weights of a file.
  ///
  /// - Throws: `ModelError` where they do not fit the network, `Arena.OutOfMemory`.
  public init(weights: WeightFile, seed: UInt64? = nil, threads: Int = 1) throws {
    let state = try ModelState(Self.layout, learningRate: Self.learningRate, seed: seed ?? Self.seed)
    try state.load(weights)
    self.init(state: state, pool: ThreadPool(threads: threads))
  }

  /// Updates made.
  public var iteration: Int { state.iteration }

  /// Takes other weights; training then starts anew from them.
  ///
  /// - Throws: `FileError`, `WeightFileError`, or `ModelError` where they do not fit the network. Nothing changes then.
  public func load(from path: String) throws { try state.load(WeightFile(path: path)) }

  /// Replaces a file by the weights, atomically; `nncc predict --weights` reads it too.
  ///
  /// - Throws: `FileError`, or `ModelError.diverged` where a weight is not finite.
  public func save(to path: String) throws { try state.weights().write(to: path) }

  /// Replaces a file, atomically, by the weights and all else that training needs to go on to the same bits.
  ///
  /// - Throws: `FileError`, or `ModelError.diverged` where a number is not finite.
  public func saveCheckpoint(to path: String) throws { try state.checkpoint().write(to: path) }

  /// Goes on from a checkpoint, of such a model or of `nncc run`.
  ///
  /// - Throws: `FileError`, `WeightFileError`, or `ModelError` where it does not fit the network. Nothing changes then.
  public func resume(from path: String) throws { try state.resume(from: WeightFile(path: path)) }
}
