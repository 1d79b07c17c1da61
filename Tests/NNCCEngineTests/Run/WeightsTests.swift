import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import NNCCRuntime
import Testing

@Suite struct WeightsTests {
  private static let spec = Specs.classifier(epochs: 1)

  private func graph() throws -> Graph { try #require(try Specs.compile(Self.spec).graph) }

  private func tensors(_ graph: Graph) throws -> [WeightFile.Tensor] {
    try graph.parameters.map { parameter in
      try .init(parameter.name, shape: parameter.shape, (0..<parameter.volume).map { Float($0) * 0.01 })
    }
  }

  private func error(_ tensors: [WeightFile.Tensor]) throws -> RunError {
    let directory = try TemporaryDirectory()
    try WeightFile(tensors).write(to: directory("w.safetensors"))
    return try #require(throws: RunError.self) { try readWeights(directory("w.safetensors"), for: graph()) }
  }

  @Test func everyFaultIsNamedInOneMessage() throws {
    var changed = try tensors(graph()).filter { $0.name != "conv2d/bias" }
    changed.append(try .init("conv2d/bais", shape: [3], [0, 0, 0] as [Float]))
    changed.append(try .init("stranger", shape: [1], [0] as [Float]))
    let logits = try #require(changed.firstIndex { $0.name == "logits/bias" })
    changed[logits] = try .init("logits/bias", shape: [6], Array(repeating: Float(0), count: 6))
    let dense = try #require(changed.firstIndex { $0.name == "dense/bias" })
    changed[dense] = try .init(
      "dense/bias", shape: [12], Array(repeating: Float(0), count: 11) + [Float.nan])

    let error = try error(changed)
    #expect(error.diagnostics.count == 1)
    let notes = try #require(error.diagnostics.first).notes.map(\.message)
    #expect(error.description.contains("w.safetensors: 5 tensors do not fit the network 'tiny'"))
    #expect(notes.contains("tensor 'conv2d/bias' is missing; the file has 'conv2d/bais'"))
    #expect(
      notes.contains { $0.hasPrefix("tensor 'conv2d/bais'") && $0.hasSuffix("did you mean 'conv2d/bias'?") })
    #expect(notes.contains { $0.hasPrefix("tensor 'stranger'") })
    #expect(notes.contains { $0.hasPrefix("tensor 'logits/bias' has shape [6]") })
    #expect(notes.contains { $0.hasPrefix("tensor 'dense/bias' holds 1 elements that are NaN") })
  }

  @Test func aFileThatIsNoneIsNamed() throws {
    let directory = try TemporaryDirectory()
    try AtomicFile.write(Array("hello".utf8), to: directory("w.safetensors"))
    let graph = try graph()
    for name in ["w.safetensors", "missing.safetensors", "missing.npz"] {
      let error = try #require(throws: RunError.self) { try readWeights(directory(name), for: graph) }
      #expect(error.description.contains(name), "\(error)")
    }
  }

  @Test func npzAndSafetensorsStartTheSameRun() throws {
    let graph = try graph()
    let tensors = try tensors(graph)
    let weights = try TemporaryDirectory()
    try WeightFile(tensors).write(to: weights("w.safetensors"))
    try NPZArchive.write(
      tensors.map { (key: $0.name, array: NDArray(shape: $0.shape, .float32(try $0.floats()))) },
      to: weights("w.npz"))
    let runs = try ["w.safetensors", "w.npz"].map { name in
      let directory = try TemporaryDirectory()
      try run(Self.spec, in: directory, weights: weights(name))
      return try directory.trainedWeights()
    }
    #expect(runs[0] == runs[1])
    let fresh = try TemporaryDirectory()
    try run(Self.spec, in: fresh)
    #expect(try fresh.trainedWeights() != runs[0])
  }

  @Test func aCheckpointHasWeightsToo() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(epochs: 1, data: "normalize: standard"), in: directory)
    let graph = try graph()
    let fromCheckpoint = try readWeights(directory("run/checkpoint.safetensors"), for: graph)
    let weights = try readWeights(directory("run/weights.safetensors"), for: graph)
    for parameter in graph.parameters { #expect(fromCheckpoint[parameter.name] == weights[parameter.name]) }
    #expect(fromCheckpoint.tensors.count == weights.tensors.count)
    for (key, value) in weights.metadata { #expect(fromCheckpoint.metadata[key] == value) }
  }

  @Test func trainedWeightsSayWhereTheyComeFrom() throws {
    let directory = try TemporaryDirectory()
    try run(Specs.classifier(epochs: 1, data: "normalize: standard"), in: directory)
    let metadata = try WeightFile(path: directory("run/weights.safetensors")).metadata
    #expect(metadata["network"] == "tiny")
    #expect(metadata["nncc_version"] == nnccVersion)
    #expect(metadata["spec_hash"]?.count == 16)
    #expect(metadata["normalization"]?.contains("input/offset ") == true)
  }
}
