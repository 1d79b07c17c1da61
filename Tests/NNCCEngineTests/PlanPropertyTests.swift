import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// What must hold of plans whatever the network: no reference is needed to see it broken.
@Suite struct PlanPropertyTests {
  /// Every kind of layer, at sizes that make kernels share their work out among threads.
  enum Network: CaseIterable {
    case images
    case sequences

    var text: String { self == .images ? PlanPropertyTests.images : PlanPropertyTests.sequences }
  }

  private static let images = """
    inputs: {image: [31, 29, 5], other: [31, 29, 5]}
    blocks:
      eye:
        input: [31, 29, 5]
        layers:
          - conv2d: {name: c, filters: 35, kernel_size: [3, 2], padding: same, activation: elu}
          - max_pooling2d: {pool_size: 3, strides: 2}
    layers:
      - eye: {name: a, inputs: image}
      - eye: {name: b, inputs: other, reuse: a}
      - multiply: {inputs: [a, b]}
      - conv2d: {filters: 37, kernel_size: 3, padding: same, activation: gelu}
      - conv2d: {filters: 33, kernel_size: 5, padding: same, activation: relu}
      - conv2d: {filters: 34, kernel_size: 3, strides: 2, groups: 1, activation: gelu, activity_regularizer: l2}
      - dropout: {keep_prob: 0.9, noise_shape: [null, 1, 1, 34]}
      - dropout: {keep_prob: 0.9, noise_shape: [1, null, null, null]}
      - prelu: {shared_axes: [1, 2]}
      - average_pooling2d: {pool_size: 2, padding: same}
      - dropout: {keep_prob: 0.75}
      - flatten
      - dense: {units: 67, activation: tanh, kernel_regularizer: l1, kernel_constraint: {max_norm: {max_value: 1.5}}}
      - concatenate: {name: joined, inputs: [dense, dense]}
      - dense: {name: kind, units: 11, activation: softmax}
    train:
      loss: sparse_categorical_crossentropy
      optimizer: {adam: {global_clipnorm: 1}}
    """

  private static let sequences = """
    inputs: {sequence: {shape: [13, 5], sequence_length: lengths}, lengths: {shape: [1], dtype: int32}}
    layers:
      - bidirectional: {inputs: sequence, layer: {lstm: {units: 33, return_sequences: true, recurrent_dropout: 0.2}}}
      - lstm: {units: 40, return_sequences: true, use_peepholes: true, cell_clip: 0.5, num_proj: 19, dropout: 0.1}
      - time_distributed: {layer: {dropout: {rate: 0.1}}}
      - gru: {name: after, units: 35, return_sequences: true}
      - gru: {units: 21, return_sequences: true, reset_after: false, go_backwards: true, activation: silu}
      - simple_rnn: {name: trunk, units: 37, return_sequences: true, return_state: true}
      - simple_rnn: {name: on, inputs: after, units: 37, initial_state: trunk/h}
      - dense: {name: spelt, inputs: trunk, units: 11}
      - dense: {name: kind, inputs: on, units: 11, activation: softmax}
    outputs: [spelt, kind]
    train:
      loss: {spelt: {ctc: {label_length: 3}}, kind: sparse_categorical_crossentropy}
      optimizer: {adam: {global_clipnorm: 1}}
    """

