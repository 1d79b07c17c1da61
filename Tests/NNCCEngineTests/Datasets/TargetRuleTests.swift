import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import Testing

/// Targets are held against the loss that they are for.
@Suite struct TargetRuleTests {
  /// Each loss of rows of numbers, with what lies outside its domain.
  static let wrong: [(loss: String, values: [Float])] = [
    ("binary_crossentropy", [-0.01, 1.01, 7, -1]),
    ("kl_divergence", [-0.01, 1.01, 7]),
    ("categorical_crossentropy", [-0.01, 1.01, 7, 0.3]),
    ("poisson", [-0.01, -3]),
    ("hinge", [0.5, 2, -2]),
  ]
  static let ofAnything = ["mean_squared_error", "mean_absolute_error", "huber", "cosine_similarity"]
  static let ofClasses = ["sparse_categorical_crossentropy", "ctc"]

  private static func layout(_ loss: String, layers: String = "[{dense: {units: 4}}]") throws -> ExampleLayout {
    let compilation = try Specs.compile(
      "input: [5, 3]\nlayers: \(layers)\ntrain: {loss: \(loss), optimizer: sgd, steps: 1}")
    return ExampleLayout(
      try #require(compilation.graph), losses: try #require(compilation.training, "\(compilation.diagnostics)").losses)
  }

  private static func array(_ slot: ExampleLayout.Slot, _ values: [Float]) throws -> ExampleArray {
    let shape = [values.count / slot.shape.reduce(1, *)] + slot.shape
    return try ExampleArray(slot, NDArray(shape: shape, .float32(values)), origin: "y.npy")
  }

  @Test func everyLossIsHere() throws {
    let here = Self.wrong.map(\.loss) + Self.ofAnything + Self.ofClasses
    let losses = try #require(SpecReference.vocabularies.first { $0.title == "Losses" }).vocabulary
    #expect(Set(here) == Set(losses.entries.map(\.name)))
  }

  /// Two hundred times: what is made up for a loss passes, and does not once any element of it is wrong.
  @Test(arguments: wrong.map(\.loss)) func oneWrongElementIsFound(_ loss: String) throws {
    let layout = try Self.layout(loss)
    let slot = layout.targets[0]
    let wrong = try #require(Self.wrong.first { $0.loss == loss }).values
    var random = SystemRandomNumberGenerator()
    for seed in 0..<200 as Range<UInt64> {
      let set = try ExampleSet(syntheticExamples: 6, classes: 1, layout: layout, seed: seed)
      guard case .float32(var values) = set.targets[0].elements else { fatalError("floats expected") }
      #expect(throws: Never.self) { try Self.array(slot, values) }
      let place = Int.random(in: values.indices, using: &random)
      values[place] = try #require(wrong.randomElement(using: &random))
      let error = #expect(throws: DatasetError.self, "\(values) at \(place)") { try Self.array(slot, values) }
      guard case .targetAtFault(_, _, let example, _, let reason)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(example == place / 20 && reason.contains("'\(loss)'"))
    }
  }

  @Test(arguments: ofAnything) func someLossesTakeAnything(_ loss: String) throws {
    let slot = try Self.layout(loss).targets[0]
    #expect(throws: Never.self) { try Self.array(slot, (0..<20).map { Float($0) - 7.5 }) }
  }

  @Test func zerosAndOnesAreSignsButNotBesideNegatives() throws {
    let slot = try Self.layout("hinge").targets[0]
    let zerosAndOnes = (0..<20).map { Float($0 % 2) }
    #expect(throws: Never.self) { try Self.array(slot, zerosAndOnes) }
    #expect(throws: DatasetError.self) { try Self.array(slot, zerosAndOnes.dropLast() + [-1]) }
  }

  @Test func aRowOfZerosIsPaddingWhereAMaskSaysSo() throws {
    let rows = [Float](repeating: 0, count: 4) + (0..<4).flatMap { _ in [0.25, 0.25, 0.25, 0.25] as [Float] }
    let masked = try Self.layout("categorical_crossentropy", layers: "[masking, {dense: {units: 4}}]").targets[0]
    #expect(throws: Never.self) { try Self.array(masked, rows) }
    let unmasked = try Self.layout("categorical_crossentropy").targets[0]
    #expect(throws: DatasetError.self) { try Self.array(unmasked, rows) }
  }

  @Test(
    arguments: [
      (
        "sparse_categorical_crossentropy", [2],
        "y.npy: its examples have shape [], but 'dense' has [5]; the network gives [5, 4] for each example: is a 'flatten' missing before its last layers?"
      ),
      (
        "sparse_categorical_crossentropy", [2, 5, 4],
        "y.npy: its examples have shape [5, 4], but 'dense' has [5]; these are rows of 4, which 'categorical_crossentropy' takes; 'sparse_categorical_crossentropy' takes the number of the class"
      ),
      (
        "mean_squared_error", [2, 5],
        "y.npy: its examples have shape [5], but 'dense' has [5, 4]; 'mean_squared_error' takes rows of 4; class numbers are for 'sparse_categorical_crossentropy'"
      ),
      (
        "mean_squared_error", [2],
        "y.npy: its examples have shape [], but 'dense' has [5, 4]; the network gives [5, 4] for each example: is a 'flatten' missing before its last layers?"
      ),
      ("mean_squared_error", [2, 7, 3], "y.npy: its examples have shape [7, 3], but 'dense' has [5, 4]"),
    ] as [(String, [Int], String)])
  func aShapeOfOthersSaysWhatIsLikelyWrong(_ loss: String, _ shape: [Int], _ message: String) throws {
    let slot = try Self.layout(loss).targets[0]
    let zeros = NDArray(shape: shape, .float32(Array(repeating: 0, count: shape.reduce(1, *))))
    let error = #expect(throws: DatasetError.self) { try ExampleArray(slot, zeros, origin: "y.npy") }
    #expect(error?.description == message)
  }
}
