import NNCCRuntime

/// A network with its names resolved, its shapes known and its parameters declared.
///
/// Nodes stand in an order in which each reads only what earlier ones, or the inputs, give.
public struct Graph: Sendable {
  public var name: String
  public var typeName: String
  public var tensors: [Tensor] = []
  public var parameters: [Parameter] = []
  public var inputs: [Input] = []
  public var nodes: [Node] = []
  public var outputs: [Output] = []

  /// An activation tensor for one example.
  public struct Tensor: Sendable {
    public var name: String
    public var shape: [Int]
    public var type: ElementType

    /// Elements of one example.
    public var volume: Int { Shapes.volume(shape) ?? 0 }
  }

  /// A tensor that training changes, or that `trainable: false` holds still.
  public struct Parameter: Sendable {
    /// `<layer>/<parameter>`, as in weight files.
    public var name: String
    public var shape: [Int]
    public var initializer: Initializer
    /// A seed that the initializer gives; nil derives one from the run's and the name.
    public var initializerSeed: UInt64?
    public var regularizer: Regularizer?
    public var constraint: Constraint?
    public var isTrainable: Bool
    /// The layer that declares it.
    public var range: SourceRange?

    public var volume: Int { Shapes.volume(shape) ?? 0 }
  }

  public struct Input: Sendable {
    public var name: String
    public var tensor: Int
    public var range: SourceRange
  }

  /// A layer in its place.
  public struct Node: Sendable {
    public var name: String
    /// The layer's word in the spec, in its canonical spelling.
    public var type: String
    public var options: Options
    public var inputs: [Int]
    public var output: Int
    /// Indices into `parameters`, in the order the layer declares them; shared ones stand in several nodes.
    public var parameters: [Int]
    public var activityRegularizer: Regularizer?
    public var range: SourceRange
  }

  public struct Output: Sendable {
    /// The layer's name.
    public var name: String
    public var tensor: Int
    public var range: SourceRange
  }

  public func parameter(named name: String) -> Parameter? { parameters.first { $0.name == name } }
}
