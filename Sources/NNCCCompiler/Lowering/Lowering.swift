import NNCCRuntime

/// What a plan is for.
package enum PlanPurpose: Sendable, Hashable {
  /// The outputs.
  case inference
  /// The outputs and, of a network that is trained, the loss.
  case evaluation
  /// The loss and its gradient for every trainable parameter; dropout as in training if `isTraining`.
  case gradient(isTraining: Bool)
  /// A step of training: loss, gradient, clipping, and the update of each parameter in place.
  case training

  /// Whether layers behave as in training (dropout is on).
  var isTraining: Bool {
    switch self {
    case .training, .gradient(isTraining: true): true
    default: false
    }
  }

  /// Whether the program runs backward too: parameters then change between runs.
  var hasGradient: Bool {
    switch self {
    case .training, .gradient: true
    default: false
    }
  }

  var hasLoss: Bool { self != .inference }
}

/// Turns a graph's layers into forward steps, for one batch size.
struct Lowering {
  let graph: Graph
  /// Examples at a time.
  let examples: Int
  /// The same; within `time_distributed`, the steps of all of them.
  private(set) var batch: Int
  let purpose: PlanPurpose
  var program = Program()
  /// The buffer of each of the graph's tensors.
  private(set) var values: [Int: BufferID] = [:]
  private(set) var parameters: [BufferID] = []
  /// The masks that come from the lengths of sequences.
  private(set) var lengthMasks: Set<BufferID> = []
  /// What stateful layers carry from run to run.
  private(set) var states: [Plan.Port] = []
  /// At the end of a run: what they will have been.
  private(set) var carries: [CopyBlocks] = []
  private var panels: [PanelKey: BufferID] = [:]
  /// Numbers the layers that draw at random, so that each has a stream of its own.
  private var randomStreams = 0

  private struct PanelKey: Hashable {
    var parameter: BufferID
    var layout: PackLayout
  }

  init(graph: Graph, batch: Int, purpose: PlanPurpose) {
    self.graph = graph
    examples = batch
    self.batch = batch
    self.purpose = purpose
    parameters = graph.parameters.map {
      program.buffer($0.name, $0.shape, .parameter, at: $0.range)
    }
    for input in graph.inputs {
      let tensor = graph.tensors[input.tensor]
      values[input.tensor] = program.buffer(
        input.name, [batch] + tensor.shape, .input, type: tensor.type == .int32 ? .int32 : .float32, at: input.range)
    }
  }

  /// Lowers every layer, in order.
  mutating func lowerLayers() throws {
    for input in graph.inputs {
      guard let lengths = input.sequenceLength.flatMap({ values[graph.inputs[$0].tensor] }) else { continue }
      addLengthMask(input, from: lengths)
    }
    for node in graph.nodes {
      try joinMasks(node)
      var value = try node.resolved.lower(&self, node)
      if purpose.hasLoss, let regularizer = node.activityRegularizer {
        addActivityPenalty(regularizer, of: value, node)
      }
      // A layer that only reshapes gives its input's buffer; an output still needs one of its own name.
      if graph.outputs.contains(where: { $0.tensor == node.output }), program[value].role == .input {
        value = copy(value, node)
      }
      values[node.output] = value
    }
  }

  // MARK: What layers use

  /// Says what a layer gives beside its output, under the name that it declared; one it did not declare is not
  /// wanted.
  mutating func define(_ node: Graph.Node, _ name: String, _ buffer: BufferID) {
    let name = "\(node.name)/\(name)"
    if let tensor = node.furtherOutputs.first(where: { graph.tensors[$0].name == name }) { values[tensor] = buffer }
  }

  /// The mask [batch, time] of what a layer reads, if it has one.
  func mask(_ node: Graph.Node, _ index: Int = 0) -> BufferID? { mask(of: node.inputs[index]) }

  /// The mask [batch, time] of what a layer gives, if it has one.
  func outputMask(_ node: Graph.Node) -> BufferID? { mask(of: node.output) }

  /// The mask [batch, time] of a tensor, if it has one.
  func mask(of tensor: Int) -> BufferID? { graph.tensors[tensor].mask.flatMap { values[$0] } }

  /// Appends the step that makes the mask of what a layer gives from what it reads, where the graph says it has one.
  /// Where what it reads has a mask of lengths, steps beyond them do not count either.
  mutating func addMask(_ node: Graph.Node, width: Int, _ rule: SequenceMaskRule) throws {
    guard let mask = graph.tensors[node.output].mask else { return }
    let own = sequenceMask(mask, from: input(node), width: width, rule, name: node.name, at: node.range)
    values[mask] = own
    guard let known = self.mask(node), lengthMasks.contains(known) else { return }
    let shape = program[own].shape
    let both = program.buffer(node.name + ".mask_within", shape, .value, at: node.range)
    try merge(.minimum, known, shape: shape, own, shape: shape, into: both)
    values[mask] = both
  }

  /// Appends the step that makes the mask of an input from the lengths of its sequences.
  private mutating func addLengthMask(_ input: Graph.Input, from lengths: BufferID) {
    guard let mask = graph.tensors[input.tensor].mask else { return }
    let own = sequenceMask(mask, from: lengths, width: 1, .length, name: input.name, at: input.range)
    values[mask] = own
    lengthMasks.insert(own)
  }

  private mutating func sequenceMask(
    _ mask: Int, from source: BufferID, width: Int, _ rule: SequenceMaskRule, name: String, at range: SourceRange
  ) -> BufferID {
    let time = graph.tensors[mask].shape[0]
    let buffer = program.buffer(name + ".mask", [batch, time], .value, at: range)
    append(SequenceMask(source, buffer, examples: batch, time: time, width: width, rule: rule))
    return buffer
  }

