import NNCCRuntime

/// A learned vector for each whole number, such as a character or a word.
struct EmbeddingLayer: Layer {
  static let members: [LayerMember] = [
    .init(
      "embedding", "a learned vector for each number",
      keys: [words, width] + ParameterKeys.table(embeddings) + [masksZero]
    ) { EmbeddingLayer(words: $0[words], width: $0[width], masksZero: $0[masksZero]) }
  ]

  private static let words = Key("input_dim", .integer(atLeast: 1), "how many different numbers there are")
  private static let width = Key("output_dim", .integer(atLeast: 1), "the length of a vector")
  private static let embeddings = ParameterKeys("embeddings", initializer: "random_uniform")
  private static let masksZero = Key(
    "mask_zero", .boolean, default: .boolean(false),
    "whether the number 0 is padding: a step to be left out by the layers after it")

  let words: Int
  let width: Int
  let masksZero: Bool

  var numbersKey: Key<Int>? { Self.words }
  let time = TimeRole.keepsSteps
  let origin = OutputOrigin.other

  func infer(_ inference: inout LayerInference) -> (shape: [Int], ParameterIndex)? {
    let shape = inference.shape
    if masksZero {
      guard shape.count == 1 else {
        inference.error(
          "shape-mismatch", Self.masksZero, "'mask_zero' is for a sequence of numbers [time], not \(shape)")
        return nil
      }
      inference.furtherOutputs.append(.init(name: "mask", shape: shape, role: .mask))
    }
    return (shape + [width], inference.declare("embeddings", [words, width], Self.embeddings))
  }

  func lower(_ plan: inout Lowering, _ node: Graph.Node, _ table: ParameterIndex) throws -> BufferID {
    let rows = plan.value(node, "", plan.outputShape(node))
    plan.append(
      Gather(
        plan.parameter(node, table), words: words, width: width, indices: plan.input(node),
        count: plan.batch * plan.inputShape(node).reduce(1, *), into: rows))
    try plan.addMask(node, width: 1, .nonzero)
    return rows
  }
}
