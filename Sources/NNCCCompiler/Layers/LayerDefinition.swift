import NNCCRuntime

/// All there is to know about one layer.
struct LayerDefinition: Sendable {
  /// Its word, aliases, and the table of its hyperparameters.
  var entry: Vocabulary.Entry
  var inputs: Inputs = .one
  /// Whether it reads whole numbers, which only inputs of type int32 hold, rather than floats.
  var readsIntegers = false
  /// The shape rule: the output's shape for one example, with the layer's parameters declared on the way.
  /// Reports what is wrong and returns nil where there is no shape.
  var infer: @Sendable (inout LayerInference) -> [Int]?
  /// Appends the layer's forward steps to a plan and returns the value it gives.
  var lower: @Sendable (inout Lowering, Graph.Node) throws -> BufferID

  /// How many tensors a layer reads.
  enum Inputs: Sendable { case one, two, several }
}

/// What a layer's shape rule sees, and what it says.
struct LayerInference {
  /// The full name, such as `a/conv1`.
  let name: String
  let type: String
  let options: Options
  let inputs: [Graph.Tensor]
  let range: SourceRange
  let inputRanges: [SourceRange]?

  var diagnostics = Diagnostics()
  var parameters: [Graph.Parameter] = []
  var activityRegularizer: Regularizer?

  init(
    name: String, type: String, options: Options, inputs: [Graph.Tensor], range: SourceRange,
    inputRanges: [SourceRange]?
  ) {
    self.name = name
    self.type = type
    self.options = options
    self.inputs = inputs
    self.range = range
    self.inputRanges = inputRanges
  }

  /// The shape of the only input.
  var shape: [Int] { inputs[0].shape }

  /// Where the input at `index` is named, or else the layer.
  func inputRange(_ index: Int) -> SourceRange { inputRanges?[index] ?? range }

  /// Reports an error about a hyperparameter, or about the layer itself where `key` is nil.
  mutating func error(_ id: String, _ key: String? = nil, _ message: String, notes: [Diagnostic.Note] = []) {
    let place = key.flatMap { options.range(of: $0) } ?? range
    diagnostics.error(id, at: place, "'\(name)': \(message)", notes: notes)
  }

  mutating func warning(_ id: String, _ key: String? = nil, _ message: String, notes: [Diagnostic.Note] = []) {
    let place = key.flatMap { options.range(of: $0) } ?? range
    diagnostics.warning(id, at: place, "'\(name)': \(message)", notes: notes)
  }

  /// Declares a parameter whose initializer, regularizer and constraint are the hyperparameters
  /// `<prefix>_initializer` and so on.
  mutating func declare(_ name: String, _ shape: [Int], prefix: String? = nil, hasPenalties: Bool = true) {
    let prefix = prefix ?? name
    guard Shapes.volume(shape) != nil else {
      // One that is too large makes the others so.
      if !diagnostics.hasErrors {
        error("too-large", nil, "its \(name) \(shape) has more than \(Shapes.maximumVolume) elements")
      }
      return
    }
    let seed = options.named("\(prefix)_initializer").flatMap { option -> UInt64? in
      let own = option.options(in: .initializers)
      guard own.values.contains(where: { $0.name == "seed" }) else { return nil }
      return own.optionalInteger("seed").map(UInt64.init)
    }
    parameters.append(
      Graph.Parameter(
        name: name, shape: shape,
        initializer: initializer("\(prefix)_initializer", shape: shape), initializerSeed: seed,
        regularizer: hasPenalties ? regularizer("\(prefix)_regularizer", shape: shape) : nil,
        constraint: hasPenalties ? constraint("\(prefix)_constraint", shape: shape) : nil,
        isTrainable: options.boolean("trainable"), range: range))
  }
}
