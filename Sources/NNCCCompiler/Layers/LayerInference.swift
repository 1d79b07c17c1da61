import NNCCRuntime

/// What a layer's shape rule sees, and what it says.
struct LayerInference {
  /// The full name, such as `a/conv1`.
  let name: String
  let options: Options
  let range: SourceRange
  let inputs: [Read]
  /// What a recurrent layer is told to start from.
  var initialStates: [Read] = []

  var diagnostics = Diagnostics()
  var parameters: [Graph.Parameter] = []
  /// What the layer gives beside its output.
  var furtherOutputs: [FurtherOutput] = []
  /// Whether the output itself is no tensor: only the further ones are.
  var hasPartsAlone = false
  /// The layers that a wrapper holds.
  private(set) var inner: [InnerLayer] = []

  init(name: String, options: Options, range: SourceRange, inputs: [Read]) {
    self.name = name
    self.options = options
    self.range = range
    self.inputs = inputs
  }

  /// A tensor that a layer reads.
  struct Read {
    var tensor: Graph.Tensor
    /// Where the spec names it, if it does.
    var range: SourceRange?
    /// Whether it is what one step of a sequence holds.
    var isStep = false
  }

  struct FurtherOutput {
    /// What stands after the layer's name and a slash.
    var name: String
    var shape: [Int]
    var role = Role.named

    enum Role {
      /// A spec can name it.
      case named
      /// Of the output, for the layers below.
      case mask
      /// Between the cells of a stack.
      case hidden
    }
  }

  /// A layer within this one, whose shape rule has been followed.
  struct InnerLayer {
    var name: String
    var layer: any ResolvedLayer
    var options: Options
    /// nil: what the wrapper reads.
    var inputShape: [Int]?
    var outputShape: [Int]
    /// Of the wrapper's `parameters`.
    var parameters: Range<Int>
    var activityRegularizer: Regularizer?
  }

  /// The shape of the only input.
  var shape: [Int] { inputs[0].tensor.shape }

  // MARK: Within

  /// Runs `body` for something that this layer holds, and takes over what it says, its parameters under `prefix`.
  ///
  /// - Returns: nil where `body` finds nothing, or reports an error.
  mutating func within<Finding>(
    _ options: Options, input: Read, prefix: String, _ body: (inout LayerInference) -> Finding?
  ) -> (finding: Finding, own: LayerInference, parameters: Range<Int>)? {
    var own = LayerInference(name: name, options: options, range: options.range ?? range, inputs: [input])
    let finding = body(&own)
    for diagnostic in own.diagnostics.all { diagnostics.report(diagnostic) }
    guard let finding, !own.diagnostics.hasErrors else { return nil }
    let first = parameters.count
    parameters += own.parameters.map { parameter in
      var parameter = parameter
      parameter.name = prefix + parameter.name
      parameter.isTrainable = parameter.isTrainable && self.options[ParameterKeys.isTrainable]
      return parameter
    }
    furtherOutputs += own.furtherOutputs.filter { $0.role == .hidden }
      .map { .init(name: prefix + $0.name, shape: $0.shape, role: .hidden) }
    return (finding, own, first..<parameters.count)
  }

  /// Follows the shape rule of a layer within this one, and adds it to `inner`.
  ///
  /// - Parameter stepName: what messages call the step of a sequence that it reads; nil where it reads what this one
  ///   reads.
  /// - Returns: nil where there is no shape, after a report.
  mutating func addInner<Kind: Layer>(
    _ name: String, _ layer: Kind, _ options: Options, stepName: String? = nil, prefix: String
  ) -> (shape: [Int], resolution: Kind.Resolution, own: LayerInference)? {
    var input = inputs[0]
    if let stepName {
      input.tensor.name = stepName
      input.tensor.shape.removeFirst()
      input.isStep = true
    }
    let found = within(options, input: input, prefix: prefix) { own in
      layer.infer(&own).map { (shape: $0.shape, resolution: $0.1, penalty: own.activityRegularizer(shape: $0.shape)) }
    }
    guard let (finding, own, parameters) = found else { return nil }
    inner.append(
      InnerLayer(
        name: name, layer: Resolved(kind: layer, resolution: finding.resolution), options: options,
        inputShape: stepName == nil ? nil : input.tensor.shape, outputShape: finding.shape, parameters: parameters,
        activityRegularizer: finding.penalty))
    return (finding.shape, finding.resolution, own)
  }

  /// The penalty on what the layer gives, if it has one.
  mutating func activityRegularizer(shape: [Int]) -> Regularizer? {
    options.declares(Regularizers.activity) ? regularizer(Regularizers.activity, shape: [1] + shape) : nil
  }

  // MARK: Reports

  /// Reports an error about a hyperparameter, or about the layer itself where `key` is nil.
  mutating func error(_ id: String, _ key: (any DeclaredKey)?, _ message: String, notes: [Diagnostic.Note] = []) {
    diagnostics.error(id, at: place(of: key), "'\(name)': \(message)", notes: notes)
  }

  mutating func error(_ id: String, _ message: String) { error(id, nil, message) }

  mutating func warning(_ id: String, _ key: (any DeclaredKey)?, _ message: String, notes: [Diagnostic.Note] = []) {
    diagnostics.warning(id, at: place(of: key), "'\(name)': \(message)", notes: notes)
  }

  private func place(of key: (any DeclaredKey)?) -> SourceRange { key.flatMap { options.range(of: $0) } ?? range }

  /// Where what the layer reads is named, or else the layer.
  func place(of input: Read) -> SourceRange { input.range ?? range }
}
