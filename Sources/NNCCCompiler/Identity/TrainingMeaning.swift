extension Meaning {
  /// What decides which numbers training makes: two specs with one such meaning train to the same bits.
  ///
  /// It is the layers with all their options, the loss, the optimizer, the order and size of batches, the seed and what is
  /// done to the inputs. Not part of it are how long training goes on, what is only reported, where files are, and how
  /// often checkpoints are written: all of that may change when a run is resumed.
  package init(trainingOf spec: Spec, _ graph: Graph) {
    self.init()
    add(graph, .training) { $0.name }
    if let training = spec.train { add(training, "train.", .training) }
    guard let data = spec.data else { return }
    add(data, "data.", .training)
    if let source = data[DataSection.training] { add(source.options, "data.train's ", .training) }
  }
}
