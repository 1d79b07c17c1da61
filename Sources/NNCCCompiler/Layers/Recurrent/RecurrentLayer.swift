import NNCCRuntime

/// Walks along time with a state: `[time, features]` → `[time, units]`, or `[units]` after the last step.
///
/// One cell, or several one upon the other as `RNN(cell)` of Keras and `static_rnn` of TensorFlow have them.
struct RecurrentLayer: Layer {
  let cells: [Cell]
  let returnsSequence: Bool
  /// Whether the states after the last step have names too.
  let namesStates: Bool
  let goesBackwards: Bool
  let isStateful: Bool
  let unitsKey: Key<Int>?

  struct Cell {
    let options: CellOptions
    /// As the spec gives them; nil where they are the layer's own.
    let given: Options?
    /// What stands after the layer's name in those of its buffers.
    let suffix: String
    /// What stands before the names of its parameters and states.
    let prefix: String
  }

  private init(_ cells: [Cell], _ options: Options, unitsKey: Key<Int>? = nil) {
    self.cells = cells
    self.unitsKey = unitsKey
    returnsSequence = options[Self.returnsSequence]
    // A layer at each step of a sequence carries and names none.
    namesStates = options[ifDeclared: Self.namesStates] ?? false
    isStateful = options[ifDeclared: Self.isStateful] ?? false
    goesBackwards = options[Self.goesBackwards]
  }

  let time = TimeRole.carriesState
  var origin: OutputOrigin { unitsKey == nil ? .other : .activation(cells[0].options.activation) }

  func reasonAgainstSteps(rank: Int) -> String? { goesBackwards ? Self.readsFromEnd : nil }

  static let readsFromEnd = "it reads the sequence from its end"

  // MARK: Words

  static let members = words.map { $0.map { $0 as any Layer } }

  static let words = [
    layer("simple_rnn", "h = activation(x·W + h·U + b) along time", CellOptions.simpleKeys, CellOptions.simple),
    layer("lstm", "a long short-term memory along time", CellOptions.lstmKeys, CellOptions.lstm),
    layer("gru", "a gated recurrent unit along time", CellOptions.gruKeys, CellOptions.gru),
    .init("rnn", "a cell along time, or several one upon the other", keys: [stack] + keys) { options in
      let stack = options[stack]
      let cells = stack.elements.enumerated().map { index, cell in
        Cell(options: cell.value, given: cell.options, suffix: "/\(index)", prefix: stack.isList ? "\(index)/" : "")
      }
      return RecurrentLayer(cells, options)
    },
  ]

  private static func layer(
    _ name: String, _ summary: String, _ cellKeys: [any DeclaredKey],
    _ cell: @escaping @Sendable (Options) -> CellOptions
  ) -> Family<RecurrentLayer>.Member {
    .init(name, summary, keys: cellKeys + keys) { options in
      RecurrentLayer(
        [Cell(options: cell(options), given: nil, suffix: "", prefix: "")], options, unitsKey: CellOptions.units)
    }
  }

  private static let cellFamily = Family(
    "a cell",
    [
      cell("simple_rnn_cell", "h = activation(x·W + h·U + b)", CellOptions.simpleKeys, CellOptions.simple),
      cell("lstm_cell", "a long short-term memory", CellOptions.lstmKeys, CellOptions.lstm),
      cell("gru_cell", "a gated recurrent unit", CellOptions.gruKeys, CellOptions.gru),
    ])

  private static func cell(
    _ name: String, _ summary: String, _ keys: [any DeclaredKey],
    _ meaning: @escaping @Sendable (Options) -> CellOptions
  ) -> Family<CellOptions>.Member {
    .init(name, summary, keys: keys + [ParameterKeys.isTrainable], meaning: meaning)
  }

  private static let stack = Key(
    "cell", .oneOrList(.named { cellFamily }),
    "the cell, or a list of them, each reading what the one before it gives")

  /// What a layer adds to its cell's keys: how it walks along the sequence.
  private static let keys: [any DeclaredKey] = [
    returnsSequence, namesStates, goesBackwards, isStateful,
    Key("unroll", .boolean, default: .boolean(false), "accepted, as in Keras: the numbers are the same")
      .deciding(.nothing),
    initialState,
  ]

