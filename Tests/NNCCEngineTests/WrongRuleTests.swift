import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// `verify` must notice a gradient rule that is wrong by 3 %, whichever it is.
@Suite struct WrongRuleTests {
  /// Every step that a backward pass can have, and how many of another name there are at least.
  private static let specs = [(images, 14), (sequences, 8)]

  private static let images = """
    inputs: {image: [9, 9, 2], other: [9, 9, 2]}
    layers:
      - conv2d: {name: a, inputs: image, filters: 4, kernel_size: 3, padding: same, activation: tanh}
      - conv2d: {name: b, inputs: other, filters: 4, kernel_size: 3, padding: same, reuse: a}
      - multiply: {inputs: [a, b]}
      - conv2d: {filters: 6, kernel_size: 3, strides: 2, activation: gelu, use_bias: false}
      - max_pooling2d: {name: pooled, pool_size: 2, strides: 1}
      - average_pooling2d: {name: averaged, inputs: pooled, pool_size: 2}
      - global_average_pooling2d: {name: mean, inputs: averaged}
      - global_max_pooling2d: {name: top, inputs: averaged}
      - average: {inputs: [mean, top]}
      - dense: {name: gate, units: 6, activation: softmax, kernel_regularizer: l2}
      - dense: {name: scale, inputs: average, units: 6, activation: sigmoid, use_bias: false}
      - concatenate: {inputs: [gate, scale]}
      - dropout: {rate: 0.25}
      - reshape: {target_shape: [3, 4]}
      - softmax: {axis: 1}
      - log_softmax
      - flatten
      - dense: {units: 3}
    train: {loss: mean_squared_error, optimizer: sgd}
    """

  private static let sequences = """
    inputs: {words: {shape: [6], dtype: int32}}
    layers:
      - embedding: {input_dim: 7, output_dim: 4, mask_zero: true}
      - bidirectional: {layer: {gru: {units: 3, return_sequences: true, reset_after: false}}, merge_mode: sum}
      - gru: {units: 4, return_sequences: true, go_backwards: true, recurrent_dropout: 0.25}
      - lstm: {units: 4, return_sequences: true, use_peepholes: true, num_proj: 3}
      - simple_rnn: {units: 4, return_sequences: true}
      - dense: {units: 4}
    train: {loss: {ctc: {label_length: 2}}, optimizer: sgd}
    """

  @Test(arguments: specs) func everyPlantedMistakeIsNoticed(_ spec: String, _ names: Int) throws {
    var compilation = try Specs.compile(spec)
    #expect(try verify(compilation, tolerance: 1e-4, options: RunOptions()).passes)

    let plan = try #require(try compilation.plan(batch: 3, purpose: .gradient(isTraining: true)))
    let forward = try #require(try compilation.plan(batch: 3, purpose: .evaluation)).steps.count
    // The backward steps that a wrong factor makes wrong, one of each name; the loss's own gradient too.
    let backward = Set(plan.steps.dropFirst(forward).map(\.name)).subtracting(["pack", "fill"])
    #expect(backward.count >= names, "\(backward.sorted())")
    for name in backward.sorted() {
      let report = try verify(compilation, tolerance: 1e-4, options: RunOptions()) { plan in
        var plan = plan
        if let last = plan.steps.lastIndex(where: { $0.name == name }), last >= forward {
          let result = plan.steps[last].operands.results[0]
          plan.steps.insert(
            Scale(result, result, count: plan.buffers[result.index].words, factor: 1.03), at: last + 1)
        }
        return plan
      }
      #expect(!report.passes, "a wrong '\(name)' went unnoticed")
    }
  }
}
