import NNCCCompiler
import Testing

/// Plans of thousands of layers: laid out soundly, and as tightly as small ones.
@Suite struct LargePlanTests {
  /// Layers of several sizes, with shortcuts over ten layers, so that buffers live for long and short.
  private static func spec(layers: Int) -> String {
    var text = "input: [6]\nlayers:\n"
    for index in 0..<layers {
      let units = [8, 24, 16, 40, 8][index % 5]
      text += "  - dense: {name: l\(index), units: \(units), activation: tanh}\n"
      if index % 5 == 4, index > 10 {
        text += "  - add: {name: a\(index), inputs: [l\(index), l\(index - 10)]}\n"
      }
    }
    return text + "train: {loss: mean_squared_error, optimizer: {sgd: {momentum: 0.9}}}\n"
  }

  @Test(arguments: [PlanPurpose.training, .gradient(isTraining: true), .inference])
  func memoryIsSharedSoundly(_ purpose: PlanPurpose) throws {
    var compilation = Compilation(file: "large.yaml", bytes: Array(Self.spec(layers: 3000).utf8))
    try #require(compilation.isValid)
    // Verified after each pass, the layout among them.
    let plan = try #require(try compilation.plan(batch: 4, purpose: purpose, PlanOptions(verifiesEach: true)))
    #expect(plan.steps.count > 3000)
    #expect(plan.memory.lowerBoundBytes <= plan.memory.bytes)
    #expect(Double(plan.memory.bytes) <= 1.1 * Double(plan.memory.lowerBoundBytes))
  }
}
