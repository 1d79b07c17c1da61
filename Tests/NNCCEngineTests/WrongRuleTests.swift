import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// `verify` must notice a gradient rule that is wrong by 3 %, whichever it is.
@Suite struct WrongRuleTests {
  /// Between them they have every step that a backward pass can have.
  private static let specs = [images, sequences]

  private static let images = """
    inputs: {image: [9, 9, 2], other: [9, 9, 2]}
    layers:
      - conv2d: {name: a, inputs: image, filters: 4, kernel_size: 3, padding: same, activation: tanh}
      - conv2d: {name: b, inputs: other, filters: 4, kernel_size: 3, padding: same, reuse: a}
      - multiply: {inputs: [a, b]}
      - local_response_normalization: {depth_radius: 1}
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

  /// What each step of a plan gives that is a gradient, if it does: those after the loss, and the loss's own.
  private static func gradients(_ plan: Plan) -> [BufferID?] {
    let loss = plan.steps.lastIndex { step in plan.loss.map { step.writes.contains($0) } ?? false }
    let forward = loss.map { $0 + 1 } ?? plan.steps.count
    return plan.steps.enumerated().map { index, step in
      guard !["pack", "fill"].contains(step.name) else { return nil }
      let results = step.operands.results
      return index < forward ? results.first { plan.buffers[$0.index].role == .gradient } : results[0]
    }
  }

  /// The names of the steps of a spec's backward pass.
  private static func backward(_ compilation: Compilation) throws -> Set<String> {
    var compilation = compilation
    let plan = try #require(try compilation.plan(batch: 3, purpose: .gradient(isTraining: true)))
    return Set(zip(plan.steps, gradients(plan)).filter { $1 != nil }.map(\.0.name))
  }

  @Test func everyStepOfABackwardPassIsHere() throws {
    let here = try Self.specs.reduce(into: Set()) { $0.formUnion(try Self.backward(Specs.compile($1))) }
    for name in ArithmeticCase.names where name.hasPrefix("keras") {
      let compilation = try Specs.compile(ArithmeticCase(name).spec)
      guard compilation.training != nil else { continue }
      let missing = try Self.backward(compilation).subtracting(here)
      #expect(missing.isEmpty, "\(name)")
    }
  }

  @Test(arguments: specs) func everyPlantedMistakeIsNoticed(_ spec: String) throws {
    let compilation = try Specs.compile(spec)
    #expect(try verify(compilation, tolerance: 1e-4, options: RunOptions()).passes)
    for name in try Self.backward(compilation).sorted() {
      let report = try verify(compilation, tolerance: 1e-4, options: RunOptions()) { plan in
        var plan = plan
        let gradients = Self.gradients(plan)
        if let last = gradients.indices.last(where: { gradients[$0] != nil && plan.steps[$0].name == name }),
          let gradient = gradients[last]
        {
          plan.steps.insert(
            Scale(gradient, gradient, count: plan.buffers[gradient.index].words, factor: 1.03), at: last + 1)
        }
        return plan
      }
      #expect(!report.passes, "a wrong '\(name)' went unnoticed")
    }
  }
}
