import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// Recurrent and lookup layers, as a spec names them.
@Suite struct RecurrentLayerTests {
  /// Every formula and option that changes one.
  static let layers = [
    "simple_rnn: {units: 5}",
    "simple_rnn: {units: 17, return_sequences: true, activation: gelu, use_bias: false}",
    "simple_rnn: {units: 5, return_sequences: true, go_backwards: true, activation: sigmoid}",
    "lstm: {units: 5}",
    "lstm: {units: 17, return_sequences: true, use_bias: false, unit_forget_bias: false}",
    "lstm: {units: 4, go_backwards: true, activation: softsign, recurrent_activation: hard_sigmoid}",
    "lstm: {units: 6, return_sequences: true, use_peepholes: true}",
    "lstm: {units: 6, return_sequences: true, use_peepholes: true, cell_clip: 0.2, num_proj: 3}",
    "lstm: {units: 3, num_proj: 7, activation: silu, recurrent_activation: gelu}",
    "gru: {units: 5}",
    "gru: {units: 17, return_sequences: true, reset_after: false}",
    "gru: {units: 5, return_sequences: true, go_backwards: true, use_bias: false}",
    "gru: {units: 5, reset_after: false, use_bias: false, activation: silu, recurrent_activation: softplus}",
    "gru: {units: 4, return_sequences: true, activation: silu, recurrent_activation: gelu}",
    "simple_rnn: {units: 5, activation: softmax, return_sequences: true}",
    "lstm: {units: 5, activation: softmax, recurrent_activation: log_softmax}",
    "gru: {units: 5, activation: log_softmax, recurrent_activation: softmax, return_sequences: true}",
    "gru: {units: 5, activation: softmax, recurrent_activation: softmax, reset_after: false}",
    "lstm: {units: 5, stateful: true, use_peepholes: true}",
    "gru: {units: 4, stateful: true, go_backwards: true}",
    "simple_rnn: {units: 3, dropout: 0.4, recurrent_dropout: 0.4}",
    "lstm: {units: 5, keep_prob: 0.7, recurrent_keep_prob: 0.6, return_sequences: true}",
    "lstm: {units: 5, recurrent_dropout: 0.5, num_proj: 3}",
    "gru: {units: 5, recurrent_dropout: 0.5}",
    "gru: {units: 5, recurrent_dropout: 0.5, reset_after: false}",
    "rnn: {cell: [{gru_cell: {units: 4, recurrent_dropout: 0.3}}, {lstm_cell: {units: 3}}], stateful: true}",
    "rnn: {cell: {simple_rnn_cell: {units: 4}}, return_sequences: true, go_backwards: true}",
    "bidirectional: {layer: {lstm: {units: 4, return_sequences: true}}}",
    "bidirectional: {merge_mode: mul, layer: {gru: {units: 4, dropout: 0.5, stateful: true}}}",
    "bidirectional: {merge_mode: ave, layer: {rnn: {cell: [{simple_rnn_cell: {units: 4}}, {lstm_cell: {units: 3}}]}}}",
    "time_distributed: {layer: {dense: {units: 4, activation: tanh}}}",
  ]

  /// Steps left out: at the start, in between, at the end, and all of them.
  private static let masked = [
    "lstm: {units: 4}", "lstm: {units: 4, return_sequences: true, num_proj: 3, use_peepholes: true}",
    "gru: {units: 4, return_sequences: true, reset_after: false}",
    "gru: {units: 4, go_backwards: true, stateful: true}",
    "simple_rnn: {units: 4, return_sequences: true, recurrent_dropout: 0.4, stateful: true}",
    "bidirectional: {layer: {gru: {units: 3, return_sequences: true}}}",
  ]

  static func compile(_ layers: String, input: String = "input: [6, 3]", loss: String = "mean_squared_error")
    throws -> Compilation
  {
    try Specs.compile(
      """
      \(input)
      layers:
        - \(layers)
      train: {loss: \(loss), optimizer: sgd}
      """)
  }

  @Test(arguments: layers) func gradientsAreThoseOfFiniteDifferences(_ layer: String) throws {
    let report = try verify(Self.compile(layer), tolerance: 1e-4, options: RunOptions())
    #expect(report.passes, "\(report.text)")
  }

  @Test(arguments: masked, ["embedding: {input_dim: 3, output_dim: 3, mask_zero: true}", "lengths"])
  func gradientsOfMaskedSequencesAreThoseOfFiniteDifferences(_ layer: String, _ mask: String) throws {
    let compilation =
      mask == "lengths"
      ? try Self.compile(
        layer.replacing(": {", with: ": {inputs: x, ", maxReplacements: 1),
        input: "inputs: {x: {shape: [7, 3], sequence_length: n}, n: {shape: [1], dtype: int32}}")
      : try Self.compile("\(mask)\n  - \(layer)", input: "inputs: {words: {shape: [7], dtype: int32}}")
    let report = try verify(compilation, tolerance: 1e-4, options: RunOptions())
    #expect(report.passes, "\(report.text)")
  }

  @Test(arguments: [
    "embedding: {input_dim: 11, output_dim: 5}\n  - lstm: {units: 4, return_sequences: true}\n  - dense: {units: 3}",
    "one_hot: {depth: 11}\n  - gru: {units: 4}\n  - dense: {units: 3}",
    "embedding: {input_dim: 11, output_dim: 5, embeddings_regularizer: l2}\n  - flatten\n  - dense: {units: 3}",
  ])
  func numbersAreLookedUp(_ layers: String) throws {
    let compilation = try Self.compile(layers, input: "inputs: {words: {shape: [7], dtype: int32}}")
    let report = try verify(compilation, tolerance: 1e-4, options: RunOptions())
    #expect(report.passes, "\(report.text)")
  }

  @Test func theForgetGateStartsOpen() throws {
    let compilation = try Self.compile("lstm: {units: 3}")
    let bias = try #require(compilation.graph?.parameter(named: "lstm/bias"))
    var values = [Float](repeating: .nan, count: 12)
    bias.initializer.fill(&values, shape: bias.shape, key: RandomKey(seed: 1, purpose: .data))
    #expect(values == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
  }

  @Test(arguments: [
    ("dense: {units: 2}", "inputs: {words: {shape: [7], dtype: int32}}", "wrong-type"),
    ("embedding: {input_dim: 3, output_dim: 2}", "input: [7]", "wrong-type"),
    ("lstm: {units: 2}", "input: [7]", "shape-mismatch"),
    ("gru: {units: 2, activation: {softmax: {axis: 0}}}", "input: [7, 2]", "wrong-axis"),
    ("gru: {units: 1000000000000}", "input: [7, 2]", "too-large"),
  ])
  func mistakesAreReported(_ layer: String, _ input: String, _ id: String) {
    let text = "\(input)\nlayers:\n  - \(layer)\n"
    let compilation = Compilation(file: "wrong.yaml", bytes: Array(text.utf8))
    #expect(compilation.diagnostics.all.map(\.id) == [id])
  }
}
