import NNCCRuntime

/// A network with its names resolved, its shapes known and its parameters declared.
///
/// Nodes stand in an order in which each reads only what earlier ones, or the inputs, give.
package struct Graph: Sendable {
  package var name: String
  package var typeName: String
  package var tensors: [Tensor] = []
  package var parameters: [Parameter] = []
  package var inputs: [Input] = []
  package var nodes: [Node] = []
  package var outputs: [Output] = []

  /// An activation tensor for one example.
  package struct Tensor: Sendable {
    package var name: String
    package var shape: [Int]
    package var type: ElementType
    /// The tensor [time] that says which steps of a sequence count (1) and which are left out (0), if some may be.
    package var mask: Int?

    /// Elements of one example.
    package var volume: Int { Shapes.volume(shape) ?? 0 }
  }

  /// A tensor that training changes, or that `trainable: false` holds still.
  package struct Parameter: Sendable {
    /// `<layer>/<parameter>`, as in weight files.
    package var name: String
    package var shape: [Int]
    package var initializer: Initializer
    /// A seed that the initializer gives; nil derives one from the run's and the name.
    package var initializerSeed: UInt64?
    package var regularizer: Regularizer?
    package var constraint: Constraint?
    package var isTrainable: Bool
    /// The layer that declares it.
    package var range: SourceRange?

    package var volume: Int { Shapes.volume(shape) ?? 0 }
  }

  package struct Input: Sendable {
    package var name: String
    package var tensor: Int
    /// The input that holds the length of each of this one's sequences, if one does.
    package var sequenceLength: Int?
    package var range: SourceRange
  }

  /// A layer in its place.
  package struct Node: Sendable {
    package var name: String
    var resolved: any ResolvedLayer
    /// As the spec gives them, for those who print them.
    package var options: Options
    package var inputs: [Int]
    /// Tensors that a recurrent layer starts from, instead of zeros: h, c and so on, in the order of its states.
    package var initialStates: [Int] = []
    package var output: Int
    /// What the layer gives beside its output: `lstm/h` and `lstm/c`, a mask.
    package var furtherOutputs: [Int] = []
    /// Indices into `parameters`, in the order the layer declares them; shared ones stand in several nodes.
    package var parameters: [Int]
    package var activityRegularizer: Regularizer?
    /// The layers that a wrapper such as `bidirectional` holds, which stand in no list of their own.
    package var inner: [Node] = []
    /// Whether runs follow on each other as the steps of one sequence do.
    package var isStreamed = false
    package var range: SourceRange

    /// The layer's word in the spec, in its canonical spelling.
    package var type: String { options.entryName }

    var layer: any Layer { resolved.layer }

    /// All that it reads.
    package var reads: [Int] { inputs + initialStates }
  }

  package struct Output: Sendable {
    /// The layer's name.
    package var name: String
    package var tensor: Int
    package var range: SourceRange
  }

  /// Whether a layer carries its state from batch to batch.
  package var isStateful: Bool { nodes.contains { $0.isStateful } }

  package func parameter(named name: String) -> Parameter? { parameters.first { $0.name == name } }
}

extension Graph.Node {
  /// Whether the layer carries its state from run to run.
  package var isStateful: Bool { isStreamed || layer.isStateful }

  /// How many different whole numbers the layer looks up, where it does.
  package var numbersKnown: Size? { size(layer.numbersKey) }

  /// The size that alone says how long the output's last axis is, if one does.
  package var units: Size? { size(layer.unitsKey) }

  /// A size that a spec says.
  package struct Size {
    package var key: String
    package var value: Int
    /// nil where it is a default.
    package var range: SourceRange?
  }

  private func size(_ key: Key<Int>?) -> Size? {
    key.map { Size(key: $0.name, value: options[$0], range: options.givenRange(of: $0)) }
  }
}
