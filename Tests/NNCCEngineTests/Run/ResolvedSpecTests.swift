import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import NNCCRuntime
import Testing

/// The spec that a run leaves behind.
@Suite struct ResolvedSpecTests {
  /// Every spec and every fixture means the same with its defaults written out.
  @Test func defaultsThatAreWrittenOutChangeNothing() throws {
    #expect(ArithmeticCase.names.count > 700)
    for name in ArithmeticCase.names {
      let example = try ArithmeticCase(name)
      let compilation = Compilation(file: "a.yaml", bytes: Array(example.spec.utf8), overrides: example.overrides)
      let (spec, graph) = (try #require(compilation.spec), try #require(compilation.graph))
      let resolved = resolvedYAML(try #require(compilation.resolvedSpec { $0 }))
      let again = Compilation(file: "b.yaml", bytes: Array(resolved.utf8))
      let messages = TextFormatter().format(again.diagnostics.all, in: again.sources)
      #expect(
        again.diagnostics.all.count == compilation.diagnostics.all.count, "\(name): \(messages)")
      guard let againSpec = again.spec, let againGraph = again.graph, again.isValid else { continue }
      #expect(againGraph.tensors.map(\.shape) == graph.tensors.map(\.shape), "\(name)")
      #expect(againGraph.parameters.map(\.name) == graph.parameters.map(\.name), "\(name)")
      #expect(Meaning(trainingOf: againSpec, againGraph).hash == Meaning(trainingOf: spec, graph).hash, "\(name)")
      #expect(
        NetworkIdentity(againGraph, data: againSpec.data).metadata == NetworkIdentity(graph, data: spec.data).metadata)
      #expect(again.resolvedSpec { $0 }.map(resolvedYAML) == resolved, "\(name)")
    }
  }

  @Test func itHoldsTheNameAndTheDefaults() throws {
    let compilation = Compilation(
      file: "small.yaml",
      bytes: Array("input: [2]\nlayers:\n  - dense: {units: 3}\n  - relu\ntrain: {loss: mse, steps: 4}\n".utf8),
      overrides: ["layers.dense.units=4"])
    #expect(
      resolvedYAML(try #require(compilation.resolvedSpec { $0 })) == """
        name: small
        input: [2]
        layers:
          - dense:
              units: 4
              use_bias: true
              kernel_initializer: glorot_uniform
              bias_initializer: zeros
              trainable: true
          - relu: {negative_slope: 0, threshold: 0, trainable: true}
        train:
          loss: {mse: {reduction: sum_over_batch_size}}
          steps: 4
          optimizer:
            rmsprop: {learning_rate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-07, centered: false}
          batch_size: 32
          shuffle: true
          seed: 0
          validation_split: 0
          last_batch: keep
        nncc: 1
        precision: float32

        """)
  }

  /// From a folder elsewhere, and reached through a link.
  @Test func itRunsFromWhereItLies() throws {
    let directory = try TemporaryDirectory()
    let files = FileManager.default
    try files.createDirectory(atPath: directory("project/data"), withIntermediateDirectories: true)
    try files.createDirectory(atPath: directory("far/away"), withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: directory("link"), withDestinationPath: directory("far/away"))
    try NPY.write(NDArray(shape: [8, 2], .float32((0..<16).map(Float.init))), to: directory("project/data/x.npy"))
    try NPY.write(NDArray(shape: [8, 1], .float32((0..<8).map(Float.init))), to: directory("y.npy"))
    let spec = """
      input: [2]
      layers:
        - dense: {units: 1}
      train: {loss: mse, optimizer: adam, batch_size: 3, epochs: 2}
      data:
        train: {npy: {inputs: data/x.npy, targets: \(directory("y.npy"))}}
        test: {npy: {inputs: data/x.npy, targets: ../y.npy}}
      """
    func trained(_ file: String, _ text: String, _ folder: String) throws -> RunResult {
      var options = RunOptions()
      options.folder = folder
      options.threads = 1
      let compilation = Compilation(file: file, bytes: Array(text.utf8))
      var reporter: any TrainingReporter = QuietReporter()
      var result = try train(
        compilation, specDirectory: (file as NSString).deletingLastPathComponent, options: options, reporter: &reporter)
      (result.seconds, result.folder) = (0, nil)
      return result
    }
    let first = try trained(directory("project/small.yaml"), spec, directory("link/run"))
    let left = try directory.text("link/run/spec.yaml")
    #expect(left.contains("name: small\n"))
    #expect(left.contains("inputs: ../../../project/data/x.npy"))
    #expect(left.contains("targets: \(directory("y.npy"))"))
    #expect(try trained(directory("link/run/spec.yaml"), left, directory("again")) == first)
    #expect(try directory.text("again/spec.yaml").contains("inputs: ../project/data/x.npy"))
  }
}
