/// What is reported beside the loss.
extension Training {
  /// A metric, whatever it is of.
  package enum Metric: Sendable, Hashable {
    case accuracy
    case topK(Int)
    case meanSquaredError
    case meanAbsoluteError
    case perplexity

    package var name: String {
      switch self {
      case .accuracy: "accuracy"
      case .topK: "top_k_accuracy"
      case .meanSquaredError: "mse"
      case .meanAbsoluteError: "mae"
      case .perplexity: "perplexity"
      }
    }

    /// Whether it is of outputs and targets that are numbers, which those of classes are not.
    package var comparesNumbers: Bool {
      switch self {
      case .meanSquaredError, .meanAbsoluteError: true
      case .accuracy, .topK, .perplexity: false
      }
    }

    /// Whether more is better.
    package var isToRise: Bool {
      switch self {
      case .accuracy, .topK: true
      case .meanSquaredError, .meanAbsoluteError, .perplexity: false
      }
    }
  }

  /// A metric of one output.
  package struct MetricOfOutput: Sendable {
    /// As logs have it: `accuracy`, or `<output>_accuracy` where several outputs have a loss.
    package var name: String
    package var metric: Metric
    /// Index into the losses.
    package var loss: Int
  }

  /// The metrics of each output that they can be of, in the losses' order.
  package func outputMetrics(_ graph: Graph) -> [MetricOfOutput] { Self.outputMetrics(metrics, of: losses, graph) }

  static func outputMetrics(_ metrics: [Metric], of losses: [OutputLoss], _ graph: Graph) -> [MetricOfOutput] {
    losses.enumerated().flatMap { index, loss in
      let prefix = losses.count > 1 ? graph.outputs[loss.output].name + "_" : ""
      return metrics.filter { !(loss.isSparse && $0.comparesNumbers) }.map {
        MetricOfOutput(name: prefix + $0.name, metric: $0, loss: index)
      }
    }
  }
}
