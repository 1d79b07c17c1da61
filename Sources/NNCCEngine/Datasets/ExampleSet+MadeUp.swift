import NNCCCompiler

extension ExampleSet {
  /// Made-up examples that a network can be run and differentiated on: inputs of noise, labels that are classes,
  /// and targets within what each loss is defined for. Equal arguments give equal examples.
  ///
  /// - Parameter losses: the network's, or none to have inputs alone.
  /// - Throws: `DatasetError.tooLarge`.
  package init(madeUpFor graph: Graph, losses: [Training.OutputLoss], count: Int, seed: UInt64 = 0) throws {
    try self.init(
      syntheticExamples: count, classes: 1, layout: ExampleLayout(graph, losses: losses), seed: seed,
      hasSoftTargets: true)
  }
}
