import NNCCRuntime

/// All there is to know about one layer.
struct LayerDefinition: Sendable {
  /// Its word, aliases, and the table of its hyperparameters.
  var entry: Vocabulary.Entry
  var inputs: Inputs = .one
  /// Whether it reads whole numbers, which only inputs of type int32 hold, rather than floats.
  var readsIntegers = false
  /// What it does with the time axis of a sequence.
  var time: TimeRole = .mixes
  /// The shape rule: the output's shape for one example, with the layer's parameters declared on the way.
  /// Reports what is wrong and returns nil where there is no shape.
  var infer: @Sendable (inout LayerInference) -> [Int]?
  /// Appends the layer's forward steps to a plan and returns the value it gives.
  var lower: @Sendable (inout Lowering, Graph.Node) throws -> BufferID

  /// How many tensors a layer reads.
  enum Inputs: Sendable { case one, two, several }

  /// What a layer does with the steps of a sequence [time, …].
  enum TimeRole: Sendable {
    /// Each step on its own: masks pass through, and a step can be computed as it comes.
    case keepsSteps
    /// Walks along them with a state, leaving out the masked ones.
    case carriesState
    /// Makes one value of all of them, leaving out the masked ones.
    case averages
    /// Anything else: what comes out has no steps that a mask could speak of.
    case mixes
  }
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
  /// The tensors that a recurrent layer is told to start from.
  let initialStates: [Graph.Tensor]
  let initialStateRanges: [SourceRange]

  var diagnostics = Diagnostics()
  var parameters: [Graph.Parameter] = []
  var activityRegularizer: Regularizer?
  /// What the layer gives beside its output, by what stands after its name and a slash.
  var furtherOutputs: [FurtherOutput] = []
  /// The states that a recurrent layer has, whether or not the spec can name them.
  var states: [(name: String, extent: Int)] = []
  /// Whether the output itself is no tensor: only the further ones are.
  var hasPartsAlone = false
  /// The layers or cells that a wrapper holds.
  var inner: [InnerLayer] = []
  /// Whether this is a layer that reads one step of a sequence at a time.
  var readsSteps = false

  struct FurtherOutput {
    var name: String
    var shape: [Int]
    /// A mask is for the layers below, not for the spec to name.
    var isMask = false
  }

  /// A layer within this one, whose shape rule has been followed.
  struct InnerLayer {
    var name: String
    var type: String
    var options: Options
    /// nil: what the wrapper reads.
    var inputShape: [Int]?
    var outputShape: [Int]
    /// Of the wrapper's `parameters`, or of those of the layer between.
    var parameters: Range<Int>
    var activityRegularizer: Regularizer?
    var inner: [InnerLayer]
  }

  init(
    name: String, type: String, options: Options, inputs: [Graph.Tensor], range: SourceRange,
    inputRanges: [SourceRange]?, initialStates: [Graph.Tensor] = [], initialStateRanges: [SourceRange] = []
  ) {
    self.name = name
    self.type = type
    self.options = options
    self.inputs = inputs
    self.range = range
    self.inputRanges = inputRanges
    self.initialStates = initialStates
    self.initialStateRanges = initialStateRanges
  }

  /// Follows the shape rule of a layer within this one, and takes over its parameters under `prefix`.
  ///
  /// - Parameters:
  ///   - inputShape: nil for what this one reads.
  ///   - inputName: what messages call the step of a sequence that has this shape.
  /// - Returns: what it found, after adding it to `inner`; nil where there is no shape, after a report.
  mutating func addInner(
    _ name: String, type: String, options: Options, inputShape: [Int]? = nil, inputName: String? = nil,
    parameterPrefix prefix: String,
    _ infer: (inout LayerInference) -> [Int]?
  ) -> LayerInference? {
    var input = inputs[0]
    if let inputShape {
      input.shape = inputShape
      if let inputName { input.name = inputName }
    }
    var own = LayerInference(
      name: self.name, type: type, options: options, inputs: [input], range: options.range ?? range,
      inputRanges: inputRanges)
    own.readsSteps = readsSteps || inputName != nil
    let shape = infer(&own)
    if let shape, options.declares("activity_regularizer") {
      own.activityRegularizer = own.regularizer("activity_regularizer", shape: [1] + shape)
    }
    for diagnostic in own.diagnostics.all { diagnostics.report(diagnostic) }
    guard let shape, !own.diagnostics.hasErrors else { return nil }
    let first = parameters.count
    for parameter in own.parameters {
      var parameter = parameter
      parameter.name = prefix + parameter.name
      parameter.isTrainable = parameter.isTrainable && self.options.flag("trainable")
      parameters.append(parameter)
    }
    inner.append(
      InnerLayer(
        name: name, type: type, options: options, inputShape: inputShape, outputShape: shape,
        parameters: first..<parameters.count, activityRegularizer: own.activityRegularizer, inner: own.inner))
    return own
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
