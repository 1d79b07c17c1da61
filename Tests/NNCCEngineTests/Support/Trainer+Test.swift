import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

extension Trainer {
  /// A trainer of a spec on its training part, at the start.
  static func make(_ text: String) throws -> Trainer {
    var compilation = try Specs.compile(text)
    let graph = try #require(compilation.graph)
    let training = try #require(compilation.training)
    let data = try RunData(
      #require(compilation.spec), layout: ExampleLayout(graph, losses: training.losses),
      validationSplit: training.validationSplit, seed: training.seed, directory: ".", preprocessing: nil)
    let examples = try #require(data.training)
    var plans: [Plan] = []
    for size in BatchExecutors.sizes(
      examples.count, batchSize: training.batchSize, keepsLast: training.keepsLastBatch)
    {
      plans.append(try #require(try compilation.plan(batch: size, purpose: .training)))
    }
    let trainer = try Trainer(
      training, graph: graph, plans: plans, examples: examples, pool: SharedThreadPool(threads: 1))
    try trainer.start(nil)
    return trainer
  }

  /// Every parameter and slot.
  var state: [[Float]] {
    (executor.plan.parameters.map(\.buffer) + executor.plan.slots.map(\.buffer)).map {
      Array(executor.floats($0))
    }
  }
}
