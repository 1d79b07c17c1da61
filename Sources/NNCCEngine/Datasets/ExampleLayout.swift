/// What a model takes of an example: one array for each input and each target.
package struct ExampleLayout: Sendable, Hashable {
  /// One input or target.
  package struct Slot: Sendable, Hashable {
    /// The type that the model's plan reads.
    package enum ElementType: Sendable, Hashable {
      case float32
      case int32
    }

    /// The input's or output's name in the spec.
    package var name: String
    /// The sizes of an example's axes, without the batch.
    package var shape: [Int]
    /// How elements are stored.
    package var type: ElementType
    /// Integers are in 0 ..< classes: the classes of a label, or the words that an embedding knows. nil for
    /// any integer.
    package var classes: Int?
    /// The time steps in which a network is to spell an example's labels, which are padded with 0; nil where the slot
    /// is no such list of labels.
    package var labelTime: Int?
    /// The index of the input that holds how many of an example's time steps count; nil where all do.
    package var lengthsInput: Int?
    /// What a loss takes for this target; nil for an input, and for a target of no loss.
    package var rule: TargetRule?

    /// A slot of the given name, shape and type.
    package init(
      _ name: String, shape: [Int], type: ElementType = .float32, classes: Int? = nil, labelTime: Int? = nil,
      lengthsInput: Int? = nil, rule: TargetRule? = nil
    ) {
      self.name = name
      self.shape = shape
      self.type = type
      self.classes = classes
      self.labelTime = labelTime
      self.lengthsInput = lengthsInput
      self.rule = rule
    }
  }

  /// In the model's order.
  package var inputs: [Slot]
  /// In the order of the model's outputs.
  package var targets: [Slot]

  /// A layout of inputs and targets.
  package init(inputs: [Slot], targets: [Slot]) {
    self.inputs = inputs
    self.targets = targets
  }
}

extension [Int] {
  /// Of a shape: the place of an element by its index along each axis, the last axis fastest.
  func place(of element: Int) -> [Int] {
    var rest = element
    var place: [Int] = []
    for size in reversed() {
      place.insert(rest % size, at: 0)
      rest /= size
    }
    return place
  }
}
