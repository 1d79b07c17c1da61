import NNCCRuntime

/// Its inputs one after the other along an axis.
struct ConcatenateLayer: Layer {
  static let members: [LayerMember] = [
    .init("concatenate", "its inputs one after the other along an axis", axis) { ConcatenateLayer(axis: $0) }
  ]

  private static let axis = Key(
    "axis", .integer(), default: .integer(-1), "the axis, the batch counting as axis 0")

  /// As the spec counts it.
  let axis: Int

  let inputs = InputCount.several
  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.other

  func maskJoin(rank: Int) -> MaskJoin { position(rank: rank) == 0 ? .endToEnd : .keptByOne }

  func reasonAgainstSteps(rank: Int) -> String? { reasonAgainstSteps(axes: [axis], rank: rank) }

  /// The axis of an example to join along; nil where there is none such.
  private func position(rank: Int) -> Int? {
    let positive = axis < 0 ? axis + rank + 1 : axis
    return (1...rank).contains(positive) ? positive - 1 : nil
  }

  /// Finds the axis of an example to join along.
  func infer(_ inference: inout LayerInference) -> (shape: [Int], Int)? {
    let first = inference.inputs[0].tensor
    var shape = first.shape
    guard let position = position(rank: shape.count) else {
      inference.error(
        "wrong-axis", Self.axis,
        axis == 0
          ? "axis 0 is the batch, along which nothing is joined; \(shape) has \(axesWording(rank: shape.count))"
          : "there is no axis \(axis) to join along: with the batch as axis 0, \(shape) has \(axesWording(rank: shape.count))"
      )
      return nil
    }
    for input in inference.inputs.dropFirst() {
      let other = input.tensor.shape
      var (a, b) = (shape, other)
      if a.count == b.count { (a[position], b[position]) = (0, 0) }
      guard a == b else {
        let rule =
          shape.count == other.count
          ? "all axes but axis \(position + 1) must be equal" : "they must have as many axes"
        inference.diagnostics.error(
          "shape-mismatch", at: inference.place(of: input),
          "'\(inference.name)' cannot put '\(input.tensor.name)' \(other) beside '\(first.name)' \(first.shape): \(rule)"
        )
        return nil
      }
      let (sum, overflow) = shape[position].addingReportingOverflow(other[position])
      guard !overflow else { return nil }
      shape[position] = sum
    }
    return (shape, position)
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ axis: Int) -> BufferID {
    let shape = plan.outputShape(node)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let output = plan.value(node, "", shape)
    plan.concatenate(
      node.inputs.indices.map { plan.input(node, $0) },
      widths: node.inputs.indices.map { plan.inputShape(node, $0)[axis] * inner },
      rows: plan.batch * shape[..<axis].reduce(1, *), to: output)
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
}
