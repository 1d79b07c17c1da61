import NNCCRuntime

/// All there is to know about one layer, or a tight family of them, with what a spec says of it.
///
/// It is made of its options, says by `infer` what shape it gives, and by `lower` what steps it becomes. What else the
/// compiler must know of a layer it asks here, and nowhere guesses from a word or a key.
protocol Layer: Sendable {
  /// Its word or words, each with the keys that it takes.
  static var members: [LayerMember] { get }

  /// What the shape rule finds that lowering needs: windows, which parameter is which …
  associatedtype Resolution: Sendable = Void

  /// The shape rule: the output's shape for one example, with the parameters declared on the way. Reports what is wrong
  /// and returns nil where there is no shape.
  func infer(_ inference: inout LayerInference) -> (shape: [Int], Resolution)?

  /// Appends the forward steps to a plan and returns the value that the layer gives.
  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ resolution: Resolution) throws -> BufferID

  /// How many tensors it reads.
  var inputs: InputCount { get }

  /// The key that says how many different whole numbers it looks up; nil where it reads floats.
  var numbersKey: Key<Int>? { get }

  /// The key that alone says how long the output's last axis is, if one does.
  var unitsKey: Key<Int>? { get }

  /// What it does with the time axis of a sequence.
  var time: TimeRole { get }

  /// What its output comes out of.
  var origin: OutputOrigin { get }

  /// How the mask of several sequences that it reads comes from theirs, where it gives `rank` axes.
  func maskJoin(rank: Int) -> MaskJoin

  /// Whether it gives what it reads unless the network is being trained, and holds no parameters.
  var passesPredictionsOn: Bool { get }

  /// Why it cannot work on one step of a sequence at a time, though it keeps steps apart or carries a state.
  ///
  /// - Parameter rank: of what it gives.
  func reasonAgainstSteps(rank: Int) -> String?

  /// Whether it carries a state from batch to batch.
  var isStateful: Bool { get }

  /// The value that fills the steps of a sequence which do not count, if it looks for one.
  var paddingValue: Double? { get }
}

/// What holds for a layer that says nothing else.
extension Layer {
  var inputs: InputCount { .one }
  var numbersKey: Key<Int>? { nil }
  var unitsKey: Key<Int>? { nil }
  var isStateful: Bool { false }
  var passesPredictionsOn: Bool { false }
  var paddingValue: Double? { nil }

  func maskJoin(rank: Int) -> MaskJoin { .keptByOne }

  func reasonAgainstSteps(rank: Int) -> String? {
    switch origin {
    case .activation(let activation): reasonAgainstSteps(axes: activation.axes ?? [], rank: rank)
    case .movedElements, .other: nil
    }
  }

  /// - Parameter axes: what it runs along, as the spec counts them: the batch is axis 0, −1 the last.
  func reasonAgainstSteps(axes: [Int], rank: Int) -> String? {
    axes.contains { ($0 < 0 ? $0 + rank + 1 : $0) == 1 } ? "it runs along time" : nil
  }
}

typealias LayerMember = Family<any Layer>.Member

/// How many tensors a layer reads.
enum InputCount { case one, two, several }

/// What a layer does with the steps of a sequence [time, …].
enum TimeRole {
  /// Each step on its own: masks pass through, and a step can be computed as it comes.
  case keepsSteps
  /// Walks along them with a state, leaving out the masked ones.
  case carriesState
  /// Makes one value of all of them, leaving out the masked ones.
  case averages
  /// Anything else: what comes out has no steps that a mask could speak of.
  case mixes
}

/// What a layer's output comes out of, for losses that take probabilities or what a softmax would make them of.
enum OutputOrigin {
  case activation(ActivationChoice)
  /// Its input, of which it only moves or drops elements.
  case movedElements
  case other
}

/// How the mask of sequences that are joined comes from theirs.
enum MaskJoin {
  /// One after the other along time; all steps of a sequence without a mask count.
  case endToEnd
  /// A step counts where one of the sequences keeps it.
  case keptByOne
}

/// A layer with what its shape rule found: what the nodes of a graph hold.
struct Resolved<Kind: Layer>: ResolvedLayer {
  let kind: Kind
  let resolution: Kind.Resolution

  var layer: any Layer { kind }

  func lower(_ plan: inout Lowering, _ node: Graph.Node) throws -> BufferID {
    try kind.lower(&plan, node, resolution)
  }
}

/// A `Resolved` of any layer.
protocol ResolvedLayer: Sendable {
  var layer: any Layer { get }
  func lower(_ plan: inout Lowering, _ node: Graph.Node) throws -> BufferID
}

extension Layer {
  /// Follows the shape rule.
  func resolved(_ inference: inout LayerInference) -> (shape: [Int], layer: any ResolvedLayer)? {
    infer(&inference).map { ($0.shape, Resolved(kind: self, resolution: $0.1)) }
  }
}
