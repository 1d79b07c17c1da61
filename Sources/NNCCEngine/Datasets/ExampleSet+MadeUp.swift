import NNCCCompiler
import NNCCRuntime

extension ExampleSet {
  /// Made-up examples that a network can be run and differentiated on: inputs of noise, labels that are classes,
  /// and targets within what each loss is defined for. Equal arguments give equal examples.
  ///
  /// - Parameter losses: the network's, or none to have inputs alone.
  /// - Throws: `DatasetError.tooLarge`.
  package init(madeUpFor graph: Graph, losses: [Training.OutputLoss], count: Int, seed: UInt64 = 0) throws {
    var layout = ExampleLayout(graph, losses: losses)
    // With one class and no rule float targets are noise in −1 ..< 1.
    for index in layout.targets.indices { layout.targets[index].rule = nil }
    try self.init(syntheticExamples: count, classes: 1, layout: layout, seed: seed)
    for (index, loss) in losses.enumerated() {
      guard case .float32(let noise) = targets[index].elements, case .ofRows(let kind) = loss.kind else { continue }
      let classes = targets[index].slot.shape.last ?? 1
      targets[index].elements = .float32(kind.targets(from: noise, classes: classes))
    }
  }
}

extension Loss {
  /// Targets that the loss is defined for.
  ///
  /// - Parameter noise: uniform in −1 ..< 1, rows of `classes`
  fileprivate func targets(from noise: [Float], classes: Int) -> [Float] {
    switch self {
    case .binaryCrossentropy: noise.map { ($0 + 1) / 2 }
    case .categoricalCrossentropy, .klDivergence: Self.distributions(from: noise, classes: classes)
    case .poisson: noise.map { ($0 + 1) * 2 }
    case .hinge: noise.map { $0 < 0 ? -1 : 1 }
    default: noise
    }
  }

  /// Rows of positive numbers that sum to 1.
  private static func distributions(from noise: [Float], classes: Int) -> [Float] {
    var values = noise.map { $0 + 1.125 }
    for start in stride(from: 0, to: values.count, by: classes) {
      let row = start..<(start + classes)
      let sum = values[row].reduce(0, +)
      for index in row { values[index] /= sum }
    }
    return values
  }
}
