import Foundation
import NNCCCompiler
import NNCCEngine
import NNCCInterchange
import Testing

struct ExampleSetTests {
  typealias Slot = ExampleLayout.Slot

  private func array(_ slot: Slot, _ shape: [Int], _ elements: [Float]) throws -> ExampleArray {
    try ExampleArray(slot, NDArray(shape: shape, .float32(elements)), origin: "x.npy")
  }

  private func floats(_ array: ExampleArray) -> [Float] {
    guard case .float32(let values) = array.elements else { return [] }
    return values
  }

  @Test func theDigitsAreReadWithAllTheirExamples() throws {
    let layout = ExampleLayout(
      inputs: [Slot("image", shape: [8, 8, 1])],
      targets: [Slot("label", shape: [], type: .int32, classes: 10)])
    for (part, count) in [("train", 1438), ("test", 359)] {
      let examples = try ExampleSet(
        idxImages: Repository.path("specs/data/digits-\(part)-images.idx3-ubyte.gz"),
        labels: Repository.path("specs/data/digits-\(part)-labels.idx1-ubyte.gz"), layout: layout)
      #expect(examples.count == count)
      let pixels = floats(examples.inputs[0])
      #expect(pixels.count == count * 64)
      #expect(pixels.min() == 0)
      #expect(pixels.max() == 16)
      guard case .int32(let labels) = examples.targets[0].elements else {
        Issue.record("labels are not integers")
        return
      }
      #expect(Set(labels) == Set(0..<10))
    }
  }

  @Test(arguments: [[3, 2, 2], [3, 2, 2, 1], [3, 1, 2, 2]])
  func shapesFitUpToAxesOfLengthOne(shape: [Int]) throws {
    let elements = (0..<12).map(Float.init)
    let fitted = try array(Slot("x", shape: [2, 2, 1]), shape, elements)
    #expect(fitted.count == 3)
    #expect(floats(fitted) == elements)
  }

