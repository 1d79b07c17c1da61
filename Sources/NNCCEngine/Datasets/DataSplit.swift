import NNCCCompiler
import NNCCRuntime

/// The parts that a file's examples are split into.
package struct DataParts {
  package var training: ExampleSet
  package var validation: ExampleSet?
  package var test: ExampleSet?

  package init(training: ExampleSet, validation: ExampleSet? = nil, test: ExampleSet? = nil) {
    self.training = training
    self.validation = validation
    self.test = test
  }

  /// The names of the parts that lack a class which another has, with those classes; for targets that are class numbers.
  package var missingClasses: [(part: String, classes: [Int32])] {
    let present = [("training", training), ("validation", validation), ("test", test)]
      .compactMap { name, part in part.map { (name, $0) } }
    let parts = present.compactMap { name, part in part.classNumbers.map { (name, Set($0)) } }
    // Where the numbers of a part are no classes, those of another only look so.
    guard parts.count == present.count else { return [] }
    let all = parts.reduce(into: Set<Int32>()) { $0.formUnion($1.1) }
    return parts.compactMap { name, classes in
      let missing = all.subtracting(classes)
      return missing.isEmpty ? nil : (name, missing.sorted())
    }
  }
}

extension DataSource.Split {
  /// Shares out examples, each a whole.
  ///
  /// - Parameters:
  ///   - seed: what the order is drawn from, where chance decides.
  ///   - origin: the file, for errors.
  /// - Throws: `DatasetError` where a part would be empty.
  package func parts(of examples: ExampleSet, seed: UInt64, origin: String) throws -> DataParts {
    var groups = [Array(0..<examples.count)]
    if stratifies, let numbers = examples.classNumbers {
      groups = Dictionary(grouping: groups[0]) { numbers[$0] }.sorted { $0.key < $1.key }.map(\.value)
    }
    let key = RandomKey(seed: seed, purpose: .data, index: Self.randomIndex)
    var parts: [[Int]] = [[], [], []]
    // What rounding takes from one class it gives to the next, so that the parts have their shares of the whole too.
    var (seen, before) = (0, (validation: 0, test: 0))
    for (number, group) in groups.enumerated() {
      var order = group
      if shuffles { key.shuffle(&order, step: number) }
      seen += order.count
      let after = boundaries(seen)
      let trained = min(max(0, after.validation - before.validation), order.count)
      let held = min(max(trained, after.test - before.test), order.count)
      before = after
      parts[0] += order[..<trained]
      parts[1] += order[trained..<held]
      parts[2] += order[held...]
    }
    func part(_ index: Int, _ name: String, _ share: Double) throws -> ExampleSet? {
      guard share > 0 else { return nil }
      guard !parts[index].isEmpty else { throw DatasetError.emptyPart(origin: origin, part: name) }
      // In the order of the file, whatever was drawn.
      return examples.subset(parts[index].sorted())
    }
    guard let training = try part(0, "training", train) else {
      throw DatasetError.emptyPart(origin: origin, part: "training")
    }
    return DataParts(
      training: training, validation: try part(1, "validation", validation), test: try part(2, "test", test))
  }

  /// Of so many, how many are before the validation part, and before the test part.
  package func boundaries(_ count: Int) -> (validation: Int, test: Int) {
    let held = (Double(count) * (1 - test)).rounded()
    let trained = (Double(count) * (1 - test - validation)).rounded()
    return (min(max(0, Int(trained)), count), min(max(0, Int(held)), count))
  }

  /// Apart from what made-up data are drawn from.
  private static let randomIndex = 1 << 20
}

extension ExampleSet {
  /// The class of each example, where the first target says it: by its number, 0 or 1, or as a row with a single 1.
  fileprivate var classNumbers: [Int32]? {
    guard let target = targets.first else { return nil }
    let width = target.elementsPerExample
    switch target.elements {
    case .int32(let numbers): return width == 1 ? numbers : nil
    case .float32(let values):
      guard values.allSatisfy({ $0 == 0 || $0 == 1 }) else { return nil }
      if width == 1 { return values.map { Int32($0) } }
      let places = (0..<count).compactMap { example -> Int32? in
        let row = values[example * width..<(example + 1) * width]
        guard row.count(where: { $0 == 1 }) == 1, let place = row.firstIndex(of: 1) else { return nil }
        return Int32(place - row.startIndex)
      }
      return places.count == count ? places : nil
    }
  }
}