  private func plan(
    _ network: Network, _ purpose: PlanPurpose, batch: Int, sharingMemory: Bool = true
  ) throws -> Plan {
    let compilation = try Specs.compile(network.text)
    let graph = try #require(compilation.graph)
    var diagnostics = Diagnostics()
    return try #require(
      try makePlan(
        graph, training: compilation.training, batch: batch, purpose: purpose,
        PlanOptions(sharesMemory: sharingMemory, verifiesEach: true), &diagnostics))
  }

  /// An executor whose arena held nothing but NaN before parameters and examples were written: a step that
  /// reads what no other wrote shows.
  private func executor(_ plan: Plan, threads: Int = 1, firstExample: Int = 0) throws -> Executor {
    let executor = try Executor(plan, pool: SharedThreadPool(threads: threads))
    executor.arena.base.update(repeating: .nan, count: executor.arena.count)
    for slot in plan.slots { executor.floats(slot.buffer).update(repeating: slot.initialValue) }
    for (index, parameter) in plan.parameters.enumerated() {
      let key = RandomKey(seed: 1, purpose: .data, index: index)
      let values = executor.floats(parameter.buffer)
      for element in values.indices { values[element] = 0.4 * key.uniform(at: element, step: 0) - 0.2 }
    }
    load(executor, firstExample: firstExample)
    return executor
  }

  private func load(_ executor: Executor, firstExample: Int = 0) {
    for (index, port) in executor.plan.inputs.enumerated() {
      let key = RandomKey(seed: 2, purpose: .data, index: index)
      let values = executor.floats(port.buffer)
      let first = firstExample * port.shape.dropFirst().reduce(1, *)
      guard port.type != .int32 else {
        // Lengths of sequences that have time for their labels.
        let lengths = executor.integers(port.buffer)
        for element in lengths.indices { lengths[element] = Int32(8 + (first + element) % 6) }
        continue
      }
      for element in values.indices { values[element] = key.uniform(at: first + element, step: 0) - 0.5 }
    }
    for port in executor.plan.targets {
      let labels = executor.integers(port.buffer)
      let first = firstExample * port.shape.dropFirst().reduce(1, *)
      for element in labels.indices { labels[element] = Int32((first + element) * 7 % 11) }
    }
  }

  private func bits(_ values: UnsafeMutableBufferPointer<Float>) -> [UInt32] { values.map(\.bitPattern) }

  /// All that a run leaves: loss, outputs, gradients, parameters, slots.
  private func results(_ executor: Executor) -> [[UInt32]] {
    let plan = executor.plan
    let buffers =
      plan.outputs.map(\.buffer) + plan.gradients.map(\.buffer) + plan.slots.map(\.buffer)
      + (plan.purpose == .inference ? [] : plan.parameters.map(\.buffer)) + (plan.loss.map { [$0] } ?? [])
    return buffers.map { bits(executor.floats($0)) }
  }

  private func train(_ executor: Executor, steps: Int) {
    for iteration in 0..<steps {
      load(executor, firstExample: iteration)
      executor.run(RunContext(iteration: iteration, learningRate: 0.01, seed: 3))
    }
  }

  @Test(arguments: Network.allCases) func anyNumberOfThreadsGivesTheSameBits(_ network: Network) throws {
    let runs = try [1, 2, 3].map { threads in
      let executor = try executor(try plan(network, .training, batch: 9), threads: threads)
      train(executor, steps: 4)
      #expect(executor.loss.isFinite)
      return results(executor)
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
  }

  /// What is drawn for an example does not depend on which plan computes it.
  @Test(arguments: Network.allCases) func partsOfABatchHaveItsGradientAsTheirMean(_ network: Network) throws {
    // Of six examples each, so that the parts have equally many steps.
    func gradients(ofPart part: Int, of parts: Int) throws -> [[Double]] {
      let (batch, first) = (12 / parts, part * 12 / parts)
      let executor = try executor(try plan(network, .gradient(isTraining: true), batch: batch), firstExample: first)
      executor.run(RunContext(iteration: 2, seed: 3, firstExample: first))
      return executor.plan.gradients.map { executor.floats($0.buffer).map(Double.init) }
    }
    let (whole, left, right) = (
      try gradients(ofPart: 0, of: 1), try gradients(ofPart: 0, of: 2), try gradients(ofPart: 1, of: 2)
    )
    for (whole, (left, right)) in zip(whole, zip(left, right)) {
      let mean = zip(left, right).map { ($0 + $1) / 2 }
      let error = zip(whole, mean).map { abs($0 - $1) }.max() ?? 0
      #expect(error < 1e-5 * max(1, whole.map(abs).max() ?? 0))
    }
  }

  @Test(
    arguments: Network.allCases, [PlanPurpose.training, .gradient(isTraining: true), .evaluation, .inference])
  func sharedMemoryGivesTheSameBitsAsAPlaceForEachBuffer(_ network: Network, _ purpose: PlanPurpose) throws {
    let runs = try [true, false].map { shares in
      let plan = try plan(network, purpose, batch: 5, sharingMemory: shares)
      #expect(shares == (plan.memory.bytes + plan.memory.stagingBytes < plan.memory.unsharedBytes))
      let executor = try executor(plan)
      executor.prepare()
      train(executor, steps: 2)
      return results(executor)
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].allSatisfy { $0.allSatisfy { Float(bitPattern: $0).isFinite } })
  }

  @Test(arguments: Network.allCases)
  func anExampleHasTheSameBitsAloneAndAnywhereInABatch(_ network: Network) throws {
    let batch = 7
    let together = try executor(try plan(network, .inference, batch: batch), threads: 2)
    together.prepare()
    together.run()
    let port = together.plan.outputs[0]
    let width = port.shape.dropFirst().reduce(1, *)
    let all = bits(together.floats(port.buffer))
    for example in 0..<batch {
      let alone = try executor(try plan(network, .inference, batch: 1), firstExample: example)
      alone.prepare()
      alone.run()
      #expect(
        bits(alone.floats(alone.plan.outputs[0].buffer)) == Array(all[example * width..<(example + 1) * width]))
    }
  }

  @Test(arguments: Network.allCases)
  func plansForSeveralBatchSizesKeepParametersAndSlotsInTheSamePlaces(_ network: Network) throws {
    let (small, large) = (try plan(network, .training, batch: 3), try plan(network, .training, batch: 17))
    #expect(
      small.parameters.map { small.offsets[$0.buffer.index] } == large.parameters.map { large.offsets[$0.buffer.index] }
    )
    #expect(small.slots.map { small.offsets[$0.buffer.index] } == large.slots.map { large.offsets[$0.buffer.index] })
  }

  @Test(arguments: Network.allCases)
  func memoryIsBetweenTheLowerBoundAndAPlaceForEachBuffer(_ network: Network) throws {
    for purpose in [PlanPurpose.training, .inference] {
      let memory = try plan(network, purpose, batch: 32).memory
      #expect(memory.lowerBoundBytes <= memory.bytes)
      #expect(Double(memory.bytes) <= 1.25 * Double(memory.lowerBoundBytes))
      #expect(memory.bytes + memory.stagingBytes < memory.unsharedBytes)
    }
  }
}
