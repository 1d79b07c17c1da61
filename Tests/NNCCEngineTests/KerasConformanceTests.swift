import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCRuntime
import Testing

/// Every fixture of `Tests/Oracle` against what Keras computed for the same spec, weights and batch.
///
/// Tolerances are relative to the largest value of each tensor.
@Suite struct KerasConformanceTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/keras").standardized

  static let cases: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".safetensors") }.sorted()
  }()

  @Test func fixturesAreThere() { #expect(Self.cases.count > 300) }

  @Test(arguments: cases) func outputsLossGradientsAndTrainedWeights(_ name: String) throws {
    #expect(try KerasFixture(WeightFile(path: Self.folder.appending(path: name).path)).differences() == [])
  }
}

/// A fixture's spec, compiled, and its tensors.
struct KerasFixture {
  let file: WeightFile
  let graph: Graph
  let training: Training?
  let batch: Int

  init(_ file: WeightFile) throws {
    let spec = try #require(file.metadata["spec"])
    let compilation = Compilation(file: "spec.yaml", bytes: Array(spec.utf8))
    let messages = TextFormatter().format(
      compilation.diagnostics.all.filter { $0.severity == .error }, in: compilation.sources)
    try #require(compilation.isValid, "\(messages)\n\(spec)")
    try self.init(file, compilation)
  }

  /// With a spec in place of the fixture's.
  init(_ file: WeightFile, _ compilation: Compilation) throws {
    self.file = file
    graph = try #require(compilation.graph)
    training = compilation.training
    batch = try #require(file.metadata["batch"].flatMap { Int($0) })
  }

  /// What of outputs, losses, gradients and trained weights is not as Keras computed it.
  func differences() throws -> [String] {
    var found: [String] = []
    func expectClose(_ actual: [Float], _ expected: [Float], _ tolerance: Float, _ what: String) {
      if let difference = difference(actual, expected, tolerance) { found.append("\(what): \(difference)") }
    }
    let pool = SharedThreadPool(threads: 2)

    let inference = try executor(.inference, pool)
    inference.prepare()
    inference.run()
    for output in inference.plan.outputs {
      let tensor = try #require(file["output/\(output.name)"])
      if tensor.shape != output.shape { found.append("output \(output.name) is \(output.shape), not \(tensor.shape)") }
      let wanted = try tensor.floats()
      expectClose(Array(inference.floats(output.buffer)), wanted, 1e-5, "output \(output.name)")
    }

    if let wanted = expected("loss") {
      let evaluation = try executor(.evaluation, pool)
      evaluation.prepare()
      evaluation.run()
      expectClose([evaluation.loss], wanted, 1e-5, "loss")
      let gradient = try executor(.gradient(isTraining: false), pool)
      gradient.run()
      expectClose([gradient.loss], wanted, 1e-5, "loss beside the gradient")
      for port in gradient.plan.gradients {
        guard let wanted = expected("gradient/\(port.name)") else { throw Unlike(name: port.name) }
        expectClose(Array(gradient.floats(port.buffer)), wanted, 1e-4, "gradient of \(port.name)")
      }
    }

    if let losses = expected("trainloss") {
      let training = try executor(.training, pool)
      let slots = training.plan.slots
      for slot in slots { training.floats(slot.buffer).update(repeating: slot.initialValue) }
      var actual: [Float] = []
      for iteration in losses.indices {
        try bind(training)
        training.run(
          RunContext(iteration: iteration, learningRate: training.plan.learningRate.value(at: iteration)))
        actual.append(training.loss)
      }
      expectClose(actual, losses, 5e-4, "losses in training")
      for parameter in training.plan.parameters {
        guard let wanted = expected("trained/\(parameter.name)") else { continue }
        expectClose(
          Array(training.floats(parameter.buffer)), wanted, 5e-4, "trained \(parameter.name)")
      }
    }
    return found
  }

  /// A plan with the fixture's weights, inputs and targets in place.
  func executor(_ purpose: PlanPurpose, _ pool: SharedThreadPool) throws -> Executor {
    var diagnostics = Diagnostics()
    let plan = try #require(
      try makePlan(
        graph, training: training, batch: batch, purpose: purpose, PlanOptions(verifiesEach: true), &diagnostics))
    let executor = try Executor(plan, pool: pool)
    for parameter in plan.parameters {
      guard let tensor = file["weights/\(parameter.name)"], tensor.shape == parameter.shape else {
        throw Unlike(name: parameter.name)
      }
      _ = executor.floats(parameter.buffer).update(fromContentsOf: try tensor.floats())
    }
    try bind(executor)
    return executor
  }

  /// Writes the inputs and the targets: before every run, since a plan may reuse their memory.
  func bind(_ executor: Executor) throws {
    let plan = executor.plan
    for (ports, prefix) in [(plan.inputs, "input"), (plan.targets, "target")] {
      for port in ports {
        let isOnly = prefix == "input" && ports.count == 1 && file["input"] != nil
        let tensor = try #require(file[isOnly ? "input" : "\(prefix)/\(port.name)"], "\(prefix)/\(port.name)")
        guard tensor.shape.reduce(1, *) == port.shape.reduce(1, *) else { throw Unlike(name: port.name) }
        if port.type == .int32 {
          _ = executor.integers(port.buffer).update(fromContentsOf: try tensor.int32s())
        } else {
          _ = executor.floats(port.buffer).update(fromContentsOf: try tensor.floats())
        }
      }
    }
  }

  /// The fixture has no such tensor, or one of another shape.
  struct Unlike: Error { var name: String }

  func expected(_ name: String) -> [Float]? { try? file[name]?.floats() }

  private func difference(_ actual: [Float], _ expected: [Float], _ tolerance: Float) -> String? {
    guard actual.count == expected.count else { return "\(actual.count) values, expected \(expected.count)" }
    let largest = max(expected.map(abs).max() ?? 0, 1e-3)
    let worst = zip(actual, expected).map { abs($0 - $1) }.max { !($0 >= $1) } ?? 0
    return worst <= tolerance * largest ? nil : "off by \(worst), the largest value is \(largest)"
  }
}
