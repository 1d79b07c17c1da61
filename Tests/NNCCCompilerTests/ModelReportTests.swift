import Foundation
import NNCCCompiler
import Testing

@Suite struct ModelReportTests {
  private func compilation(_ path: String) throws -> Compilation {
    Compilation(file: path, bytes: Array(try Data(contentsOf: Golden.root.appending(path: path))))
  }

  /// By hand, from the layers' sizes.
  @Test func layersOfLeNet() throws {
    var compilation = try compilation("Benchmarks/specs/W2_lenet.yaml")
    let report = try #require(try compilation.modelReport())
    #expect(report.layers.map(\.type).prefix(3) == ["conv2d", "max_pooling2d", "conv2d"])
    #expect(report.layers[2].outputShape == [14, 14, 64])
    #expect(report.layers[2].rank == 3)
    #expect(report.layers[2].volume == 12_544)
    #expect(report.layers[2].inputs == ["max_pooling2d"])
    #expect(report.layers[2].parameters == 5 * 5 * 32 * 64 + 64)
    #expect(report.layers[2].flops == 2 * (14 * 14 * 64) * (5 * 5 * 32))
    #expect(report.parameters == 832 + 51_264 + 3_212_288 + 10_250)
    #expect(report.flops == 27_767_808)
    #expect(report.batch == 64)
  }

  @Test func sharedParametersCountOnce() throws {
    var compilation = try compilation("specs/digits_shared.yaml")
    let report = try #require(try compilation.modelReport())
    #expect(report.layers.reduce(0) { $0 + $1.parameters } == report.parameters)
    let second = try #require(report.layers.first { $0.name == "b/conv1" })
    #expect(second.sharesParameters && second.parameters == 0)
    let first = try #require(report.layers.first { $0.name == "a/conv1" })
    #expect(second.flops == first.flops && first.flops > 0)
  }

  @Test func parametersThatAreHeldStillAreNotTrainable() throws {
    let text = "input: [4]\nlayers: [{dense: {units: 3, trainable: false}}, {dense: {units: 2}}]\n"
    var compilation = Compilation(file: "a.yaml", bytes: Array(text.utf8))
    let report = try #require(try compilation.modelReport())
    #expect(report.parameters == 15 + 8)
    #expect(report.trainableParameters == 8)
    #expect(report.training == nil)
  }

  @Test func layersWhoseNamesBeginAlikeKeepTheirOwnFLOPs() throws {
    let text = "input: [4]\nlayers: [{dense: {name: a, units: 3}}, {dense: {name: a.linear, units: 2}}]\n"
    var compilation = Compilation(file: "a.yaml", bytes: Array(text.utf8))
    let report = try #require(try compilation.modelReport())
    #expect(report.layers.map(\.flops) == [2 * 4 * 3, 2 * 3 * 2])
  }

  @Test func whatDoesNotFitTheMemoryHasNoReport() throws {
    var compilation = try compilation("Benchmarks/specs/W2_lenet.yaml")
    #expect(try compilation.modelReport(memoryLimit: 1 << 20) == nil)
    #expect(compilation.diagnostics.all.map(\.id) == ["too-large"])
  }

  /// Of a step of training: twice or three times the forward products, as each needs no gradient of its input,
  /// or does.
  @Test(arguments: [
    (
      "W1_mlp", 128,
      2 * 128 * (2 * 784 * 512 + 3 * (512 * 256 + 256 * 10))
    ),
    (
      "W2_lenet", 64,
      2 * 64 * (2 * 28 * 28 * 32 * 25 + 3 * (14 * 14 * 64 * 800 + 3136 * 1024 + 1024 * 10))
    ),
  ])
  func operationsOfTraining(name: String, batch: Int, expected: Int) throws {
    var compilation = try compilation("Benchmarks/specs/\(name).yaml")
    for purpose in [PlanPurpose.training, .gradient(isTraining: true)] {
      let plan = try #require(try compilation.plan(batch: batch, purpose: purpose))
      #expect(plan.floatingPointOperations == expected)
    }
    let inference = try #require(try compilation.plan(batch: batch, purpose: .inference))
    let report = try #require(try compilation.modelReport(batch: batch))
    #expect(inference.floatingPointOperations == batch * report.flops)
  }

  @Test func stridedConvolutionCountsNoWorkOnZeros() throws {
    let text = """
      input: [9, 9, 2]
      layers: [{conv2d: {filters: 3, kernel_size: 3, padding: same}}, {conv2d: {filters: 4, kernel_size: 3, strides: 2}}]
      train: {loss: mse}
      """
    var compilation = Compilation(file: "a.yaml", bytes: Array(text.utf8))
    let plan = try #require(try compilation.plan(batch: 2, purpose: .training))
    #expect(plan.floatingPointOperations == 2 * 2 * (2 * 81 * 3 * 18 + 3 * 16 * 4 * 27))
  }
}
