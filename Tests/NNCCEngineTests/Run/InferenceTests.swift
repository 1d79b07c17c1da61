import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import NNCCRuntime
import Testing

@Suite struct InferenceTests {
  /// 150 examples make two full batches and a remainder.
  private static let inputs = NDArray(
    shape: [150, 4, 4, 1], .float32((0..<2400).map { Float($0 % 37) / 18 - 1 }))

  private func trained(_ spec: String) throws -> (Compilation, WeightFile) {
    let directory = try TemporaryDirectory()
    try run(spec, in: directory)
    let compilation = try Specs.compile(spec)
    return (
      compilation,
      try readWeights(directory("run/weights.safetensors"), for: #require(compilation.graph))
    )
  }

  private func rows(_ array: NDArray) -> [[Float]] {
    let width = array.shape.dropFirst().reduce(1, *)
    let values = array.floats()
    return (0..<array.shape[0]).map { Array(values[($0 * width)..<($0 * width + width)]) }
  }

  private func predictions(
    _ compilation: Compilation, _ weights: WeightFile, _ inputs: NDArray
  ) throws -> NDArray {
    try #require(
      try predict(compilation, weights: weights, inputs: ["input": inputs], options: RunOptions())["logits"])
  }

  @Test func anExampleHasTheSameBitsAloneAndInABatch() throws {
    let (compilation, weights) = try trained(Specs.classifier())
    let together = try predictions(compilation, weights, Self.inputs)
    #expect(together.shape == [150, 5])
    for index in [0, 63, 64, 127, 128, 149] {
      let values = Self.inputs.floats()[(index * 16)..<(index * 16 + 16)]
      let alone = try predictions(
        compilation, weights, NDArray(shape: [1, 4, 4, 1], .float32(Array(values))))
      #expect(rows(alone)[0] == rows(together)[index])
    }
  }

  @Test func inputsAreTreatedAsTheTrainingDataWere() throws {
    let (plain, weights) = try trained(Specs.classifier())
    let scaled = try Specs.compile(Specs.classifier(data: "scale: 0.5"))
    let halved = NDArray(shape: Self.inputs.shape, .float32(Self.inputs.floats().map { $0 * 0.5 }))
    #expect(try predictions(scaled, weights, Self.inputs) == predictions(plain, weights, halved))

    let (normalized, ownWeights) = try trained(Specs.classifier(data: "normalize: minmax"))
    let unchanged = try #require(throws: RunError.self) { try predictions(plain, ownWeights, Self.inputs) }
    #expect(unchanged.description.contains("inputs that 'normalize: minmax' had changed"), "\(unchanged)")
    let otherwise = try Specs.compile(Specs.classifier(data: "normalize: standard"))
    #expect(throws: RunError.self) { try predictions(otherwise, ownWeights, Self.inputs) }
    _ = try predictions(normalized, ownWeights, Self.inputs)
    let error = try #require(throws: RunError.self) { try predictions(normalized, weights, Self.inputs) }
    #expect(error.description.contains("normalizes"))
  }

  @Test func inputsThatDoNotFitAreNamed() throws {
    let (compilation, weights) = try trained(Specs.classifier(epochs: 0))
    let wrong = NDArray(shape: [2, 5, 4], .float32(Array(repeating: 0, count: 40)))
    for (inputs, text) in [
      (["input": wrong], "'input'"), ([:], "'input'"), (["input": Self.inputs, "other": wrong], "'other'"),
    ] {
      let error = try #require(throws: RunError.self) {
        try predict(compilation, weights: weights, inputs: inputs, options: RunOptions())
      }
      #expect(error.description.contains(text), "\(error)")
    }
  }

  @Test func theGradientIsThatOfTheMeanLossOfTheBatch() throws {
    let (compilation, weights) = try trained(Specs.classifier())
    let labels = (0..<150).map { Int32($0 % 5) }
    func gradient(_ examples: Range<Int>) throws -> (loss: Float, gradients: WeightFile) {
      let values = Self.inputs.floats()[(examples.lowerBound * 16)..<(examples.upperBound * 16)]
      return try NNCCEngine.gradient(
        compilation, weights: weights,
        inputs: ["input": NDArray(shape: [examples.count, 4, 4], .float32(Array(values)))],
        targets: ["logits": NDArray(shape: [examples.count], .int32(Array(labels[examples])))],
        isTraining: false, options: RunOptions())
    }
    let (whole, first, second) = (try gradient(0..<150), try gradient(0..<75), try gradient(75..<150))
    #expect(abs(whole.loss - (first.loss + second.loss) / 2) < 1e-5)
    #expect(whole.gradients.tensors.count == compilation.graph?.parameters.count)
    for tensor in whole.gradients.tensors {
      let halves = try zip(
        #require(first.gradients[tensor.name]).floats(), #require(second.gradients[tensor.name]).floats())
      for (value, half) in try zip(tensor.floats(), halves) {
        #expect(abs(value - (half.0 + half.1) / 2) < 1e-5)
      }
    }
  }

  @Test func aSpecWithoutTrainIsEvaluated() throws {
    let spec = Specs.classifier()
    let directory = try TemporaryDirectory()
    let trained = try run(spec, in: directory)
    let lines = spec.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == "train:" })
    let end = try #require(lines.firstIndex { $0 == "data:" })
    let bare = (lines[..<start] + lines[end...]).joined(separator: "\n")
    let result = try run(bare, in: directory, weights: directory("run/weights.safetensors"))
    #expect(result.test?.metrics == trained.test?.metrics)
    #expect(result.validation?.metrics == trained.validation?.metrics)
    #expect(result.train == nil && result.steps == 0)
    #expect(throws: RunError.self) { try run(bare, in: directory) }
  }
}
