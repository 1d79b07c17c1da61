import NNCCCompiler
import NNCCRuntime

/// Takes the scores of a network: the metrics that it has, with their names.
package struct Scorer: Sendable {
  package let metrics: [OutputMetric]
  /// Whether there is a loss to take the mean of.
  package let hasLoss: Bool

  package init(hasLoss: Bool, metrics: [OutputMetric]) {
    self.hasLoss = hasLoss
    self.metrics = metrics
  }

  /// The metrics of a spec for each output that has a target.
  ///
  /// - Parameter preprocessing: of the data, in whose units mse and mae are.
  package init(_ training: Training, graph: Graph, preprocessing: Preprocessing) {
    hasLoss = true
    metrics = training.outputMetrics(graph).map { metric in
      let loss = training.losses[metric.loss]
      let output = graph.outputs[loss.output]
      return OutputMetric(
        name: metric.name, metric.metric, output: loss.output, target: metric.loss,
        shape: graph.tensors[output.tensor].shape, hasLabels: loss.isSparse,
        hasLogits: loss.readsClassLogits ?? false, unit: preprocessing.unit(of: output.name))
    }
  }

  package var emptySums: ScoreSums { ScoreSums(metrics: metrics.count) }

  /// Adds each metric of a batch that an executor has just run. Allocates nothing.
  package func addMetrics(
    of executor: Executor, _ examples: ExampleSet, batch: ArraySlice<Int>, to sums: inout ScoreSums
  ) {
    for (index, metric) in metrics.enumerated() {
      let output = executor.plan.outputs[metric.output]
      let sum = metric.sum(
        executor.floats(output.buffer), mask: output.mask.map(executor.floats),
        examples.targets[metric.target].elements, batch: batch)
      sums.metrics[index] += sum.score
      sums.counts[index] += sum.rows
    }
  }

  /// The means.
  package func scores(_ sums: ScoreSums) -> Scores {
    Scores(
      loss: hasLoss ? sums.meanLoss : nil,
      metrics: metrics.enumerated().map { .init(name: $1.name, value: $1.score(ofMean: sums.meanMetric($0))) })
  }
}
