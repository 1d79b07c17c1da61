import NNCCRuntime

/// Joins several tensors element by element.
struct MergeLayer: Layer {
  static let members = [
    member("add", .add, "the sum of its inputs"),
    member("subtract", .subtract, "the first input less the second", inputs: .two),
    member("multiply", .multiply, "the product of its inputs"),
    member("average", .add, isMean: true, "the mean of its inputs"),
    member("maximum", .maximum, "the largest of its inputs"),
    member("minimum", .minimum, "the smallest of its inputs"),
  ]

  private static func member(
    _ name: String, _ operation: MergeOperation, isMean: Bool = false, _ summary: String, inputs: InputCount = .several
  ) -> LayerMember {
    .init(name, summary) { MergeLayer(operation: operation, isMean: isMean, inputs: inputs) }
  }

  let operation: MergeOperation
  /// Whether the result is divided by the number of inputs.
  let isMean: Bool
  let inputs: InputCount

  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.other

  func infer(_ inference: inout LayerInference) -> (shape: [Int], Void)? {
    let first = inference.inputs[0].tensor
    var shape = first.shape
    for input in inference.inputs.dropFirst() {
      guard let joint = Shapes.broadcast(shape, input.tensor.shape) else {
        inference.diagnostics.error(
          "shape-mismatch", at: inference.place(of: input),
          "'\(inference.name)' cannot join '\(input.tensor.name)' \(input.tensor.shape) with '\(first.name)' \(first.shape): axes must be equal, or 1"
        )
        return nil
      }
      shape = joint
    }
    return (shape, ())
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _: Void) throws -> BufferID {
    switch operation {
    // What a mask leaves out is 0 already.
    case .add, .subtract: break
    case .multiply, .maximum, .minimum:
      if let masked = try plan.maskedMerge(operation, node) { return masked }
    }
    var result = plan.input(node, 0)
    var shape = plan.inputShape(node, 0)
    for index in 1..<node.inputs.count {
      let other = plan.inputShape(node, index)
      guard let joint = Shapes.broadcast(shape, other) else {
        throw InternalError("'\(node.name)' joins shapes that do not fit")
      }
      let output = plan.value(node, index == node.inputs.count - 1 && !isMean ? "" : ".\(index)", joint)
      try plan.merge(
        operation, result, shape: Shapes.aligned(shape, plan.batch, rank: joint.count), plan.input(node, index),
        shape: Shapes.aligned(other, plan.batch, rank: joint.count), into: output)
      (result, shape) = (output, joint)
    }
    guard isMean else { return result }
    let mean = plan.value(node, "", shape)
    plan.append(
      Scale(result, mean, count: plan.program[mean].words, factor: 1 / Float(node.inputs.count)))
    return mean
  }
}

extension Shapes {
  /// The shape of two together, axes of 1 stretched; a shorter shape gets axes of 1 after the batch, as in Keras.
  static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let a = Array(repeating: 1, count: rank - a.count) + a
    let b = Array(repeating: 1, count: rank - b.count) + b
    var joint: [Int] = []
    for (x, y) in zip(a, b) {
      guard x == y || x == 1 || y == 1 else { return nil }
      joint.append(max(x, y))
    }
    return joint
  }

  /// With the batch, and axes of 1 after it up to a rank.
  static func aligned(_ shape: [Int], _ batch: Int, rank: Int) -> [Int] {
    [batch] + Array(repeating: 1, count: rank - shape.count) + shape
  }
}

extension Lowering {
  /// Appends output = left op right; the shapes are of the same rank, with the batch.
  mutating func merge(
    _ operation: MergeOperation, _ left: BufferID, shape leftShape: [Int], _ right: BufferID,
    shape rightShape: [Int], into output: BufferID
  ) throws {
    guard let broadcast = Broadcast(leftShape, rightShape) else {
      throw InternalError("\(leftShape) and \(rightShape) do not stretch to one shape")
    }
    append(
      Merge(
        operation, left, right, output, count: broadcast.count,
        broadcast: leftShape == rightShape ? nil : broadcast))
  }
}
