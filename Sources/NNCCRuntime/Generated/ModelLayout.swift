/// What a generated model keeps in its arena, and where: offsets are in 32-bit words from the arena's start.
public struct ModelLayout: Sendable {
  /// Sixteen hex digits that stand for the network's inputs, layers and outputs: weights are refused if they say
  /// that they are another's.
  public var network: String
  /// What it reads.
  public var inputs: [Port]
  /// What it gives.
  public var outputs: [Port]
  /// Of the running model.
  public var words: Int
  /// Behind them: weights as they are loaded, given back once they are packed.
  public var stagingWords: Int
  /// In the spec's order.
  public var parameters: [Parameter]
  /// What the optimizer keeps from step to step.
  public var slots: [Slot]
  /// What stateful layers carry from run to run.
  public var states: [State]

  /// A layout whose slots follow one another from `slotsAt` on, as `slots(of:for:at:)` places them.
  public init(
    network: String, inputs: [Port], outputs: [Port], words: Int, stagingWords: Int = 0, parameters: [Parameter],
    optimizer: Optimizer? = nil, slotsAt firstSlot: Int = 0, states: [State] = []
  ) {
    self.network = network
    self.inputs = inputs
    self.outputs = outputs
    self.words = words
    self.stagingWords = stagingWords
    self.parameters = parameters
    slots = optimizer.map { Self.slots(of: $0, for: parameters, at: firstSlot) } ?? []
    self.states = states
  }

  /// What an optimizer keeps, one parameter after the other, each slot at a multiple of 64 bytes.
  package static func slots(of optimizer: Optimizer, for parameters: [Parameter], at first: Int) -> [Slot] {
    var slots: [Slot] = []
    var next = first
    for parameter in parameters where parameter.isTrained {
      for (index, name) in optimizer.slotNames.enumerated() {
        slots.append(
          Slot(
            name: "optimizer/\(name)/\(parameter.name)", shape: parameter.shape, offset: next,
            initialValue: optimizer.initialValue(ofSlot: index)))
        next += (parameter.shape.volume + 15) / 16 * 16
      }
    }
    return slots
  }

  /// An input or output.
  public struct Port: Sendable {
    /// As the spec names it.
    public var name: String
    /// Of one example.
    public var shape: [Int]
    /// Whether its elements are whole numbers.
    public var isInteger: Bool

    /// Memberwise.
    public init(_ name: String, _ shape: [Int], isInteger: Bool = false) {
      self.name = name
      self.shape = shape
      self.isInteger = isInteger
    }
  }

  /// A weight of the network.
  public struct Parameter: Sendable {
    /// `<layer>/<parameter>`, as in weight files.
    public var name: String
    /// Its sizes along the axes.
    public var shape: [Int]
    /// Where it lies.
    public var offset: Int
    /// What it starts from.
    public var initializer: Initializer
    /// The initializer's own seed; nil for the model's.
    public var seed: UInt64?
    /// Whether the optimizer keeps anything for it.
    public var isTrained: Bool

    /// Memberwise.
    public init(
      _ name: String, _ shape: [Int], at offset: Int, _ initializer: Initializer, seed: UInt64? = nil,
      isTrained: Bool = true
    ) {
      self.name = name
      self.shape = shape
      self.offset = offset
      self.initializer = initializer
      self.seed = seed
      self.isTrained = isTrained
    }
  }

  /// A running mean, a velocity, or whatever else an optimizer keeps for one parameter.
  public struct Slot: Sendable {
    /// `optimizer/<slot>/<parameter>`, as in checkpoints.
    public var name: String
    /// The parameter's.
    public var shape: [Int]
    /// Where it lies.
    public var offset: Int
    /// What its elements start from.
    public var initialValue: Float
  }

  /// A recurrent layer's state, which starts from zeros.
  public struct State: Sendable {
    /// `<layer>/<state>`
    public var name: String
    /// With the batch.
    public var shape: [Int]
    /// Where it lies.
    public var offset: Int
    /// Whether it is `trainStep` that carries it: then it is a part of checkpoints.
    public var isOfTraining: Bool

    /// What checkpoints call it.
    var savedName: String { Self.savedPrefix + name }

    /// What `savedName` begins with.
    package static let savedPrefix = "state/"

    /// Memberwise.
    public init(_ name: String, _ shape: [Int], at offset: Int, isOfTraining: Bool = false) {
      self.name = name
      self.shape = shape
      self.offset = offset
      self.isOfTraining = isOfTraining
    }
  }
}

extension [Int] {
  /// The elements of an array of this shape.
  var volume: Int { reduce(1, *) }
}
