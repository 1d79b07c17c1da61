import NNCCRuntime

/// Products and extremes of masked sequences: the steps that a mask leaves out have no part in them, as in Keras. Another
/// input's value, or 1 in a product, stands in for them.
extension Lowering {
  /// Appends them.
  ///
  /// - Returns: nil where no input has a mask.
  mutating func maskedMerge(_ operation: MergeOperation, _ node: Graph.Node) throws -> BufferID? {
    let rank = outputShape(node).count
    // The mask of what is stretched along new axes speaks of none of the result's.
    let inputs = node.inputs.indices.map { index in
      let shape = inputShape(node, index)
      return Masked(value: input(node, index), shape: shape, mask: shape.count == rank ? mask(node, index) : nil)
    }
    guard inputs.contains(where: { $0.mask != nil }) else { return nil }
    return operation == .multiply ? try maskedProduct(inputs, node) : try maskedExtreme(operation, inputs, node)
  }

  /// A sequence, and the steps of it that count.
  private struct Masked {
    var value: BufferID
    /// Of an example.
    var shape: [Int]
    /// [batch, shape[0]]; nil where all count.
    var mask: BufferID?

    /// The mask, to be stretched along the features.
    var steps: Masked? {
      mask.map { .init(value: $0, shape: [shape[0]] + Array(repeating: 1, count: shape.count - 1)) }
    }
  }

  private mutating func maskedProduct(_ inputs: [Masked], _ node: Graph.Node) throws -> BufferID {
    // What no input keeps is 0 in the end: that mask is there where all have one.
    let kept = outputMask(node)
    var product = try selected(inputs[0], or: nil, node, "0")
    for (index, input) in inputs.enumerated().dropFirst() {
      let isLast = index == inputs.count - 1 && kept == nil
      product = try merged(
        .multiply, product, selected(input, or: nil, node, "\(index)"), node, isLast ? "" : ".product_\(index)")
    }
    product.mask = kept
    guard let steps = product.steps else { return product.value }
    return try merged(.multiply, product, steps, node, "").value
  }

  private mutating func maskedExtreme(
    _ operation: MergeOperation, _ inputs: [Masked], _ node: Graph.Node
  ) throws -> BufferID {
    var extreme = inputs[0]
    for (index, input) in inputs.enumerated().dropFirst() {
      let other = try selected(input, or: extreme, node, "\(index)")
      let own = try selected(extreme, or: other, node, "\(index)_before")
      let isLast = index == inputs.count - 1
      extreme = try merged(operation, own, other, node, isLast ? "" : ".extreme_\(index)")
      if !isLast, let left = own.mask, let right = input.mask {
        extreme.mask = try merged(
          .maximum, .init(value: left, shape: [own.shape[0]]), .init(value: right, shape: [input.shape[0]]), node,
          ".kept_\(index)"
        ).value
      }
    }
    return extreme.value
  }

  /// Appends what takes another's value, or 1, where a mask leaves a sequence's step out: m·x + (1 − m)·y.
  ///
  /// - Parameter number: tells the names of its buffers apart.
  private mutating func selected(
    _ x: Masked, or y: Masked?, _ node: Graph.Node, _ number: String
  ) throws -> Masked {
    guard let steps = x.steps else { return x }
    let ones = value(node, ".ones_\(number)", steps.shape)
    append(Fill(ones, count: program[ones].words, value: 1))
    let left = try merged(.subtract, .init(value: ones, shape: steps.shape), steps, node, ".left_out_\(number)")
    let other = try y.map { try merged(.multiply, $0, left, node, ".other_\(number)") } ?? left
    var result = try merged(
      .add, merged(.multiply, x, steps, node, ".counted_\(number)"), other, node, ".selected_\(number)")
    result.mask = x.mask
    return result
  }

  /// Appends left op right, stretched to one shape.
  private mutating func merged(
    _ operation: MergeOperation, _ left: Masked, _ right: Masked, _ node: Graph.Node, _ suffix: String
  ) throws -> Masked {
    guard let shape = Shapes.broadcast(left.shape, right.shape) else {
      throw InternalError("'\(node.name)' joins shapes that do not fit")
    }
    let output = value(node, suffix, shape)
    try merge(
      operation, left.value, shape: Shapes.aligned(left.shape, batch, rank: shape.count), right.value,
      shape: Shapes.aligned(right.shape, batch, rank: shape.count), into: output)
    return Masked(value: output, shape: shape)
  }
}
