import NNCCRuntime

/// Layers that join several tensors into one.
enum MergeLayers {
  static let definitions = [
    elementwise("add", .add, "the sum of its inputs"),
    elementwise("subtract", .subtract, "the first input less the second", inputs: .two),
    elementwise("multiply", .multiply, "the product of its inputs"),
    elementwise("average", .add, "the mean of its inputs"),
    elementwise("maximum", .maximum, "the largest of its inputs"),
    elementwise("minimum", .minimum, "the smallest of its inputs"),
    LayerDefinition(
      entry: .init(
        "concatenate", "its inputs one after the other along an axis",
        [Hyperparameter("axis", .integer(), default: .integer(-1), "the axis, the batch counting as axis 0")]),
      inputs: .several, time: .keepsSteps, infer: inferConcatenate, lower: lowerConcatenate),
  ]

  // MARK: Element by element

  private static func elementwise(
    _ name: String, _ operation: MergeOperation, _ summary: String, inputs: LayerDefinition.Inputs = .several
  ) -> LayerDefinition {
    LayerDefinition(
      entry: .init(name, summary), inputs: inputs, time: .keepsSteps, infer: inferElementwise,
      lower: { plan, node in
        // In sums, what a mask leaves out is 0 already.
        if operation != .add, operation != .subtract, let masked = try plan.maskedMerge(operation, node) {
          return masked
        }
        var result = plan.input(node, 0)
        var shape = plan.inputShape(node, 0)
        for index in 1..<node.inputs.count {
          let other = plan.inputShape(node, index)
          guard let joint = broadcast(shape, other) else {
            throw InternalError("'\(node.name)' joins shapes that do not fit")
          }
          let output = plan.value(
            node, index == node.inputs.count - 1 && name != "average" ? "" : ".\(index)", joint)
          try plan.merge(
            operation, result, shape: aligned(shape, plan.batch, rank: joint.count), plan.input(node, index),
            shape: aligned(other, plan.batch, rank: joint.count), into: output)
          (result, shape) = (output, joint)
        }
        guard name == "average" else { return result }
        let mean = plan.value(node, "", shape)
        plan.append(
          Scale(result, mean, count: plan.program[mean].words, factor: 1 / Float(node.inputs.count)))
        return mean
      })
  }

  private static func inferElementwise(_ layer: inout LayerInference) -> [Int]? {
    var shape = layer.inputs[0].shape
    for (index, input) in layer.inputs.enumerated().dropFirst() {
      guard let joint = broadcast(shape, input.shape) else {
        layer.diagnostics.error(
          "shape-mismatch", at: layer.inputRange(index),
          "'\(layer.name)' cannot join '\(input.name)' \(input.shape) with '\(layer.inputs[0].name)' \(layer.inputs[0].shape): axes must be equal, or 1"
        )
        return nil
      }
      shape = joint
    }
    return shape
  }

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

  static func aligned(_ shape: [Int], _ batch: Int, rank: Int) -> [Int] {
    [batch] + Array(repeating: 1, count: rank - shape.count) + shape
  }

  // MARK: Concatenation

  /// The axis of an example to join along; nil where there is none such.
  static func concatenationAxis(_ options: Options, rank: Int) -> Int? {
    let axis = options.integer("axis")
    let positive = axis < 0 ? axis + rank + 1 : axis
    return (1...rank).contains(positive) ? positive - 1 : nil
  }

  private static func inferConcatenate(_ layer: inout LayerInference) -> [Int]? {
    var shape = layer.inputs[0].shape
    guard let axis = concatenationAxis(layer.options, rank: shape.count) else {
      layer.error(
        "wrong-axis", "axis",
        layer.options.integer("axis") == 0
          ? "axis 0 is the batch, along which nothing is joined; \(shape) has \(axesWording(rank: shape.count))"
          : "there is no axis \(layer.options.integer("axis")) to join along: with the batch as axis 0, \(shape) has \(axesWording(rank: shape.count))"
      )
      return nil
    }
    for (index, input) in layer.inputs.enumerated().dropFirst() {
      var (a, b) = (shape, input.shape)
      if a.count == b.count { (a[axis], b[axis]) = (0, 0) }
      guard a == b else {
        let rule =
          shape.count == input.shape.count
          ? "all axes but axis \(axis + 1) must be equal" : "they must have as many axes"
        layer.diagnostics.error(
          "shape-mismatch", at: layer.inputRange(index),
          "'\(layer.name)' cannot put '\(input.name)' \(input.shape) beside '\(layer.inputs[0].name)' \(layer.inputs[0].shape): \(rule)"
        )
        return nil
      }
      let (sum, overflow) = shape[axis].addingReportingOverflow(input.shape[axis])
      guard !overflow else { return nil }
      shape[axis] = sum
    }
    return shape
  }

  private static func lowerConcatenate(_ plan: inout Lowering, _ node: Graph.Node) -> BufferID {
    let shape = plan.outputShape(node)
    let axis = concatenationAxis(node.options, rank: shape.count) ?? 0
    let inner = shape[(axis + 1)...].reduce(1, *)
    let rows = plan.batch * shape[..<axis].reduce(1, *)
    let output = plan.value(node, "", shape)
    plan.concatenate(
      node.inputs.indices.map { plan.input(node, $0) },
      widths: node.inputs.indices.map { plan.inputShape(node, $0)[axis] * inner }, rows: rows, to: output)
    return output
  }
}

extension Lowering {
  /// Appends parts side by side: `rows` rows of each, which are `widths` wide.
  mutating func concatenate(_ parts: [BufferID], widths: [Int], rows: Int, to output: BufferID) {
    let stride = widths.reduce(0, +)
    var start = 0
    for (index, width) in widths.enumerated() {
      append(
        CopyBlocks(
          from: parts[index], fromStride: width, to: output, toStart: start, toStride: stride, blocks: rows,
          size: width, isPart: index > 0))
      start += width
    }
  }

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