  @Test(arguments: [[3, 4], [3, 2, 2, 2], [3, 2], [3]])
  func otherShapesAreAnErrorThatNamesBoth(shape: [Int]) {
    let elements = [Float](repeating: 0, count: shape.reduce(1, *))
    let error = #expect(throws: DatasetError.self) {
      try array(Slot("x", shape: [2, 2, 1]), shape, elements)
    }
    #expect(
      error?.description
        == "x.npy: its examples have shape \(Array(shape.dropFirst())), but 'x' has [2, 2, 1]")
  }

  @Test func scalarsAndEmptyArraysAreRefused() {
    #expect(throws: DatasetError.noExampleAxis(origin: "x.npy", name: "x")) {
      try array(Slot("x", shape: []), [], [1])
    }
    #expect(throws: DatasetError.empty(origin: "x.npy")) { try array(Slot("x", shape: [2]), [0, 2], []) }
  }

  @Test func theFirstExampleWithABadValueIsNamed() {
    #expect(throws: DatasetError.nonFinite(origin: "x.npy", name: "x", example: 1, value: .infinity)) {
      try array(Slot("x", shape: [2]), [2, 2], [0, 1, 2, .infinity])
    }
    let labels = Slot("label", shape: [], type: .int32, classes: 10)
    #expect(
      throws: DatasetError.classOutOfRange(origin: "x.npy", name: "label", example: 2, value: 10, classes: 10)
    ) { try array(labels, [3], [0, 9, 10]) }
    #expect(
      throws: DatasetError.classOutOfRange(origin: "x.npy", name: "label", example: 0, value: -1, classes: 10)
    ) { try array(labels, [1, 1], [-1]) }
    #expect(throws: DatasetError.notAnInteger(origin: "x.npy", name: "label", example: 1, value: "0.5")) {
      try array(labels, [2], [1, 0.5])
    }
    let words = Slot("words", shape: [3], type: .int32, classes: 5)
    #expect(
      throws: DatasetError.classOutOfRange(origin: "x.npy", name: "words", example: 1, value: 7, classes: 5)
    ) { try array(words, [2, 3], [0, 1, 2, 3, 4, 7]) }
  }

  @Test func doublesBeyondFloat32AreNotFinite() {
    #expect(throws: DatasetError.nonFinite(origin: "x.npy", name: "x", example: 0, value: .infinity)) {
      try ExampleArray(Slot("x", shape: []), NDArray(shape: [1], .float64([1e300])), origin: "x.npy")
    }
  }

  @Test func arraysMustHaveEquallyManyExamples() throws {
    let x = try array(Slot("x", shape: [1]), [3, 1], [1, 2, 3])
    let y = try ExampleArray(Slot("y", shape: [1]), NDArray(shape: [2], .float32([1, 2])), origin: "y.npy")
    let error = #expect(throws: DatasetError.self) { try ExampleSet(inputs: [x], targets: [y]) }
    #expect(error?.description == "x.npy has 3 examples, but y.npy has 2")
    #expect(throws: DatasetError.empty(origin: "data")) { try ExampleSet(inputs: [], targets: []) }
  }

  @Test func severalNamedArraysAreReadFromFilesAndArchives() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "nncc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    func path(_ name: String) -> String { directory.appending(path: name).path }

    let left = NDArray(shape: [2, 2], .float64([1, 2, 3, 4]))
    let words = NDArray(shape: [2, 3], .int64([0, 1, 2, 3, 4, 5]))
    let same = NDArray(shape: [2], .uint8([1, 0]))
    try NPZArchive.write([("l", left), ("w", words), ("y", same)], to: path("data.npz"))
    for (name, array) in [("l", left), ("w", words), ("y", same)] {
      try NPY.write(array, to: path("\(name).npy"))
    }

    let layout = ExampleLayout(
      inputs: [Slot("left", shape: [2]), Slot("words", shape: [3], type: .int32, classes: 6)],
      targets: [Slot("same", shape: [1])])
    let archived = try ExampleSet(
      npz: path("data.npz"), inputs: ["words": "w", "left": "l"], targets: ["same": "y"], layout: layout)
    #expect(archived.inputs.map(\.slot.name) == ["left", "words"])
    #expect(archived.inputs.map(\.elements) == [.float32([1, 2, 3, 4]), .int32([0, 1, 2, 3, 4, 5])])
    #expect(archived.targets.map(\.elements) == [.float32([1, 0])])
    let files = try ExampleSet(
      npyInputs: ["left": path("l.npy"), "words": path("w.npy")], targets: ["same": path("y.npy")],
      layout: layout)
    #expect(files.inputs.map(\.elements) == archived.inputs.map(\.elements))

    #expect(throws: DatasetError.missingSource(name: "words", given: ["left"])) {
      try ExampleSet(npz: path("data.npz"), inputs: ["left": "l"], targets: ["same": "y"], layout: layout)
    }
    #expect(throws: DatasetError.unknownName(name: "rigth", known: ["left", "words"])) {
      try ExampleSet(
        npz: path("data.npz"), inputs: ["left": "l", "words": "w", "rigth": "w"], targets: ["same": "y"],
        layout: layout)
    }
    let bad = #expect(throws: DatasetError.self) {
      try ExampleSet(
        npz: path("data.npz"), inputs: ["left": "w", "words": "w"], targets: ["same": "y"], layout: layout)
    }
    #expect(bad?.description.hasPrefix("\(path("data.npz")):w: ") == true)
  }

  private func numbered(_ count: Int) throws -> ExampleSet {
    let slot = Slot("x", shape: [2])
    let elements = (0..<(2 * count)).map(Float.init)
    let target = Slot("y", shape: [], type: .int32)
    let labels = NDArray(shape: [count], .int32((0..<count).map { Int32($0) }))
    return try ExampleSet(
      inputs: [array(slot, [count, 2], elements)], targets: [ExampleArray(target, labels, origin: "y.npy")])
  }

  /// Keras: `int(math.floor(n * (1.0 - validation_split)))` examples to train on.
  @Test(arguments: [(10, 0.2, 8), (10, 0.25, 7), (1438, 0.1, 1294), (3, 0.5, 1), (5, 0.01, 4), (10, 0.1, 9)])
  func theLastFractionIsForValidation(count: Int, fraction: Double, training: Int) throws {
    let parts = try numbered(count).split(validation: fraction)
    #expect(parts.training.count == training)
    #expect(parts.validation.count == count - training)
    #expect(floats(parts.validation.inputs[0]).first == Float(2 * training))
    #expect(parts.training.targets[0].elements == .int32((0..<training).map { Int32($0) }))
  }

  @Test(arguments: [0, 1, -0.5, 1.5, 0.95, Double.nan])
  func aSplitThatLeavesAPartEmptyIsRefused(fraction: Double) throws {
    let set = try numbered(10)
    #expect(throws: DatasetError.self) { try set.split(validation: fraction) }
  }

  @Test func scalingIsOfFloatInputsAlone() throws {
    var set = try numbered(2)
    try set.scaleInputs(by: 0.0625)
    #expect(set.inputs[0].elements == .float32([0, 0.0625, 0.125, 0.1875]))
    #expect(set.targets[0].elements == .int32([0, 1]))
    #expect(throws: DatasetError.self) {
      for _ in 0..<3 { try set.scaleInputs(by: 1e38) }
    }
  }

  @Test func gatheredExamplesLieInTheOrderAskedFor() throws {
    let set = try numbered(4)
    var input = [Float](repeating: -1, count: 8)
    var target = [Int32](repeating: -1, count: 4)
    input.withUnsafeMutableBytes { input in
      target.withUnsafeMutableBytes { target in
        guard let x = input.baseAddress, let y = target.baseAddress else { return }
        set.gather([2, 0, 2], inputs: [x], targets: [y])
      }
    }
    #expect(input == [4, 5, 0, 1, 4, 5, -1, -1])
    #expect(target == [2, 0, 2, -1])
  }

  @Test func syntheticExamplesAreRepeatableAndWithinTheirClasses() throws {
    let layout = ExampleLayout(
      inputs: [Slot("x", shape: [4, 2]), Slot("words", shape: [3], type: .int32, classes: 7)],
      targets: [Slot("label", shape: [], type: .int32), Slot("onehot", shape: [5])])
    func make(seed: UInt64) throws -> ExampleSet {
      try ExampleSet(syntheticExamples: 1000, classes: 5, layout: layout, seed: seed)
    }
    let set = try make(seed: 1)
    #expect(set == (try make(seed: 1)))
    #expect(set.inputs != (try make(seed: 2)).inputs)
    let noise = floats(set.inputs[0])
    #expect(noise.allSatisfy { $0 >= -1 && $0 < 1 })
    #expect(abs(noise.reduce(0, +) / 8000) < 0.02)
    guard case .int32(let words) = set.inputs[1].elements, case .int32(let labels) = set.targets[0].elements
    else {
      Issue.record("integers expected")
      return
    }
    #expect(Set(words) == Set(0..<7))
    #expect(Set(labels) == Set(0..<5))
    let hot = floats(set.targets[1])
    for example in 0..<1000 { #expect(hot[(example * 5)..<(example * 5 + 5)].sorted() == [0, 0, 0, 0, 1]) }
  }

  /// Labels of 4 at most in 5 time steps.
  private static let spelt = Slot("y", shape: [4], type: .int32, classes: 6, labelTime: 5)

  @Test func listsOfLabelsArePaddedToTheNetworksLength() throws {
    let array = NDArray(shape: [2, 2], .uint8([3, 5, 1, 0]))
    let labels = try ExampleArray(Self.spelt, array, origin: "y.npy")
    #expect(labels.elements == .int32([3, 5, 0, 0, 1, 0, 0, 0]))
  }

  @Test(
    arguments: [
      ([1, 4], [1, 2, 2, 2], "y.npy: example 0 of 'y' has 4 labels, which take 6 time steps at least"),
      ([2, 3], [1, 2, 0, 1, 0, 4], "y.npy: example 1 of 'y' holds 4 behind a 0"),
      ([2, 2], [1, 2, 6, 0], "y.npy: example 1 of 'y' holds 6, which is not in 0 ..< 6"),
      ([1, 5], [1, 0, 0, 0, 0], "y.npy: its examples have shape [5], but 'y' takes one axis of at most 4 labels"),
      ([1, 2, 1], [1, 2], "y.npy: its examples have shape [2, 1], but 'y' takes one axis of at most 4 labels"),
    ] as [([Int], [Int32], String)])
  func labelsThatCannotBeSpeltAreNamed(_ shape: [Int], _ values: [Int32], _ message: String) {
    let error = #expect(throws: DatasetError.self) {
      try ExampleArray(Self.spelt, NDArray(shape: shape, .int32(values)), origin: "y.npy")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  /// The second example is of two steps, in which no three labels can be spelt.
  @Test func labelsAreHeldAgainstTheLengthOfTheirExample() throws {
    var slot = Self.spelt
    slot.lengthsInput = 0
    func set(_ labels: [Int32]) throws -> ExampleSet {
      try ExampleSet(
        inputs: [ExampleArray(Slot("n", shape: [1], type: .int32), count: 2, .int32([5, 2]), origin: "n.npy")],
        targets: [ExampleArray(slot, count: 2, .int32(labels), origin: "y.npy")])
    }
    #expect(throws: Never.self) { try set([1, 2, 3, 0, 1, 2, 0, 0]) }
    let error = #expect(throws: DatasetError.self) { try set([1, 2, 3, 0, 1, 2, 3, 0]) }
    #expect(
      error?.description == "y.npy: example 1 of 'y' has 3 labels, which take 3 time steps at least, "
        + "with a blank between equal ones, but the network gives it 2")
    let layout = ExampleLayout(
      inputs: [Slot("n", shape: [1], type: .int32, classes: 6)], targets: [slot])
    #expect(throws: Never.self) { try ExampleSet(syntheticExamples: 500, classes: 9, layout: layout, seed: 3) }
  }

  @Test func lengthsFitTheShortestSequenceThatTheyAreOf() throws {
    let graph = try #require(
      try Specs.compile(
        """
        inputs:
          a: {shape: [5, 2], sequence_length: n}
          b: {shape: [3, 2], sequence_length: n}
          n: {shape: [1], dtype: int32}
        layers:
          - gru: {inputs: a, units: 2}
          - lstm: {inputs: b, units: 2}
          - add: {inputs: [gru, lstm]}
        """
      ).graph)
    let layout = ExampleLayout(graph, losses: [])
    #expect(layout.inputs.map(\.classes) == [nil, nil, 4])
    #expect(layout.inputs.map(\.lengthsInput) == [2, 2, nil])
  }

  @Test func syntheticLabelsCanBeSpelt() throws {
    let layout = ExampleLayout(inputs: [Slot("x", shape: [5, 2])], targets: [Self.spelt])
    let set = try ExampleSet(syntheticExamples: 500, classes: 9, layout: layout, seed: 3)
    #expect(throws: Never.self) { try set.targets[0].checkValues() }
    guard case .int32(let labels) = set.targets[0].elements else {
      Issue.record("integers expected")
      return
    }
    #expect(Set(labels) == Set(0..<6))
    let lengths = Set((0..<500).map { example in labels[example * 4..<example * 4 + 4].prefix { $0 != 0 }.count })
    #expect(lengths == [1, 2, 3])
  }

  @Test(arguments: [0, -1, 1 << 40, Int.max]) func absurdNumbersOfSyntheticExamplesAreRefused(count: Int) {
    let layout = ExampleLayout(inputs: [Slot("x", shape: [1000, 1000])], targets: [])
    #expect(throws: DatasetError.self) {
      try ExampleSet(syntheticExamples: count, classes: 2, layout: layout)
    }
  }
}

/// Files of this repository.
enum Repository {
  static func path(_ relative: String) -> String {
    var url = URL(filePath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.appending(path: relative).path
  }
}
