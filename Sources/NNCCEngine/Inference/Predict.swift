import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// How many examples inference takes at once: enough to keep every core busy, few enough to stay in cache.
package let inferenceBatch = 64

/// The outputs of a network for arrays given.
///
/// - Parameters:
///   - weights: as `readWeights` gives them.
///   - inputs: [examples, …] by the inputs' names; raw, as `data:` would hold them: its `scale` and `normalize`
///     are applied here too.
/// - Returns: as `predict(_:weights:examples:preprocessing:options:)`.
/// - Throws: `RunError` where inputs or weights are at fault; `InternalError`.
package func predict(
  _ compilation: Compilation, weights: WeightFile, inputs: [String: NDArray], options: RunOptions
) throws -> [String: NDArray] {
  let layout = ExampleLayout(try compilation.requireGraph(), losses: [])
  return try predict(
    compilation, weights: weights,
    examples: exampleSet(compilation, weights: weights, layout, inputs: inputs, targets: [:]),
    preprocessing: Preprocessing(compilation.spec?.data, savedWith: weights), options: options)
}

/// The outputs of a network for examples given.
///
/// An example's outputs have the same bits whatever other examples come with it; states start from zero for each.
///
/// - Parameters:
///   - weights: as `readWeights` gives them.
///   - examples: preprocessed.
/// - Returns: [examples, …] float32 by the outputs' names, in the units of the data: where targets were normalized,
///   predictions are brought back.
/// - Throws: `RunError` where the network cannot be planned; `InternalError`.
package func predict(
  _ compilation: Compilation, weights: WeightFile, examples: ExampleSet, preprocessing: Preprocessing,
  options: RunOptions
) throws -> [String: NDArray] {
  let graph = try compilation.requireGraph()
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
      return try ExampleArray(slot, array.asBatch(of: slot), origin: "\(what) '\(slot.name)'")
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

extension NDArray {
  /// The array with an axis for examples: one that fits without its first is a batch, else one that fits as a whole is
  /// a single example.
  fileprivate func asBatch(of slot: ExampleLayout.Slot) -> NDArray {
    func fits(_ shape: some Sequence<Int>) -> Bool { shape.filter { $0 != 1 } == slot.shape.filter { $0 != 1 } }
    return !fits(shape.dropFirst()) && fits(shape) ? NDArray(shape: [1] + shape, elements) : self
  }
}
