import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// Dropout within recurrent layers against Keras, with the masks of `Tests/Oracle/make_dropout_fixtures.py` in place of
/// those that are drawn.
@Suite struct RecurrentDropoutTests {
  private static let file = Result {
    try WeightFile(
      path: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/recurrent_dropout/keras.safetensors").path)
  }
  private static let cases = (try? file.get())?.metadata.keys.filter { $0 != "keras" }.sorted() ?? []

  @Test func fixturesAreThere() { #expect(Self.cases.count == 12) }

  @Test(arguments: cases) func outputsAndGradientsAreKeras(_ name: String) throws {
    let file = try Self.file.get()
    func floats(_ tensor: String) throws -> [Float] { try file.tensor("\(name)/\(tensor)").floats() }
    let spec = """
      input: [5, 6]
      layers:
        - \(try #require(file.metadata[name]))
      train: {loss: mse}
      """
    var compilation = try Specs.compile(spec)
    let graph = try #require(compilation.graph)
    let layer = try #require(graph.nodes.first).name
    let plan = try #require(try compilation.plan(batch: 4, purpose: .gradient(isTraining: true)))
    let executor = try Executor(plan, pool: SharedThreadPool(threads: 1))
    for parameter in plan.parameters {
      let own = parameter.name.dropFirst(layer.count + 1)
      _ = try executor.floats(parameter.buffer).update(from: floats("weights/\(own)"))
    }
    let input = try floats("input")
    _ = executor.floats(plan.inputs[0].buffer).update(from: input)
    _ = try executor.floats(plan.targets[0].buffer).update(from: floats("target"))
    let inputMasks = file["\(name)/mask/input"] == nil ? [] : try floats("mask/input")
    let stateMasks = file["\(name)/mask/recurrent"] == nil ? [] : try floats("mask/recurrent")

    var inputsDropped = 0
    _ = executor.run(RunContext(seed: 1)) { index in
      guard let dropout = plan.steps[index] as? Dropout else { return false }
      let values = executor.floats(dropout.output)
      if plan.buffers[dropout.output.index].name.hasSuffix(".recurrent_dropout") {
        #expect(values.count == stateMasks.count)
        _ = values.update(from: stateMasks)
      } else {
        for place in values.indices {
          // [examples, time, features], whose mask is the same at all times.
          let (example, feature) = (place / 30, place % 6)
          values[place] = input[place] * inputMasks[(inputsDropped * 4 + example) * 6 + feature]
        }
        inputsDropped += 1
      }
      return false
    }
    // Each mask was asked for.
    #expect(inputsDropped * 24 == inputMasks.count)

    func expect(_ values: UnsafeMutableBufferPointer<Float>, _ tensor: String) throws {
      let expected = try floats(tensor)
      try #require(values.count == expected.count)
      let largest = expected.reduce(0) { max($0, abs($1)) }
      let worst = zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(worst <= 1e-5 * largest, "\(tensor) is off by \(worst) of \(largest)")
    }
    try expect(executor.floats(plan.outputs[0].buffer), "output")
    #expect(try abs(executor.loss - floats("loss")[0]) < 1e-6)
    #expect(plan.gradients.count == 3)
    for port in plan.gradients {
      try expect(executor.floats(port.buffer), "gradient/\(port.name.dropFirst(layer.count + 1))")
    }
  }
}