  static let returnsSequence = Key(
    "return_sequences", .boolean, default: .boolean(false),
    "whether the output is the state after every step, not after the last alone")
  static let namesStates = Key(
    "return_state", .boolean, default: .boolean(false),
    "whether the states after the last step have names too: `<layer>/h`, and `<layer>/c` of an LSTM"
  ).deciding(.nothing)
  static let isStateful = Key(
    "stateful", .boolean, default: .boolean(false),
    "whether each batch starts from the states that the one before ended with, example by example"
  ).deciding(.training)
  static let initialState = Key(
    "initial_state", .optional(.references), default: .null,
    "the layers or inputs that give the states before the first step: h, and c of an LSTM; by default zeros"
  ).deciding(.nothing)
  private static let goesBackwards = Key(
    "go_backwards", .boolean, default: .boolean(false),
    "whether the sequence is read from its end; a returned sequence is in the order of reading")
}

// MARK: Shape rule

extension RecurrentLayer {
  struct Resolution {
    /// One for each cell.
    let parameters: [Parameters]
    let states: [State]
  }

  /// Of a cell.
  struct Parameters {
    let own: CellOptions.Parameters
    /// Where they stand among the layer's.
    let range: Range<Int>
  }

  /// A state, whether or not the spec can name it.
  struct State {
    var name: String
    let extent: Int
  }

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Resolution)? {
    guard let time = inference.sequenceLength else { return nil }
    guard let last = cells.last else {
      inference.error(
        "missing-key", Self.stack, "needs a cell at least, such as {lstm_cell: {units: 100}}")
      return nil
    }
    var input = inference.inputs[0]
    var parameters: [Parameters] = []
    for cell in cells {
      guard let found = declare(cell, &inference, input: input) else { return nil }
      parameters.append(found)
      input.tensor.shape = [time, cell.options.states[0]]
    }
    let states = cells.flatMap { cell in
      zip(cell.options.stateNames, cell.options.states).map { State(name: cell.prefix + $0, extent: $1) }
    }
    if namesStates { inference.furtherOutputs += states.map { .init(name: $0.name, shape: [$0.extent]) } }
    inference.checkInitialStates(states, isStateful: isStateful)
    let width = last.options.states[0]
    return (returnsSequence ? [time, width] : [width], Resolution(parameters: parameters, states: states))
  }

  private func declare(
    _ cell: Cell, _ inference: inout LayerInference, input: LayerInference.Read
  ) -> Parameters? {
    guard let given = cell.given else {
      return cell.options.declare(in: &inference).map { .init(own: $0, range: inference.parameters.indices) }
    }
    let found = inference.within(given, input: input, prefix: cell.prefix) { cell.options.declare(in: &$0) }
    guard let found else { return nil }
    let shape = [input.tensor.shape[0], cell.options.states[0]]
    inference.furtherOutputs.append(.init(name: String(cell.suffix.dropFirst()), shape: shape, role: .hidden))
    return .init(own: found.finding, range: found.parameters)
  }
}

extension LayerInference {
  /// The steps of the sequence [time, features] that the layer reads; nil after a report if it reads something else.
  var sequenceLength: Int? {
    mutating get {
      guard shape.count == 2 else {
        diagnostics.error(
          "shape-mismatch", at: place(of: inputs[0]),
          "'\(name)' takes [time, features], but '\(inputs[0].tensor.name)' is \(shape)",
          notes: [.init(wayToSequence)])
        return nil
      }
      return shape[0]
    }
  }

  /// How what the layer reads becomes a sequence.
  private var wayToSequence: String {
    if inputs[0].isStep { return "'\(name)' gives it one step at a time, which must be a sequence of its own" }
    return shape.count == 1
      ? "a recurrent layer above gives a sequence with 'return_sequences: true'; "
        + "'reshape: {target_shape: [\(shape[0]), 1]}' makes one of a vector"
      : "'reshape: {target_shape: [\(shape[0]), -1]}' before it takes the first axis as time"
  }

  /// Checks what states are told to start from.
  mutating func checkInitialStates(_ states: [RecurrentLayer.State], isStateful: Bool) {
    guard options[ifDeclared: RecurrentLayer.initialState] ?? nil != nil else { return }
    let key = RecurrentLayer.initialState
    if isStateful {
      error(
        "conflicting-keys", key,
        "'stateful' starts from the states of the batch before, 'initial_state' from those given: choose one")
    }
    guard initialStates.count == states.count else {
      error(
        "wrong-inputs", key,
        "'initial_state' names \(counted(initialStates.count, "tensor")), but its states are \(listed(states.map(\.name)))"
      )
      return
    }
    for (state, given) in zip(states, initialStates) where given.tensor.shape != [state.extent] {
      diagnostics.error(
        "shape-mismatch", at: place(of: given),
        "'\(name)' starts its \(state.name) [\(state.extent)] from '\(given.tensor.name)', but that is \(given.tensor.shape)"
      )
    }
  }
}
