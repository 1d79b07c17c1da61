import NNCCRuntime

extension Lowering {
  /// Appends an activation and returns its result; softmax over an inner axis is turned to the last and back.
  mutating func activated(
    _ x: BufferID, _ choice: ActivationChoice, _ node: Graph.Node, shape: [Int]
  ) throws -> BufferID {
    switch choice {
    case .elementwise(.linear): return x
    case .elementwise(let activation):
      let y = value(node, "", shape)
      append(Activate(x, y, count: program[x].words, activation: activation))
      return y
    case .softmax(let axes): return try softmax(x, axes: axes, isLogarithmic: false, node, shape: shape)
    case .logSoftmax(let axes): return try softmax(x, axes: axes, isLogarithmic: true, node, shape: shape)
    }
  }

  private mutating func softmax(
    _ x: BufferID, axes: [Int], isLogarithmic: Bool, _ node: Graph.Node, shape: [Int]
  ) throws -> BufferID {
    let full = [batch] + shape
    let axes = axes.map { $0 < 0 ? $0 + full.count : $0 }.sorted()
    let order = full.indices.filter { !axes.contains($0) } + axes
    let classes = axes.reduce(1) { $0 * full[$1] }
    let rows = full.reduce(1, *) / classes
    if order == Array(full.indices) {
      let y = value(node, "", shape)
      append(Softmax(x, y, rows: rows, columns: classes, isLogarithmic: isLogarithmic))
      return y
    }
    let turnedShape = order.map { full[$0] }
    let turned = try transposed(x, shape: full, order, node, ".turned")
    let y = program.buffer(node.name + ".softmax", turnedShape, .value, at: node.range)
    append(Softmax(turned, y, rows: rows, columns: classes, isLogarithmic: isLogarithmic))
    var back = order
    for (position, axis) in order.enumerated() { back[axis] = position }
    return try transposed(y, shape: turnedShape, back, node, "")
  }
}
