import NNCCRuntime

/// What a network is made of and what it takes: the table of `nncc check`.
package struct ModelReport: Sendable {
  /// The network's.
  package var name: String
  /// What it reads.
  package var inputs: [Input]
  /// In the order of the graph.
  package var layers: [Layer]
  /// Numbers in all parameters together; shared ones count once.
  package var parameters: Int
  /// Of them, those that training changes.
  package var trainableParameters: Int
  /// The batch size that the memory is for.
  package var batch: Int
  /// What inference takes.
  package var inference: Plan.Memory
  /// What training takes; nil where the spec does not say how it is trained.
  package var training: Plan.Memory?

  /// An input of the network.
  package struct Input: Sendable {
    /// Its name in the spec.
    package var name: String
    /// Of one example, without the batch.
    package var shape: [Int]
  }

  /// A layer in its place.
  package struct Layer: Sendable {
    /// The full name, such as `a/conv1` in a block.
    package var name: String
    /// The layer's word in the spec.
    package var type: String
    /// The layers or inputs that it reads.
    package var inputs: [String]
    /// Of one example, without the batch.
    package var outputShape: [Int]
    /// Numbers in the parameters that it declares; what it shares with a layer above counts there.
    package var parameters: Int
    /// Whether it reads parameters that a layer above declares.
    package var sharesParameters: Bool
    /// Of one example's inference: the multiply-adds of products and convolutions, two each.
    package var flops: Int

    /// Axes of the output, the batch not counted.
    package var rank: Int { outputShape.count }
    /// Elements of the output.
    package var volume: Int { outputShape.reduce(1, *) }
  }

  /// Operations of one example's inference.
  package var flops: Int { layers.reduce(0) { $0 + $1.flops } }
}

extension Compilation {
  /// The report on a valid spec; nil after adding diagnostics, such as one that it takes too much memory.
  ///
  /// - Parameter batch: what memory is planned for; nil is the spec's batch size, or 1 without `train:`.
  package mutating func modelReport(batch: Int? = nil, memoryLimit: Int = .max) throws -> ModelReport? {
    guard let graph else { return nil }
    let batch = batch ?? training?.batchSize ?? 1
    guard let single = try plan(batch: 1, purpose: .inference, PlanOptions(memoryLimit: memoryLimit)),
      let inference = try plan(batch: batch, purpose: .inference, PlanOptions(memoryLimit: memoryLimit))
    else { return nil }
    var trainingMemory: Plan.Memory?
    if training != nil {
      guard let plan = try plan(batch: batch, purpose: .training, PlanOptions(memoryLimit: memoryLimit)) else {
        return nil
      }
      trainingMemory = plan.memory
    }
    return ModelReport(
      name: graph.name,
      inputs: graph.inputs.map { .init(name: $0.name, shape: graph.tensors[$0.tensor].shape) },
      layers: graph.reportLayers(single),
      parameters: graph.parameters.reduce(0) { $0 + $1.volume },
      trainableParameters: graph.parameters.reduce(0) { $0 + ($1.isTrainable ? $1.volume : 0) },
      batch: batch, inference: inference.memory, training: trainingMemory)
  }
}

extension Graph {
  /// - Parameter plan: for one example's inference, whose steps are counted.
  fileprivate func reportLayers(_ plan: Plan) -> [ModelReport.Layer] {
    var flops = Array(repeating: 0, count: nodes.count)
    var nodesOfRange: [SourceRange: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for range in Set([node.range] + node.options.rangesWithin) { nodesOfRange[range, default: []].append(index) }
    }
    for step in plan.steps {
      guard let product = step as? any MultiplyAdding else { continue }
      let result = plan.buffers[step.operands.results[0].index]
      guard let range = result.range, let node = nodesOfRange[range]?.first(where: { isMade(result, by: nodes[$0]) })
      else { continue }
      flops[node] += 2 * product.multiplyAdds
    }
    var declared: Set<Int> = []
    return nodes.enumerated().map { index, node in
      let own = node.parameters.filter { declared.insert($0).inserted }
      return ModelReport.Layer(
        name: node.name, type: node.type, inputs: node.inputs.map { tensors[$0].name },
        outputShape: tensors[node.output].shape,
        parameters: own.reduce(0) { $0 + parameters[$1].volume },
        sharesParameters: own.count < node.parameters.count, flops: flops[index])
    }
  }

  /// Whether a layer's lowering made a buffer that has its range: `conv2d` makes `conv2d` and `conv2d.linear`,
  /// `bidirectional` makes `bidirectional/forward.inputs`.
  private func isMade(_ buffer: Buffer, by node: Node) -> Bool {
    buffer.name.hasPrefix(node.name) && [nil, ".", "/"].contains(buffer.name.dropFirst(node.name.count).first)
  }
}

extension Options {
  /// Where the options stand of what these name: layers or cells.
  fileprivate var rangesWithin: [SourceRange] { values.flatMap(\.value.choices).compactMap(\.given?.range) }
}
