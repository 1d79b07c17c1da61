import NNCCCompiler
import NNCCRuntime

/// What generated code is to give, by the plans that it was made from, run in this process.
package struct GeneratedResults: Sendable {
  /// Two batches of made-up examples: `input:<name>` and `target:<name>`.
  package let data: WeightFile
  /// What `results(on:steps:)` of the generated type gives for them, after as many steps.
  package let expected: WeightFile
  /// Weights to start from.
  package let weights: WeightFile

  /// Updates that both sides make.
  package let steps: Int

  /// - Throws: `RunError` where a plan takes too much memory; `InternalError`.
  package init(
    _ compilation: Compilation, _ options: GenerationOptions, steps: Int = 50, threads: Int = 1
  ) throws {
    self.steps = steps
    let graph = try compilation.requireGraph()
    let training = options.inferenceOnly ? nil : compilation.training
    let batch = options.batch ?? compilation.training?.batchSize ?? 1
    let losses = training?.losses ?? []
    let examples = try reportingFaults("memory") {
      try ExampleSet(madeUpFor: graph, losses: losses, count: 2 * batch, seed: 1)
    }
    data = try WeightFile(
      zip(graph.inputs, examples.inputs).map { try $1.tensor("input:" + $0.name) }
        + zip(losses, examples.targets).map { try $1.tensor("target:" + graph.outputs[$0.output].name) })

    var resources = RunOptions()
    resources.memoryLimit = options.memoryLimit
    let pool = SharedThreadPool(threads: threads)
    func executor(_ batch: Int, _ purpose: PlanPurpose, of network: Compilation? = nil) throws -> Executor {
      let plan = try (network ?? compilation).requirePlan(batch: batch, purpose: purpose, options: resources)
      let executor = try reportingFaults("memory") { try Executor(plan, pool: pool) }
      executor.initializeParameters(seed: training?.seed ?? 0)
      executor.initializeSlots()
      executor.prepare()
      return executor
    }
    func load(_ executor: Executor, from first: Int = 0) {
      BatchExecutor(executor).load(examples, Array(first..<first + executor.plan.batch)[...])
    }

    var tensors: [WeightFile.Tensor] = []
    weights = try WeightFile(executor(1, .inference).parameterTensors())
    for rows in Set([1, batch]).sorted() {
      let executor = try executor(rows, .inference)
      load(executor)
      executor.run()
      for output in executor.plan.outputs {
        let values = Array(executor.floats(output.buffer))
        tensors.append(try .init("output:\(rows):\(output.name)", shape: [values.count], values))
      }
    }
    if let network = compilation.generatedTimeStep {
      let executor = try executor(1, .inference, of: network)
      var outputs = [[Float]](repeating: [], count: executor.plan.outputs.count)
      for time in 0..<examples.steps(of: executor.plan) {
        examples.load(step: time, into: executor)
        executor.run()
        for (index, output) in executor.plan.outputs.enumerated() {
          outputs[index] += executor.floats(output.buffer)
        }
      }
      for (output, values) in zip(executor.plan.outputs, outputs) {
        tensors.append(try .init("step:\(output.name)", shape: [values.count], values))
      }
    }
    if let training {
      let evaluation = try executor(batch, .evaluation)
      let gradient = try executor(batch, .gradient(isTraining: false))
      var losses: [Float] = []
      for executor in [evaluation, gradient] {
        load(executor)
        executor.run()
        losses.append(executor.loss)
      }
      let gradients = gradient.plan.gradients.flatMap { gradient.floats($0.buffer) }
      let trained = try executor(batch, .training)
      for step in 0..<steps {
        load(trained, from: step % 2 * batch)
        trained.run(
          RunContext(iteration: step, learningRate: training.learningRate.value(at: step), seed: training.seed))
        losses.append(trained.loss)
      }
      tensors.append(try .init("losses", shape: [losses.count], losses))
      tensors.append(try .init("gradients", shape: [gradients.count], gradients))
      tensors += try trained.parameterTensors() + trained.slotTensors() + trained.stateTensors()
    }
    expected = try WeightFile(tensors)
  }

  /// The tensors whose bits are not those expected; empty where all are.
  package func differences(in found: WeightFile) -> [String] {
    let names = Set(expected.tensors.map(\.name)).union(found.tensors.map(\.name))
    return names.sorted().filter { expected[$0] != found[$0] }
  }
}

extension ExampleSet {
  /// The time steps of one example, for a plan of one step: those of the longest input. A shorter one begins anew.
  fileprivate func steps(of plan: Plan) -> Int {
    zip(inputs, plan.inputs).map { $0.elementsPerExample / $1.shape.reduce(1, *) }.max() ?? 1
  }

  /// Copies what a step of the first example reads.
  fileprivate func load(step: Int, into executor: Executor) {
    for (array, port) in zip(inputs, executor.plan.inputs) {
      let size = port.shape.reduce(1, *)
      let first = step * size % array.elementsPerExample
      let address = executor.address(port.buffer)
      switch array.elements {
      case .float32(let values): address.copyWords(of: values[first..<first + size])
      case .int32(let values): address.copyWords(of: values[first..<first + size])
      }
    }
  }
}

extension UnsafeMutableRawPointer {
  fileprivate func copyWords<Word: BitwiseCopyable>(of words: ArraySlice<Word>) {
    words.withUnsafeBytes { copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
  }
}

extension ExampleArray {
  fileprivate func tensor(_ name: String) throws -> WeightFile.Tensor {
    switch elements {
    case .float32(let values): try .init(name, shape: [values.count], values)
    case .int32(let values): try .init(name, shape: [values.count], values)
    }
  }
}
