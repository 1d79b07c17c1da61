import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// How many examples inference takes at once: enough to keep every core busy, few enough to stay in cache.
package let inferenceBatch = 64

/// The outputs of a network for examples given.
///
/// An example's outputs have the same bits whatever other examples come with it; states start from zero for each.
///
/// - Parameters:
///   - weights: as `readWeights` gives them.
///   - inputs: [examples, …] by the inputs' names; raw, as `data:` would hold them: its `scale` and `normalize`
///     are applied here too.
/// - Returns: [examples, …] float32 by the outputs' names, in the units of the data: where targets were normalized,
///   predictions are brought back.
/// - Throws: `RunError` where inputs or weights are at fault; `InternalError`.
package func predict(
  _ compilation: Compilation, weights: WeightFile, inputs: [String: NDArray], options: RunOptions
) throws -> [String: NDArray] {
  let graph = try compilation.requireGraph()
  let layout = ExampleLayout(graph, losses: [])
  let examples = try exampleSet(compilation, weights: weights, layout, inputs: inputs, targets: [:])
  let pool = SharedThreadPool(threads: options.threadCount)
  let executors = BatchExecutors(
    all: try BatchExecutors.sizes(examples.count, batchSize: inferenceBatch).map { size in
      let plan = try compilation.requirePlan(batch: size, purpose: .inference, options: options)
      let executor = try reportingFaults("memory") { try Executor(plan, pool: pool) }
      try executor.load(weights)
      executor.prepare(releasesWeights: true)
      return BatchExecutor(executor)
    })
  var outputs = graph.outputs.map { output in
    var values: [Float] = []
    values.reserveCapacity(examples.count * graph.tensors[output.tensor].volume)
    return values
  }
  let order = try BatchOrder(examples: examples.count, batchSize: executors.all[0].batch)
  for index in 0..<order.batchCount {
    let batchExecutor = executors[order[index].count]
    batchExecutor.load(examples, order[index])
    batchExecutor.executor.zeroStates()
    batchExecutor.executor.run()
    for (position, port) in batchExecutor.executor.plan.outputs.enumerated() {
      outputs[position] += batchExecutor.executor.floats(port.buffer)
    }
  }
  let preprocessing = try Preprocessing(compilation.spec?.data, savedWith: weights)
  let arrays = zip(graph.outputs, outputs).map { output, values in
    var values = values
    preprocessing.restore(&values, of: output.name)
    return (output.name, NDArray(shape: [examples.count] + graph.tensors[output.tensor].shape, .float32(values)))
  }
  return Dictionary(arrays) { first, _ in first }
}

/// Arrays as the examples of a network, preprocessed as its `data:` says.
///
/// - Throws: `RunError` where one is missing, unknown or of another shape.
package func exampleSet(
  _ compilation: Compilation, weights: WeightFile, _ layout: ExampleLayout, inputs: [String: NDArray],
  targets: [String: NDArray]
) throws -> ExampleSet {
  func arrays(_ given: [String: NDArray], _ slots: [ExampleLayout.Slot], _ what: String) throws
    -> [ExampleArray]
  {
    let known = slots.map(\.name)
    if let unknown = given.keys.sorted().first(where: { !known.contains($0) }) {
      throw DatasetError.unknownName(name: unknown, known: known)
    }
    return try slots.map { slot in
      guard let array = given[slot.name] else {
        throw DatasetError.missingSource(name: slot.name, given: given.keys.sorted())
      }
      return try ExampleArray(slot, array, origin: "\(what) '\(slot.name)'")
    }
  }
  let preprocessing = try Preprocessing(compilation.spec?.data, savedWith: weights)
  return try reportingFaults("data") {
    var examples = try ExampleSet(
      inputs: arrays(inputs, layout.inputs, "input"), targets: arrays(targets, layout.targets, "target"))
    try preprocessing.apply(to: &examples)
    return examples
  }
}
