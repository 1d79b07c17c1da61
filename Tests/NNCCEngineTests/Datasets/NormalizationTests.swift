import NNCCEngine
import NNCCInterchange
import NNCCRuntime
import Testing

struct NormalizationTests {
  private func set(_ elements: [Float], width: Int = 2) throws -> ExampleSet {
    let slot = ExampleLayout.Slot("x", shape: [width])
    let array = NDArray(shape: [elements.count / width, width], .float32(elements))
    let words = ExampleLayout.Slot("words", shape: [], type: .int32)
    let integers = NDArray(
      shape: [elements.count / width], .int32((0..<Int32(elements.count / width)).map { $0 }))
    return try ExampleSet(
      inputs: [
        ExampleArray(slot, array, origin: "x.npy"), ExampleArray(words, integers, origin: "words.npy"),
      ], targets: [])
  }

  private func values(_ set: ExampleSet) -> [Float] {
    guard case .float32(let values) = set.inputs[0].elements else { return [] }
    return values
  }

  @Test func standardGivesEachFeatureMeanZeroAndDeviationOne() throws {
    var examples = try set([1, 10, 3, 30, 5, 50, 7, 70])
    let integers = examples.inputs[1]
    try FeatureScaling(.standard, training: examples.inputs).apply(to: &examples.inputs)
    // (x − 4) / √5 and (x − 40) / (10 √5), in double.
    let expected: [Float] = [-3, -1, 1, 3].map { Float(Double($0) / 5.0.squareRoot()) }
    for (index, value) in values(examples).enumerated() {
      #expect(abs(value - expected[index / 2]) <= 1e-6)
    }
    #expect(examples.inputs[1] == integers)
  }

  @Test func minmaxGivesEachFeatureTheRangeZeroToOne() throws {
    var examples = try set([1, -10, 3, 30, 5, 10])
    try FeatureScaling(.minmax, training: examples.inputs).apply(to: &examples.inputs)
    #expect(values(examples) == [0, 0, 0.5, 1, 1, 0.5])
  }

  @Test func whatPadsSequencesHasNoPart() throws {
    // Sequences of 1 and 2 steps, padded to 3.
    let sequences: [Float] = [1, 0, 0, 3, 5, 0]
    let slot = ExampleLayout.Slot("x", shape: [3, 1], lengthsInput: 1)
    let lengths = ExampleLayout.Slot("lengths", shape: [1], type: .int32)
    let set = try ExampleSet(
      inputs: [
        ExampleArray(slot, count: 2, .float32(sequences), origin: "x.npy"),
        ExampleArray(lengths, count: 2, .int32([1, 2]), origin: "lengths.npy"),
      ], targets: [])
    let normalization = try FeatureScaling(.minmax, training: set.inputs, lengths: set.lengths)
    #expect(normalization.text == "x/divisor 4.0\nx/offset 1.0")
  }

  @Test(arguments: Normalization.allCases) func aConstantFeatureIsOnlyShifted(
    method: Normalization
  ) throws {
    let normalization = try FeatureScaling(method, training: try set([0.1, 1, 0.1, 2, 0.1, 3]).inputs)
    var later = try set([0.1, 1, 1.1, 2])
    try normalization.apply(to: &later.inputs)
    #expect(values(later)[0] == 0)
    #expect(abs(values(later)[2] - 1) < 1e-6)
  }

  @Test func otherDataAreMappedByTheTrainingPartsNumbers() throws {
    let normalization = try FeatureScaling(.minmax, training: try set([0, 0, 10, 100]).inputs)
    var later = try set([20, -50])
    try normalization.apply(to: &later.inputs)
    #expect(values(later) == [2, -0.5])
  }

  @Test func savedNumbersGiveTheSameMap() throws {
    let training = try set([1, 10, 3, 30, 5, 55])
    let normalization = try FeatureScaling(.standard, training: training.inputs)
    #expect(try FeatureScaling(text: normalization.text) == normalization)
  }

  @Test func numbersThatDoNotFitAreRefused() throws {
    for text in ["x/offset 1", "x/offset 1\nx/divisor 0", "x/offset nan\nx/divisor 1", "x/offset 1 one\nx/divisor 1 1"]
    {
      #expect(throws: FeatureScaling.Damaged.self) { try FeatureScaling(text: text) }
    }
    var examples = try set([1, 2, 3, 4])
    #expect(throws: DatasetError.statistics(input: "x", reason: "there are no statistics")) {
      try FeatureScaling().apply(to: &examples.inputs)
    }
    #expect(throws: FeatureScaling.Damaged.self) {
      try FeatureScaling(text: "x/offset 1\nx/divisor 1").apply(to: &examples.inputs)
    }
    #expect(values(examples) == [1, 2, 3, 4])
  }
}