  /// Appends the steps that make the mask of a layer that joins sequences, where it is none of theirs.
  private mutating func joinMasks(_ node: Graph.Node) throws {
    // Other layers that have a mask of their own read one input.
    guard node.inputs.count > 1, let mask = node.furtherOutputs.first(where: { graph.tensors[node.output].mask == $0 })
    else { return }
    let extents = node.inputs.map { graph.tensors[$0].shape[0] }
    let masks = node.inputs.map { self.mask(of: $0) }
    let name = node.name + ".mask"
    switch node.layer.maskJoin(rank: outputShape(node).count) {
    case .endToEnd:
      let parts = zip(masks, extents).enumerated().map { index, part in
        if let mask = part.0 { return mask }
        let ones = program.buffer("\(name).\(index)", [batch, part.1], .value, at: node.range)
        append(Fill(ones, count: batch * part.1, value: 1))
        return ones
      }
      let joint = program.buffer(name, [batch, outputShape(node)[0]], .value, at: node.range)
      concatenate(parts, widths: extents, rows: batch, to: joint)
      values[mask] = joint
    case .keptByOne:
      var (joint, extent) = (masks[0]!, extents[0])
      for (index, other) in masks.enumerated().dropFirst() {
        let longer = max(extent, extents[index])
        let next = program.buffer("\(name).\(index)", [batch, longer], .value, at: node.range)
        try merge(
          .maximum, joint, shape: [batch, extent], other!, shape: [batch, extents[index]], into: next)
        (joint, extent) = (next, longer)
      }
      values[mask] = joint
    }
  }

  /// Lowers a layer that stands in this one, for what this one reads or for `input`.
  mutating func lowerInner(_ inner: Graph.Node, input: BufferID, timesBatch steps: Int = 1) throws -> BufferID {
    let outer = batch
    batch *= steps
    defer { batch = outer }
    let known = values[inner.inputs[0]]
    values[inner.inputs[0]] = input
    defer { values[inner.inputs[0]] = known }
    let value = try inner.resolved.lower(&self, inner)
    values[inner.output] = value
    return value
  }

  /// What a stateful layer starts from: what it ended with in the run before, or zeros.
  mutating func state(_ name: String, words: Int, at range: SourceRange?) -> BufferID {
    let buffer = program.buffer(name, [batch, words], .state, at: range)
    states.append(.init(name: name, buffer: buffer, shape: [batch, words], type: .float32))
    return buffer
  }

  mutating func carry(_ value: BufferID, to state: BufferID) {
    carries.append(CopyBlocks(value, to: state, count: program[state].words))
  }

  /// The buffer of the input at `index`.
  func input(_ node: Graph.Node, _ index: Int = 0) -> BufferID { values[node.inputs[index]]! }

  /// The shape of one example of the input at `index`.
  func inputShape(_ node: Graph.Node, _ index: Int = 0) -> [Int] { graph.tensors[node.inputs[index]].shape }

  func outputShape(_ node: Graph.Node) -> [Int] { graph.tensors[node.output].shape }

  /// The buffer of a parameter that the layer declares.
  func parameter(_ node: Graph.Node, _ index: ParameterIndex) -> BufferID {
    parameters[node.parameters[index.position]]
  }

  /// A buffer for what a layer computes: `shape` is of one example.
  mutating func value(
    _ node: Graph.Node, _ suffix: String = "", _ shape: [Int], type: OperandType = .float32
  ) -> BufferID {
    program.buffer(node.name + suffix, [batch] + shape, .value, type: type, at: node.range)
  }

  /// A kernel's own workspace.
  mutating func scratch(_ node: Graph.Node, words: Int) -> BufferID {
    program.buffer(node.name + ".scratch", [max(1, words)], .scratch, at: node.range)
  }

  mutating func append(_ step: some Step) { program.steps.append(step) }

  /// How much of an array that is drawn is one example's.
  func drawsPerExample(_ shape: [Int]) -> Int { shape.reduce(1, *) / examples }

  mutating func nextRandomStream() -> Int {
    randomStreams += 1
    return randomStreams
  }

  /// A weight in the layout that kernels stream: made once at load, or in every step where training
  /// changes it in between.
  mutating func packed(_ parameter: BufferID, _ layout: PackLayout) -> BufferID {
    let key = PanelKey(parameter: parameter, layout: layout)
    if let known = panels[key] { return known }
    let source = program[parameter]
    let result = program.buffer(source.name + layout.suffix, [layout.words], .packed, at: source.range)
    let step = Pack(parameter, as: layout, into: result)
    if purpose.hasGradient { program.steps.append(step) } else { program.preparation.append(step) }
    panels[key] = result
    return result
  }

  /// Appends a transposition; axis `i` of the result is axis `order[i]` of `x`, the batch counted as axis 0.
  mutating func transposed(
    _ x: BufferID, shape: [Int], _ order: [Int], _ node: Graph.Node, _ suffix: String
  ) throws -> BufferID {
    let y = program.buffer(node.name + suffix, order.map { shape[$0] }, .value, at: node.range)
    append(try Transpose(input: x, output: y, shape: shape, order: order))
    return y
  }

  private mutating func copy(_ x: BufferID, _ node: Graph.Node) -> BufferID {
    let y = value(node, "", outputShape(node))
    append(CopyBlocks(x, to: y, count: program[x].words))
    return y
  }

  // MARK: Loss

  /// The numbers that sum to the total loss, in order: one for each step that writes one.
  func penalties() -> [BufferID] {
    program.steps.compactMap { ($0 as? Penalty)?.amount }
  }
}
