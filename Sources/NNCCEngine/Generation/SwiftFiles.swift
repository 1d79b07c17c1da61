import Foundation
import NNCCCompiler
import NNCCRuntime

/// What `nncc compile -o` writes for one spec.
package struct SwiftFiles: Sendable {
  private var files: [(name: String, bytes: [UInt8])] = []

  /// What they are called.
  package var names: [String] { files.map(\.name) }

  /// The network as Swift, with its weights where some are given.
  ///
  /// - Parameters:
  ///   - weights: the path of a weight file, which gets a golden example and stands beside the Swift file.
  ///   - embedsWeights: puts them into a second Swift file instead.
  ///   - acceptsOther: whether they may be of another network.
  ///   - warn: is told where they do not say which network they are of.
  /// - Returns: nil after adding diagnostics.
  /// - Throws: `RunError` where the weights are at fault; `InternalError`.
  package init?(
    _ compilation: inout Compilation, _ options: GenerationOptions, weights: String?, embedsWeights: Bool,
    acceptsOther: Bool = false, warn: (Diagnostic) -> Void = { _ in }
  ) throws {
    guard let source = try compilation.swiftSource(options), let typeName = compilation.swiftTypeName
    else { return nil }
    files.append((typeName + ".swift", Array(source.utf8)))
    guard let weights else { return }
    let file = try weightsWithGolden(
      compilation, readWeights(weights, for: compilation, acceptsOther: acceptsOther, warn: warn), options)
    if embedsWeights {
      let spec = compilation.sources[0]?.name.split(separator: "/").last.map(String.init) ?? ""
      let text = embeddedWeightsSource(file, typeName: typeName, spec: spec)
      files.append((typeName + "Weights.swift", Array(text.utf8)))
    } else {
      files.append((typeName + ".safetensors", file.serialized()))
    }
  }

  /// Writes those that differ from what is there, but none over a file that was not made from this spec.
  ///
  /// - Throws: `RunError`, before anything is written where a file is in the way.
  package func write(to folder: String) throws {
    do {
      try makeFolder(folder)
    } catch {
      throw RunError("output", "cannot make the folder \(folder): \(error)")
    }
    try reportingFaults("output") {
      let swift = files.filter { $0.name.hasSuffix(".swift") }.map {
        GeneratedFile($0.bytes, at: "\(folder)/\($0.name)")
      }
      for file in swift { _ = try file.requirePlace() }
      for (name, bytes) in files where !name.hasSuffix(".swift") {
        try Self.requireCompiledWeights("\(folder)/\(name)")
        try AtomicFile.update(bytes, at: "\(folder)/\(name)")
      }
      for file in swift { try file.write() }
    }
  }

  /// Only weights that were put beside a Swift file before, of which others are a copy, may go.
  private static func requireCompiledWeights(_ path: String) throws {
    guard FileContents.exists(path) else { return }
    let file = try WeightFile(path: path)
    guard file.tensors.contains(where: { GoldenExample.contains($0.name) }) else {
      throw GeneratedFile.Taken(path: path)
    }
  }
}

/// Weights with one made-up example, the outputs that they give for it, and what the weights say of their data.
private func weightsWithGolden(
  _ compilation: Compilation, _ weights: WeightFile, _ options: GenerationOptions
) throws -> WeightFile {
  let graph = try compilation.requireGraph()
  // An app could not use weights without the statistics that its inputs are normalized by.
  let data = try Preprocessing(compilation.spec?.data, savedWith: weights)
  var resources = RunOptions()
  resources.memoryLimit = options.memoryLimit
  let plan = try compilation.requirePlan(batch: 1, purpose: .inference, options: resources)
  let executor = try reportingFaults("memory") { try Executor(plan, pool: SharedThreadPool(threads: 1)) }
  try executor.load(weights)
  executor.prepare()
  let examples = try reportingFaults("memory") { try ExampleSet(madeUpFor: graph, losses: [], count: 1) }
  BatchExecutor(executor).load(examples, [0])
  let inputs = try zip(graph.inputs, examples.inputs).map { input, array in
    let shape = [1] + graph.tensors[input.tensor].shape
    return switch array.elements {
    case .float32(let values): try WeightFile.Tensor(input.name, shape: shape, values)
    case .int32(let values): try WeightFile.Tensor(input.name, shape: shape, values)
    }
  }
  executor.run()
  for output in plan.outputs where !executor.floats(output.buffer).allSatisfy(\.isFinite) {
    throw RunError(
      "not-finite", at: graph.outputs.first { $0.name == output.name }?.range,
      "with these weights '\(output.name)' is not finite for a made-up example, so that nothing could be compared with it"
    )
  }
  let outputs = try plan.outputs.map { output in
    try WeightFile.Tensor(output.name, shape: output.shape, Array(executor.floats(output.buffer)))
  }
  let parameters = try graph.parameters.map { parameter in
    try WeightFile.Tensor(parameter.name, shape: parameter.shape, weights[parameter.name]?.floats() ?? [])
  }
  let metadata = ["network": graph.name]
    .merging(NetworkIdentity(graph, data: compilation.spec?.data).metadata) { own, _ in own }
  return try WeightFile(
    parameters + GoldenExample(inputs: inputs, outputs: outputs).tensors,
    metadata: data.metadata.merging(metadata) { _, own in own })
}
