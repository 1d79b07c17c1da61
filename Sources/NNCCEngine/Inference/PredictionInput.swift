import NNCCCompiler
import NNCCInterchange
import NNCCRuntime

/// What a user wants predicted.
package enum PredictionInput {
  /// [examples, …] by the inputs' names, or one example of each.
  case arrays([String: NDArray])
  /// Rows with the columns that the spec's `csv` source says; those of targets may be missing.
  ///
  /// `origin` is what they are called in errors.
  case table([UInt8], origin: String)
  /// A part of the spec's data.
  case part(DataPart)

  /// The parts of `data:`.
  package enum DataPart: String, Sendable, CaseIterable {
    case train, validation, test
  }

  /// The examples, preprocessed as those that the weights learned from, and how.
  ///
  /// - Parameter directory: what the spec's paths are relative to.
  /// - Throws: `RunError`.
  package func examples(
    for compilation: Compilation, weights: WeightFile, directory: String, acceptsOtherClasses: Bool = false
  ) throws -> (ExampleSet, Preprocessing) {
    let graph = try compilation.requireGraph()
    let data = compilation.spec?.data
    var preprocessing = try Preprocessing(data, savedWith: weights)
    if case .part(let part) = self {
      return try part.examples(
        of: compilation, preprocessing, directory, seed: SplitSeed.of(weights, compilation),
        acceptsOtherClasses: acceptsOtherClasses)
    }
    try preprocessing.name(
      ClassNames(data, directory: directory), target: nil, at: data?.range(of: DataSection.classes),
      acceptsOther: acceptsOtherClasses)
    let layout = ExampleLayout(graph, losses: [])
    switch self {
    case .arrays(let arrays):
      return (
        try exampleSet(compilation, weights: weights, layout, inputs: arrays, targets: [:]), preprocessing
      )
    case .table(let bytes, let origin):
      guard case .csv(let options)? = data?.sources.first else {
        throw RunError("data", "\(origin): 'data:' of the spec has no 'csv' that says which columns are features")
      }
      let examples = try reportingFaults("data") {
        let table = try TableSource(options, directory: directory).table(bytes, origin: origin)
        let windows = TableWindows(
          features: options.features, targets: [], window: options.window, horizon: 0, stride: options.stride)
        for name in windows.features where !table.header.contains(name) {
          throw DatasetError.unknownColumn(origin: table.path, name: name, known: table.header)
        }
        var examples = try ExampleSet(
          table, encoding: preprocessing.encoding ?? TableEncoding(metadata: [:]), windows: windows, layout: layout)
        try preprocessing.apply(to: &examples)
        return examples
      }
      return (examples, preprocessing)
    case .part: throw InternalError("a part of the data has been read before")
    }
  }
}

extension PredictionInput.DataPart {
  fileprivate func examples(
    of compilation: Compilation, _ preprocessing: Preprocessing, _ directory: String, seed: UInt64,
    acceptsOtherClasses: Bool
  ) throws -> (ExampleSet, Preprocessing) {
    guard let spec = compilation.spec else { throw InternalError("a compilation without a spec") }
    let training = compilation.training
    let data = try RunData(
      spec, layout: ExampleLayout(compilation.requireGraph(), losses: training?.losses ?? []),
      validationSplit: training?.validationSplit ?? 0, seed: seed, directory: directory,
      preprocessing: preprocessing, acceptsOtherClasses: acceptsOtherClasses, only: self)
    let part: ExampleSet? =
      switch self {
      case .train: data.training
      case .validation: data.validation
      case .test: data.test
      }
    guard let part else {
      throw RunError("data", at: spec.data?.range, "'data:' has no part '\(rawValue)'")
    }
    return (part, data.preprocessing)
  }
}
