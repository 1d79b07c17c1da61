import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// A sequence given one step at a time has the bits that it has as a whole.
@Suite struct StreamingTests {
  static let networks = [
    """
    input: [23, 5]
    layers:
      - lstm: {units: 33, return_sequences: true, use_peepholes: true, num_proj: 7}
      - dense: {units: 19, activation: tanh}
      - gru: {units: 17, return_sequences: true}
      - gru: {units: 9, return_sequences: true, reset_after: false}
      - simple_rnn: {units: 65, return_sequences: true}
      - dense: {units: 11, activation: softmax}
    """,
    """
    inputs: {words: {shape: [23], dtype: int32}}
    layers:
      - embedding: {input_dim: 3, output_dim: 6, mask_zero: true}
      - rnn: {cell: [{lstm_cell: {units: 8}}, {gru_cell: {units: 9}}], return_sequences: true, name: stack}
      - dense: {name: gate, units: 9, activation: sigmoid}
      - multiply: {inputs: [gate, stack]}
      - time_distributed: {layer: {dense: {units: 4}}}
    """,
    """
    input: [23, 6, 5, 2]
    layers:
      - time_distributed: {layer: {conv2d: {filters: 3, kernel_size: 3, activation: relu}}}
      - time_distributed: {layer: flatten}
      - lstm: {units: 5, return_sequences: true, stateful: true}
    """,
  ]

  @Test(arguments: networks, [1, 3]) func stepsHaveTheBitsOfTheWhole(_ network: String, batch: Int) throws {
    var compilation = try Specs.compile(network)
    let whole = try executor(try #require(try compilation.plan(batch: batch, purpose: .inference)), threads: 2)
    let single = compilation.singleStep()
    var steps = try #require(single)
    let step = try executor(try #require(try steps.plan(batch: batch, purpose: .inference)), threads: 1)
    let (input, output) = (whole.plan.inputs[0], whole.plan.outputs[0])
    let time = input.shape[1]
    let (inputWidth, outputWidth) = (width(input), width(output))

    // Twice: zeroed states begin anew.
    for round in 0..<2 {
      let sequence = made(input, seed: UInt64(round))
      write(sequence, to: whole, input)
      whole.zeroStates()
      whole.run()
      let expected = whole.floats(output.buffer).map(\.bitPattern)
      step.zeroStates()
      for time in 0..<time {
        let rows = (0..<batch).flatMap { example in
          let first = (example * input.shape[1] + time) * inputWidth
          return sequence[first..<(first + inputWidth)]
        }
        write(rows, to: step, step.plan.inputs[0])
        step.run()
        let found = step.floats(step.plan.outputs[0].buffer).map(\.bitPattern)
        for example in 0..<batch {
          let first = (example * output.shape[1] + time) * outputWidth
          #expect(
            Array(found[example * outputWidth..<(example + 1) * outputWidth])
              == Array(expected[first..<(first + outputWidth)]))
        }
      }
    }
  }

  /// Words of a step.
  private func width(_ port: Plan.Port) -> Int { port.shape.dropFirst(2).reduce(1, *) }

  private func executor(_ plan: Plan, threads: Int) throws -> Executor {
    let executor = try Executor(plan, pool: SharedThreadPool(threads: threads))
    executor.initializeParameters(seed: 7)
    executor.prepare()
    return executor
  }

  /// Numbers from −1 to 1; whole ones are 0, 1 and 2.
  private func made(_ port: Plan.Port, seed: UInt64) -> [Float] {
    let key = RandomKey(seed: seed, purpose: .data)
    return (0..<port.shape.reduce(1, *)).map {
      port.type == .int32 ? Float(key.number(below: 3, at: $0, step: 0)) : 2 * key.uniform(at: $0, step: 0) - 1
    }
  }

  private func write(_ values: [Float], to executor: Executor, _ port: Plan.Port) {
    for (index, value) in values.enumerated() {
      if port.type == .int32 {
        executor.integers(port.buffer)[index] = Int32(value)
      } else {
        executor.floats(port.buffer)[index] = value
      }
    }
  }
}
